// Command bench measures the built program from outside, over HTTP and its command line, and
// prints a table. It asserts nothing: a figure belongs to the machine it was taken on.
//
//	go run ./internal/bench -qipan bin/qipan -projects 100000
//
// The data are the demo generator's, made anew in a temporary folder, or in the folder that
// -data names (kept, and used again as it is when it is not empty).
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// options are what the command line says.
type options struct {
	qipan    string // the program
	data     string // folder of generated data; "" is a temporary one
	projects int
	seed     int
	rows     int // of the ledger to be read
	columns  int
	requests int     // of each kind
	load     float64 // of the machine before
	login    string
	password string
}

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.qipan, "qipan", "bin/qipan", "the program to measure")
	flag.StringVar(&o.data, "data", "", "folder for the data, kept and used again (default: a temporary one)")
	flag.IntVar(&o.projects, "projects", 100_000, "projects to generate")
	flag.IntVar(&o.seed, "seed", 1, "seed of the generator")
	flag.IntVar(&o.rows, "rows", 100_000, "rows of the ledger that is read")
	flag.IntVar(&o.columns, "columns", 30, "columns of that ledger, at least 14")
	flag.IntVar(&o.requests, "requests", 600, "measured requests of each kind")
	flag.StringVar(&o.login, "login", "jiaozhou", "account that lists projects: a district's, so that scope has work to do")
	flag.StringVar(&o.password, "password", "qipan-demo", "its password")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o.load = load()
	if err := run(ctx, o); err != nil {
		log.Fatal(err)
	}
}

// figure is one row of the table. Aim is what the project promises on two cores.
type figure struct{ what, value, aim string }

func run(ctx context.Context, o options) error {
	program, err := filepath.Abs(o.qipan)
	if err != nil {
		return fmt.Errorf("program: %w", err)
	}
	o.qipan = program
	work, err := os.MkdirTemp("", "qipan-bench-")
	if err != nil {
		return fmt.Errorf("work folder: %w", err)
	}
	defer os.RemoveAll(work)
	if o.data == "" {
		o.data = filepath.Join(work, "data")
	}

	var table []figure
	for _, step := range []struct {
		name string
		do   func(context.Context, options, string) ([]figure, error)
	}{
		{"generating data", generate},
		{"asking the server", askServer},
		{"recounting the figures", recount},
		{"reading a ledger", readLedger},
	} {
		log.Printf("%s …", step.name)
		figures, err := step.do(ctx, o, work)
		if err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		table = append(table, figures...)
	}
	return show(o, table)
}

func show(o options, table []figure) error {
	fmt.Printf("\n%d projects, SQLite, %d cores, %s/%s\n", o.projects, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	if o.load > float64(runtime.NumCPU())/2 {
		fmt.Printf("The machine was busy when this began (load %.1f): compare the CPU times, not the others.\n", o.load)
	}
	fmt.Println()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	for _, f := range table {
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", f.what, f.value, f.aim); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// generate fills the data folder, unless it holds something already.
func generate(ctx context.Context, o options, _ string) ([]figure, error) {
	if entries, err := os.ReadDir(o.data); err == nil && len(entries) > 0 {
		return []figure{{"demo generator", "not run, the folder was there", ""}}, nil
	}
	u, err := command(ctx, o.qipan, "demo", "--projects", fmt.Sprint(o.projects), "--data", o.data, "--seed", fmt.Sprint(o.seed))
	if err != nil {
		return nil, err
	}
	return []figure{
		{"demo generator", fmt.Sprintf("%.0f projects/s, %s", float64(o.projects)/u.took.Seconds(), u), "≥ 2,000 projects/s"},
		{"  its memory", megabytes(u.peak), ""},
		{"data folder", megabytes(folderSize(o.data)), ""},
	}, nil
}

// recount runs the command that counts every figure again and compares.
func recount(ctx context.Context, o options, _ string) ([]figure, error) {
	u, err := command(ctx, o.qipan, "rollup", "check", "--data", o.data)
	if err != nil {
		return nil, err
	}
	return []figure{{"recount of all figures", u.String() + ", equal", ""}}, nil
}

// readLedger tries a large workbook from the command line; nothing is stored.
func readLedger(ctx context.Context, o options, work string) ([]figure, error) {
	path := filepath.Join(work, "ledger.xlsx")
	if err := writeLedger(path, o.rows, max(o.columns, 14), uint64(o.seed)); err != nil {
		return nil, err
	}
	u, err := command(ctx, o.qipan, "import", "projects", path, "--dry-run", "--json", "--data", o.data)
	if err != nil {
		return nil, err
	}
	return []figure{
		{fmt.Sprintf("import dry run, %d × %d", o.rows, o.columns), u.String(), "≤ 20 s"},
		{"  its memory", megabytes(u.peak), "≤ 400 MB"},
	}, nil
}

// used is what a command took: time on the clock, time on the processors, most memory held.
type used struct {
	took, cpu time.Duration
	peak      int64 // bytes
}

func (u used) String() string { return seconds(u.took) + " (" + seconds(u.cpu) + " CPU)" }

// command runs the program to its end.
func command(ctx context.Context, name string, args ...string) (used, error) {
	var complaint strings.Builder
	c := exec.CommandContext(ctx, name, args...)
	c.Stderr = &complaint
	began := time.Now()
	if err := c.Run(); err != nil {
		return used{}, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), args[0], err, tail(complaint.String(), 2000))
	}
	p := c.ProcessState
	return used{time.Since(began), p.UserTime() + p.SystemTime(), peakOf(p)}, nil
}

// load is the system's load average of the last minute; 0 where it is not told.
func load() (average float64) {
	b, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		_, _ = fmt.Sscan(string(b), &average)
	}
	return average
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

func megabytes(n int64) string { return fmt.Sprintf("%d MB", (n+500_000)/1_000_000) }

func folderSize(root string) (total int64) {
	_ = filepath.WalkDir(root, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				total += info.Size()
			}
		}
		return nil // a file that vanished meanwhile is not worth stopping for
	})
	return total
}
