package target_test

import (
	"context"
	"testing"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/project"
	"qipan/internal/target"
	"qipan/internal/target/targettest"
)

func crowded(b *testing.B, n int) *city {
	c := newCity(b, dbtest.SQLite(b))
	c.Service = target.New(c.db, targettest.Crowd(n).Histories)
	return c
}

func BenchmarkRebuild100k(b *testing.B) {
	c := crowded(b, 100_000)
	for b.Loop() {
		made, err := c.Rebuild(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(made.Contributions), "contributions")
	}
}

func BenchmarkAt100k(b *testing.B) {
	c := crowded(b, 100_000)
	if _, err := c.Rebuild(context.Background()); err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	cards, err := target.Cards(ctx, c.db.Read)
	if err != nil {
		b.Fatal(err)
	}
	year, _ := calendar.ParsePeriod("2023")
	q := target.Query{Card: cards[0], Period: year, Day: "2023-12-31"}
	if cards[0].Pending != "" {
		b.Fatal("the first card cannot be counted")
	}
	b.Run("figures now", func(b *testing.B) {
		for b.Loop() {
			if _, err := target.Figures(ctx, c.db.Read, q); err != nil {
				b.Fatal(err)
			}
		}
	})
	past := q
	past.KnownAt = 1_640_000_050_000
	b.Run("figures known at a past instant", func(b *testing.B) {
		for b.Loop() {
			if _, err := target.Figures(ctx, c.db.Read, past); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("funnel now", func(b *testing.B) {
		for b.Loop() {
			if _, err := target.Funnel(ctx, c.db.Read, "", "", 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("funnel as of a day", func(b *testing.B) {
		for b.Loop() {
			if _, err := target.Funnel(ctx, c.db.Read, "", "2023-06-20", 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if found, err := c.Check(ctx); err != nil || !found.Equal() {
				b.Fatalf("%+v, %v", found.Differences, err)
			}
		}
	})
	b.Run("receive one", func(b *testing.B) {
		f := facts("one", 10_000_000_000, "2024-02-20", project.Proved)
		for b.Loop() {
			f.Region = "370211001"
			if b.N%2 == 0 {
				f.Region = "370211002"
			}
			if err := db.Do(ctx, c.db, func(tx *db.Tx) error { return c.Receive(ctx, tx, []project.Facts{f}) }); err != nil {
				b.Fatal(err)
			}
		}
	})
}
