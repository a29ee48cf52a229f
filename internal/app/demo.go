package app

import (
	"context"
	"fmt"

	"qipan/internal/platform/db"
	"qipan/packs"
	"qipan/packs/demo"
)

// A demo city carries demoReady; while it is being made, demoUnfinished, so that
// half a city is never taken for a whole one.
const (
	demoReady      = "1"
	demoUnfinished = "unfinished"
	demoPack       = "370200"
)

// FillDemo makes an empty folder a demo city, marked as such for good.
func (c *City) FillDemo(ctx context.Context, o demo.Options) (demo.Report, error) {
	if c.Installed() {
		return demo.Report{}, fmt.Errorf("demo: %s holds a city already", c.Config.Data)
	}
	p, err := packs.Open(demoPack)
	if err != nil {
		return demo.Report{}, err
	}
	err = db.Do(ctx, c.DB, func(tx *db.Tx) error {
		if err := c.Install(ctx, tx, p, true); err != nil {
			return err
		}
		return set(ctx, tx, settingDemo, demoUnfinished)
	})
	if err != nil {
		return demo.Report{}, err
	}
	report, err := demo.Fill(ctx, demo.Place{DB: c.DB, Files: c.Files, Pack: p, Targets: c.Targets}, o)
	if err != nil {
		return report, fmt.Errorf("demo: %w", err)
	}
	if err := db.Do(ctx, c.DB, func(tx *db.Tx) error { return set(ctx, tx, settingDemo, demoReady) }); err != nil {
		return report, err
	}
	if err := c.DB.Optimize(ctx); err != nil {
		return report, err
	}
	return report, c.Loaded(ctx)
}
