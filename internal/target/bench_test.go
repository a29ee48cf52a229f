package target_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/uptrace/bun"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/platform/money"
	"qipan/internal/project"
	"qipan/internal/target"
)

// crowd is the history of n projects, made when asked for: three stages each over
// three years, every tenth corrected once.
type crowd int

func (n crowd) histories(_ context.Context, _ bun.IDB, _ []project.ID, each func(project.ID, []project.FactsAt) error) error {
	r := rand.New(rand.NewPCG(1, 2))
	districts := []string{"370202", "370203", "370211", "370212", "370213", "370214", "370215", "370281", "370283", "370285"}
	amounts := []int64{5_000_000_000, 9_999_999_999, 10_000_000_000, 35_000_000_000, 500_000_000_000}
	for i := range int(n) {
		a := money.Of(amounts[r.IntN(len(amounts))], money.CNY)
		d := districts[r.IntN(len(districts))]
		x := project.Facts{ID: project.ID(fmt.Sprintf("018f0000-0000-7000-8000-%012d", i)), District: d, Region: d + "001",
			Kind: project.KindLand, Status: project.Active, Total: &a}
		at := int64(1_640_000_000_000 + i)
		var h []project.FactsAt
		day := date.Date("2022-01-01").Add(r.IntN(800))
		for _, s := range []project.Stage{project.Talks, project.Signed, project.Started}[:1+r.IntN(3)] {
			x.Stage = s
			x.Entries = append(x.Entries[:len(x.Entries):len(x.Entries)],
				project.Entry{Stage: s, Day: day, Basis: []project.Basis{project.Proved, project.Claimed}[r.IntN(2)]})
			h = append(h, project.FactsAt{RecordedAt: at, Facts: x})
			day, at = day.Add(r.IntN(90)), at+1000
		}
		if i%10 == 0 {
			b := money.Of(a.Minor*2, money.CNY)
			x.Total = &b
			h = append(h, project.FactsAt{RecordedAt: at, Facts: x})
		}
		if err := each(x.ID, h); err != nil {
			return err
		}
	}
	return nil
}

func crowded(b *testing.B, n int) *city {
	c := newCity(b, dbtest.SQLite(b))
	c.Service = target.New(c.db, crowd(n).histories)
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
			if _, err := target.Funnel(ctx, c.db.Read, ""); err != nil {
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
