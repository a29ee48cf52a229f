package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"qipan/internal/app"
	"qipan/internal/platform/date"
	"qipan/packs/demo"
)

// cityFlags are the flags of every command that opens a data folder.
func cityFlags(name string, errs io.Writer) (*flag.FlagSet, *app.Config) {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(errs)
	c := &app.Config{Version: version, Clock: time.Now, Log: slog.New(slog.NewTextHandler(errs, nil))}
	f.StringVar(&c.Data, "data", "./data", "folder of the database and the files")
	f.StringVar(&c.Database, "database", "", "postgres://…; SQLite in the data folder if left out")
	f.Func("today", "business date of a demo city, as 2024-03-15", func(s string) error {
		d, err := date.Parse(s)
		c.Today = d
		return err
	})
	return f, c
}

func serve(ctx context.Context, args []string, out, errs io.Writer) error {
	f, c := cityFlags("serve", errs)
	f.StringVar(&c.Addr, "addr", "127.0.0.1:8080", "address to listen on")
	f.BoolVar(&c.Demo, "demo", false, "fill an empty folder with the demo city")
	if err := f.Parse(args); err != nil {
		return shown(err)
	}
	city, err := app.Open(ctx, *c)
	if err != nil {
		return err
	}
	if c.Demo && !city.Installed() {
		if err := fillDemo(ctx, city, demo.Options{Projects: demo.Projects, Seed: 1}, out); err != nil {
			return errors.Join(err, city.Close())
		}
	}
	err = city.Serve(ctx, func(addr string) {
		fmt.Fprintf(out, "Qipan 棋盘 %s\n  http://%s\n", version, addr)
		switch {
		case !city.Installed():
			fmt.Fprintln(out, "  首次运行：打开网页选择城市并建立三个管理员账号。")
		case city.Demo():
			showAccounts(out)
		}
	})
	return errors.Join(err, city.Close())
}

// shown marks an error that the flag package has printed; help is no error.
func shown(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	return errShown
}

func openapi(_ context.Context, _ []string, out, _ io.Writer) error {
	doc, err := app.OpenAPI(version)
	if err != nil {
		return err
	}
	_, err = out.Write(append(doc, '\n'))
	return err
}
