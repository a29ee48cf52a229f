package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"qipan/internal/app"
	"qipan/packs/demo"
)

// demoCity fills an empty folder with a fictional city of any size.
func demoCity(ctx context.Context, args []string, out, errs io.Writer) error {
	f, c := cityFlags("demo", errs)
	var o demo.Options
	f.IntVar(&o.Projects, "projects", demo.Projects, "how many projects")
	f.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same city")
	if err := f.Parse(args); err != nil {
		return shown(err)
	}
	if o.Projects < 1 {
		return fmt.Errorf("--projects %d: at least one", o.Projects)
	}
	c.Demo, c.Log = true, slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn}))
	city, err := app.Open(ctx, *c)
	if err != nil {
		return err
	}
	if city.Installed() {
		return errors.Join(fmt.Errorf("%s holds a city already", c.Data), city.Close())
	}
	return errors.Join(fillDemo(ctx, city, o, out), city.Close())
}

// fillDemo makes the demo city and says every ten thousand projects how far it is.
func fillDemo(ctx context.Context, city *app.City, o demo.Options, out io.Writer) error {
	o.Progress = func(done int) {
		if done%10_000 == 0 && done < o.Projects {
			fmt.Fprintf(out, "  %d / %d\n", done, o.Projects)
		}
	}
	fmt.Fprintf(out, "正在生成演示城市（%d 个项目，全部为虚构）…\n", o.Projects)
	made, err := city.FillDemo(ctx, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "已生成：%d 个项目，%d 家企业，%d 个账号；业务日期 %s\n", made.Projects, made.Firms, made.Accounts, demo.Today)
	return nil
}

// showAccounts prints who can log in to the demo city.
func showAccounts(out io.Writer) {
	fmt.Fprintf(out, "  演示数据，全部为虚构；业务日期 %s。演示账号（密码均为 %s）：\n", demo.Today, demo.Password)
	for _, a := range demo.Accounts {
		fmt.Fprintf(out, "    %-11s %s\n", a.Login, a.Duty)
	}
}
