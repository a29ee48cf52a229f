package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"qipan/internal/app"
	"qipan/internal/identity"
	"qipan/internal/importer"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/sheet"
	"qipan/packs"
)

const importUsage = `usage: qipan import projects FILE [flags]
  Reads a project ledger (.xlsx or .csv) and takes its projects over. Rows with
  an error are left out; with --all nothing is taken over unless every row is good.

  --dry-run        only say what is understood; nothing is stored. Without --data
                   the file is read by itself, with it also held against the city
  --json           print rows, problems and summary as JSON
  --mapping M.json how columns, units and words are to be read
  --all            all rows or none
  --data DIR       folder of the city (default ./data), --database URL
  --as LOGIN       in whose name; by default the first account for the whole city
exit code: 0 done, 1 refused or nothing taken over, 2 wrong usage
`

// importing is what the command was asked for.
type importing struct {
	config  *app.Config
	file    string
	mapping *understand.Mapping
	dry     bool
	json    bool
	all     bool
	city    bool // a data folder was named
	as      string
	out     io.Writer
	errs    io.Writer
}

// importProjects is "qipan import projects FILE".
func importProjects(ctx context.Context, args []string, out, errs io.Writer) error {
	c, err := importArgs(args, out, errs)
	if err != nil {
		return err
	}
	f, err := os.Open(c.file)
	if err != nil {
		return fmt.Errorf("open ledger: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("open ledger: %w", err)
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a folder", c.file)
	}
	in := importer.File{Name: filepath.Base(c.file), Size: info.Size(), Content: f, Mapping: c.mapping}
	if c.dry && !c.city {
		return c.fileOnly(ctx, in)
	}
	return c.intoCity(ctx, in)
}

// importArgs reads the arguments; flags may stand before and after the file.
func importArgs(args []string, out, errs io.Writer) (*importing, error) {
	f, config := cityFlags("import", errs)
	c := &importing{config: config, out: out, errs: errs}
	f.Usage = func() { _, _ = fmt.Fprint(errs, importUsage) }
	f.BoolVar(&c.dry, "dry-run", false, "")
	f.BoolVar(&c.json, "json", false, "")
	f.BoolVar(&c.all, "all", false, "")
	f.StringVar(&c.as, "as", "", "")
	mapping := f.String("mapping", "", "")
	var words []string
	for rest := args; ; {
		if err := f.Parse(rest); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, errUsage
		}
		if rest = f.Args(); len(rest) == 0 {
			break
		}
		words, rest = append(words, rest[0]), rest[1:]
	}
	if len(words) != 2 || words[0] != "projects" {
		f.Usage()
		return nil, errUsage
	}
	c.file = words[1]
	f.Visit(func(g *flag.Flag) { c.city = c.city || g.Name == "data" || g.Name == "database" })
	if *mapping != "" {
		doc, err := os.ReadFile(*mapping)
		if err != nil {
			return nil, fmt.Errorf("read mapping: %w", err)
		}
		if c.mapping, err = understand.ParseMapping(doc); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// fileOnly says what is understood of the file by itself, with the words of the
// first pack: no city is needed.
func (c *importing) fileOnly(ctx context.Context, in importer.File) error {
	list, err := packs.List()
	if err != nil {
		return err
	}
	pack, err := packs.Open(list[0].Code)
	if err != nil {
		return err
	}
	words, err := importer.NewWords(pack)
	if err != nil {
		return err
	}
	book, err := sheet.Open(in.Content, in.Size, in.Name, in.Mapping.Options())
	if err != nil {
		return err
	}
	opt := words.Options(in.Mapping)
	opt.Stop = ctx.Err
	say := c.progress()
	opt.Progress = func(done, total int) { say(int64(done), int64(total)) }
	p := newPrinter(c.out, c.json, in.Name)
	opt.OnLayout = func(l *understand.Layout) error { return p.sheet(l) }
	sum, err := understand.Read(book, opt, func(r *understand.Row) error { return p.row(printedRow{Row: r}) })
	if err != nil {
		return err
	}
	return p.end(summary{Summary: sum})
}

// intoCity imports into a city, or with --dry-run says what that would do.
func (c *importing) intoCity(ctx context.Context, in importer.File) (err error) {
	if _, err := os.Stat(filepath.Join(c.config.Data, "qipan.db")); c.config.Database == "" && err != nil {
		return fmt.Errorf("%s holds no city: %w", c.config.Data, err)
	}
	c.config.Log = slog.New(slog.NewTextHandler(c.errs, &slog.HandlerOptions{Level: slog.LevelWarn}))
	city, err := app.Open(ctx, *c.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, city.Close()) }()
	who, err := city.Users.Operator(ctx, c.as, identity.ImportLedgers)
	if err != nil {
		return err
	}
	who.Via = actor.Command
	if c.as == "" {
		_, _ = fmt.Fprintf(c.errs, "以 %s（%s）的名义导入；可用 --as 指定。\n", who.User.Name, who.User.Login)
	}
	p := newPrinter(c.out, c.json, in.Name)
	if c.dry {
		tried, err := city.Imports.Try(ctx, who, in, c.progress(), func(r *importer.Row) error { return p.row(judged(r)) })
		if err != nil {
			return err
		}
		return p.end(summary{Summary: tried.Summary, States: tried.Counts.Rows})
	}
	mode := importer.Good
	if c.all {
		mode = importer.All
	}
	b, err := city.Imports.Import(ctx, who, in, mode, c.progress())
	if b == nil || b.State == importer.Refused || b.State == importer.Failed {
		return err
	}
	refused := err
	if err := city.Imports.EachRow(ctx, who, b.ID, func(r *importer.Row) error { return p.row(judged(r)) }); err != nil {
		return err
	}
	if err := p.end(summary{Summary: understand.Summary{Other: b.Counts.Other, Problems: b.Counts.Codes}, States: b.Counts.Rows, Batch: b.ID, Result: b.Result}); err != nil {
		return err
	}
	return refused
}

// progress writes how far it is, a line per twentieth, so that a log stays short.
func (c *importing) progress() func(done, total int64) {
	last := int64(-1)
	return func(done, total int64) {
		if total <= 0 {
			return
		}
		part := done * 20 / total
		if part < last {
			last = -1 // the next step of the work
		}
		if part > last {
			last = part
			_, _ = fmt.Fprintf(c.errs, "%3d%%  %d / %d 行\n", part*5, done, total)
		}
	}
}
