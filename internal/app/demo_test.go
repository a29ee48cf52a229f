package app_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"qipan/internal/app"
	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/packs/demo"
)

func demoConfig(data, database string) app.Config {
	return app.Config{Data: data, Database: database, Demo: true, Version: "test", Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
}

func TestADemoFolderIsMarkedAndFilledOnce(t *testing.T) {
	for name, database := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.PostgresDSN} {
		t.Run(name, func(t *testing.T) {
			ctx, data, dsn := context.Background(), t.TempDir(), database(t)
			c, err := app.Open(ctx, demoConfig(data, dsn))
			if err != nil {
				t.Fatal(err)
			}
			made, err := c.FillDemo(ctx, demo.Options{Projects: 20, Seed: 1})
			if err != nil || made.Projects != 20 {
				t.Fatalf("made %+v: %v", made, err)
			}
			if !c.Demo() || c.Today() != demo.Today {
				t.Errorf("demo %v, today %s", c.Demo(), c.Today())
			}
			if _, err := c.FillDemo(ctx, demo.Options{Projects: 20, Seed: 1}); err == nil || !strings.Contains(err.Error(), "holds a city already") {
				t.Errorf("filling it again gives %v", err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			again := demoConfig(data, dsn)
			again.Demo, again.Today = false, "2024-02-18" // --today is allowed on a marked folder
			c, err = app.Open(ctx, again)
			if err != nil {
				t.Fatal(err)
			}
			if c.Today() != "2024-02-18" {
				t.Errorf("today %s", c.Today())
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestAnUnfinishedDemoIsRefused(t *testing.T) {
	ctx, data := context.Background(), t.TempDir()
	c, err := app.Open(ctx, demoConfig(data, ""))
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(ctx)
	_, err = c.FillDemo(stopped, demo.Options{Projects: 3000, Seed: 1, Progress: func(int) { stop() }})
	if err == nil {
		t.Fatal("a filling that was stopped succeeded")
	}
	if n, err := c.DB.Read.NewSelect().Table("project").Count(ctx); err != nil || n == 0 || n == 3000 {
		t.Errorf("%d projects, %v: the test stopped nothing in the middle", n, err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(ctx, demoConfig(data, "")); err == nil || !strings.Contains(err.Error(), "not finished") {
		t.Errorf("half a city opens: %v", err)
	}
}

func TestDemoIsRefusedOnARealCity(t *testing.T) {
	ctx, data := context.Background(), t.TempDir()
	c, err := app.Open(ctx, demoConfig(data, ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.FillDemo(ctx, demo.Options{Projects: 5, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	err = db.Do(ctx, c.DB, func(tx *db.Tx) error {
		_, err := tx.NewRaw("DELETE FROM setting WHERE key = 'demo'").Exec(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for _, config := range []func(*app.Config){func(*app.Config) {}, func(c *app.Config) { c.Demo, c.Today = false, demo.Today }} {
		cfg := demoConfig(data, "")
		config(&cfg)
		if _, err := app.Open(ctx, cfg); err == nil || !strings.Contains(err.Error(), "refused") {
			t.Errorf("demo %v, today %q on a real city: %v", cfg.Demo, cfg.Today, err)
		}
	}
}
