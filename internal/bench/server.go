package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// askServer starts the program on the data, asks what people ask forty times a day, and
// looks at how much memory it took.
func askServer(ctx context.Context, o options, work string) (figures []figure, err error) {
	s, err := start(ctx, o, filepath.Join(work, "server.log"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	figures = append(figures, figure{"start to the first answer", seconds(s.took), "≤ 3 s"})
	if err := s.login(ctx, o.login, o.password); err != nil {
		return nil, err
	}
	pick := rand.New(rand.NewPCG(uint64(o.seed), 1))
	for _, q := range []struct {
		what, aim string
		path      func() string
	}{
		{"project list: scope, three filters, sort", "≤ 15 ms p50, ≤ 40 ms p99", func() string { return listing(pick) }},
		{"  next pages of it", "", s.following(pick)},
		{"project search by two characters", "", func() string { return "/api/v1/projects?limit=50&q=" + url.QueryEscape(one(pick, words)) }},
		{"counts per stage", "", func() string { return "/api/v1/projects/counts?kind=" + one(pick, kinds) }},
		{"cockpit", "≤ 10 ms p50", func() string { return "/api/v1/cockpit" }},
	} {
		times, each, err := s.measure(ctx, o.requests, q.path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", strings.TrimSpace(q.what), err)
		}
		figures = append(figures, figure{q.what, fmt.Sprintf("%s p50, %s p99 (%s CPU)", millis(times, 50), millis(times, 99), inMillis(each)), q.aim})
	}
	if peak := peakOfRunning(s.process.Process.Pid); peak > 0 {
		figures = append(figures, figure{"memory of the server", megabytes(peak), "≤ 300 MB"})
	}
	return figures, nil
}

var (
	kinds  = []string{"land", "leased", "service", "expansion", "foreign"}
	stages = []string{"lead", "talks", "signed", "landed", "started", "building", "producing", "operating"}
	sorts  = []string{"-updated_at", "-total_investment", "name", "stage_day"}
	words  = []string{"新能", "智能", "海洋", "物流", "装备", "医药"}
)

func one(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// listing is a page of the project list as a bureau asks for it: two stages, a kind, an amount.
func listing(r *rand.Rand) string {
	v := url.Values{
		"stage":     {one(r, stages) + "," + one(r, stages)},
		"kind":      {one(r, kinds)},
		"min_total": {strconv.Itoa([]int{5_000_000_000, 10_000_000_000, 100_000_000_000}[r.IntN(3)])},
		"sort":      {one(r, sorts)},
		"limit":     {"50"},
	}
	return "/api/v1/projects?" + v.Encode()
}

// server is a running program and a session in it.
type server struct {
	process *exec.Cmd
	address string
	client  *http.Client
	took    time.Duration // from the start to ready
	log     string        // path
	next    string        // the page after the last list answered, "" if none
	ended   chan error
}

func start(ctx context.Context, o options, logPath string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("free port: %w", err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, fmt.Errorf("free port: %w", err)
	}
	out, err := os.Create(logPath)
	if err != nil {
		return nil, fmt.Errorf("server log: %w", err)
	}
	defer out.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("cookies: %w", err)
	}
	s := &server{
		process: exec.CommandContext(ctx, o.qipan, "serve", "--addr", address, "--data", o.data),
		address: "http://" + address, client: &http.Client{Jar: jar, Timeout: time.Minute}, log: logPath, ended: make(chan error, 1),
	}
	s.process.Stdout, s.process.Stderr = out, out
	began := time.Now()
	if err := s.process.Start(); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	go func() { s.ended <- s.process.Wait() }()
	for time.Since(began) < time.Minute {
		select {
		case err := <-s.ended:
			s.ended <- err
			return nil, fmt.Errorf("the server ended: %w\n%s", err, s.lastWords())
		case <-time.After(20 * time.Millisecond):
		}
		if _, err := s.get(ctx, "/readyz"); err == nil {
			s.took = time.Since(began)
			return s, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("not ready after a minute\n%s", s.lastWords()), s.stop())
}

func (s *server) stop() error {
	if err := s.process.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop: %w", err)
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(15 * time.Second):
		return errors.Join(errors.New("the server did not stop within 15 s"), s.process.Process.Kill())
	}
}

func (s *server) lastWords() string {
	b, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return tail(string(b), 2000)
}

func (s *server) login(ctx context.Context, name, password string) error {
	body, err := json.Marshal(map[string]string{"login": name, "password": password})
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+"/api/v1/session", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := s.client.Do(r)
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 1000))
		return fmt.Errorf("log in as %s (-login, -password): %s %s", name, answer.Status, text)
	}
	return nil
}

// get is the body of a good answer.
func (s *server) get(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+path, nil)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", path, err)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", path, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", path, err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("get %s: %s %s", path, answer.Status, tail(string(body), 500))
	}
	return body, nil
}

// following walks down the pages of one list after another.
func (s *server) following(r *rand.Rand) func() string {
	base := ""
	return func() string {
		if s.next == "" || base == "" {
			base = listing(r)
			return base
		}
		return base + "&cursor=" + url.QueryEscape(s.next)
	}
}

// measure asks n times, one after the other, after a tenth as many that do not count. It
// gives the times in order, and the server's processor time per request.
func (s *server) measure(ctx context.Context, n int, path func() string) (times []time.Duration, each time.Duration, err error) {
	s.next = ""
	var before time.Duration
	for i := range n + n/10 {
		if i == n/10 {
			before = cpuOfRunning(s.process.Process.Pid)
		}
		p := path()
		began := time.Now()
		body, err := s.get(ctx, p)
		took := time.Since(began)
		if err != nil {
			return nil, 0, err
		}
		var page struct {
			Next string `json:"next_cursor"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return nil, 0, fmt.Errorf("answer of %s: %w", p, err)
		}
		s.next = page.Next
		if i >= n/10 {
			times = append(times, took)
		}
	}
	slices.Sort(times)
	return times, (cpuOfRunning(s.process.Process.Pid) - before) / time.Duration(n), nil
}

// millis is a percentile of sorted times.
func millis(sorted []time.Duration, percent int) string {
	return inMillis(sorted[min(len(sorted)-1, len(sorted)*percent/100)])
}

func inMillis(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// cpuOfRunning is the processor time a live process has used; 0 where /proc does not say.
func cpuOfRunning(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The name, in brackets, may hold anything; after it, fields 14 and 15 count in hundredths of a second.
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// peakOfRunning is the most memory a live process has held, in bytes; 0 where /proc does not say.
func peakOfRunning(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kb * 1024
		}
	}
	return 0
}
