package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"qipan/internal/app"
	"qipan/internal/target"
)

const rollupUsage = `usage: qipan rollup [check|rebuild] [--data DIR] [--database URL]
  check    counts all figures again from the projects' history, changes nothing,
           names what differs and then exits with 1
  rebuild  makes the figures anew from the history, then checks them
`

// rollup recounts the figures of a city from its history.
func rollup(ctx context.Context, args []string, out, errs io.Writer) error {
	act := "check"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		act, args = args[0], args[1:]
	}
	f, c := cityFlags("rollup", errs)
	f.Usage = func() { _, _ = fmt.Fprint(errs, rollupUsage) }
	if act != "check" && act != "rebuild" {
		f.Usage()
		return errShown
	}
	if err := f.Parse(args); err != nil {
		return shown(err)
	}
	c.Log = slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if _, err := os.Stat(filepath.Join(c.Data, "qipan.db")); c.Database == "" && err != nil {
		return fmt.Errorf("%s holds no city: %w", c.Data, err) // and must not get an empty one by being checked
	}
	city, err := app.Open(ctx, *c)
	if err != nil {
		return err
	}
	return errors.Join(recount(ctx, city, act == "rebuild", out), city.Close())
}

func recount(ctx context.Context, city *app.City, rebuild bool, out io.Writer) error {
	if !city.Installed() {
		return fmt.Errorf("%s holds no city yet", city.Config.Data)
	}
	if rebuild {
		made, err := city.Targets.Rebuild(ctx)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(out, "已重建：%d 个项目，%d 条计数记录\n", made.Projects, made.Contributions)
	}
	found, err := city.Targets.Check(ctx)
	if err != nil {
		return err
	}
	return showRecount(out, found)
}

func showRecount(out io.Writer, found target.Recount) error {
	_, _ = fmt.Fprintf(out, "已重算：%d 个项目，%d 条计数记录\n", found.Projects, found.Contributions)
	if found.Equal() {
		_, _ = fmt.Fprintln(out, "与历史一致")
		return nil
	}
	for _, d := range found.Differences {
		unit := "计数"
		if d.Money {
			unit = "金额（最小单位）"
		}
		_, _ = fmt.Fprintf(out, "  %s  %s  %s：存 %d，重算 %d\n", d.Table, d.Key, unit, d.Stored, d.Recounted)
	}
	if more := found.Total - len(found.Differences); more > 0 {
		_, _ = fmt.Fprintf(out, "  另有 %d 处\n", more)
	}
	return fmt.Errorf("%d figures differ from the history; qipan rollup rebuild makes them anew", found.Total)
}
