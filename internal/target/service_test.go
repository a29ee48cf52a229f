package target_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"
	"pgregory.net/rapid"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/platform/money"
	"qipan/internal/project"
	"qipan/internal/target"
	"qipan/internal/target/targettest"
)

// city is a database with the pack's regions, cards and targets, and a record of
// everything that was received, which is the history to recount from.
type city struct {
	*target.Service
	db  *db.DB
	log map[project.ID][]project.FactsAt
}

func newCity(t testing.TB, d *db.DB) *city {
	t.Helper()
	targettest.Load(t, d)
	c := &city{db: d, log: map[project.ID][]project.FactsAt{}}
	c.Service = target.New(d, c.histories)
	return c
}

func (c *city) histories(_ context.Context, _ bun.IDB, _ []project.ID, each func(project.ID, []project.FactsAt) error) error {
	var ids []project.ID
	for id := range c.log {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := each(id, c.log[id]); err != nil {
			return err
		}
	}
	return nil
}

// learn records facts and returns the instant (Unix ms) at which they became known.
func (c *city) learn(t testing.TB, facts ...project.Facts) int64 {
	t.Helper()
	ctx := context.Background()
	at, err := db.Write(ctx, c.db, func(tx *db.Tx) (int64, error) { return tx.Millis(), c.Receive(ctx, tx, facts) })
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		c.log[f.ID] = append(c.log[f.ID], project.FactsAt{RecordedAt: at, Facts: f})
	}
	return at
}

func (c *city) figure(t testing.TB, indicator, period string, day date.Date, district string, knownAt int64) target.Figure {
	t.Helper()
	ctx := context.Background()
	cards, err := target.Cards(ctx, c.db.Read)
	if err != nil {
		t.Fatal(err)
	}
	p, err := calendar.ParsePeriod(period)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(cards, func(card target.Card) bool { return card.Code == indicator })
	if i < 0 {
		t.Fatalf("there is no indicator %s", indicator)
	}
	all, err := target.Figures(ctx, c.db.Read, target.Query{Card: cards[i], Period: p, Day: day, KnownAt: knownAt})
	if err != nil {
		t.Fatal(err)
	}
	return all[district]
}

const yiyuan = "projects_ge_100m_cny"

func facts(id project.ID, minor int64, day date.Date, basis project.Basis) project.Facts {
	a := money.Of(minor, money.CNY)
	return project.Facts{ID: id, District: "370211", Region: "370211001", Kind: project.KindLand, Status: project.Active, Stage: project.Signed,
		Total: &a, Entries: []project.Entry{{Stage: project.Signed, Day: day, Precision: date.Day, Basis: basis}}}
}

func TestFiguresFollowTheFactsAndStayAnswerable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCity(t, d)
		first := c.learn(t, facts("p", 20_000_000_000, "2024-02-20", project.Proved))
		c.learn(t, facts("p", 9_000_000_000, "2024-02-20", project.Proved)) // corrected: below 1亿
		for _, tt := range []struct {
			name    string
			day     date.Date
			knownAt int64
			want    int64
		}{
			{"now", "2024-03-31", 0, 0},
			{"as it was known first", "2024-03-31", first, 1},
			{"before it happened", "2024-02-19", first, 0},
			{"on the day", "2024-02-20", first, 1},
			{"before it was known", "2024-03-31", first - 1, 0},
		} {
			for _, district := range []string{"370211", "370200"} {
				if got := c.figure(t, yiyuan, "2024", tt.day, district, tt.knownAt); got.Done != tt.want {
					t.Errorf("%s, %s: %d, want %d", tt.name, district, got.Done, tt.want)
				}
			}
		}
	})
}

func TestADistrictLosesAProjectThatIsCreditedElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCity(t, d)
		f := facts("p", 500_000_000_000, "2024-02-20", project.Proved)
		c.learn(t, f)
		f.District, f.Region = "370285", "370285001"
		c.learn(t, f)
		for district, want := range map[string]int64{"370211": 0, "370285": 1, "370200": 1} {
			if got := c.figure(t, yiyuan, "2024-Q1", "2024-03-31", district, 0); got.Done != want {
				t.Errorf("%s: %d, want %d", district, got.Done, want)
			}
		}
		for district, want := range map[string]int{"": 1, "370285": 1, "370211": 0} {
			cells, err := target.Funnel(context.Background(), d.Read, district, "", 0)
			if err != nil || len(cells) != want || want == 1 && (cells[0].Count != 1 || cells[0].Minor != 500_000_000_000) {
				t.Errorf("funnel of %q: %+v, %v", district, cells, err)
			}
		}
	})
}

func TestBehindNamesTheProjectsOfAFigure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCity(t, d)
		usd := facts("dollars", 1, "2024-02-01", project.Proved)
		usd.Total.Currency = money.USD
		c.learn(t, facts("proved", 10_000_000_000, "2024-02-20", project.Proved), facts("claimed", 10_000_000_000, "2024-02-20", project.Claimed),
			facts("small", 9_999_999_999, "2024-02-20", project.Proved), facts("april", 10_000_000_000, "2024-04-01", project.Proved), usd)
		cards, err := target.Cards(ctx, d.Read)
		if err != nil {
			t.Fatal(err)
		}
		period, _ := calendar.ParsePeriod("2024-Q1")
		i := slices.IndexFunc(cards, func(card target.Card) bool { return card.Code == yiyuan })
		q := target.Query{Card: cards[i], Period: period, Day: "2024-12-31"}
		for _, tt := range []struct {
			class target.Class
			bases []project.Basis
			want  string
		}{
			{target.Met, []project.Basis{project.Proved}, "[proved]"},
			{target.Met, []project.Basis{project.Claimed}, "[claimed]"},
			{target.Met, nil, "[claimed proved]"},
			{target.OtherCurrency, nil, "[dollars]"},
		} {
			var ids []string
			behind := target.Behind(d.Read, q, target.Part{District: "370200", Class: tt.class, Bases: tt.bases})
			if err := d.Read.NewSelect().TableExpr("(?) AS b", behind).Column("project_id").OrderExpr("project_id").Scan(ctx, &ids); err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(ids) != tt.want {
				t.Errorf("%s %v: %v, want %s", tt.class, tt.bases, ids, tt.want)
			}
		}
	})
}

func TestCheckFindsWhatWasChangedBehindItsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCity(t, d)
		c.learn(t, facts("a", 10_000_000_000, "2024-02-20", project.Proved), facts("b", 10_000_000_000, "2024-02-21", project.Proved))
		c.learn(t, facts("a", 500_000_000_000, "2024-02-20", project.Claimed))
		found, err := c.Check(ctx)
		if err != nil || !found.Equal() || found.Projects != 2 {
			t.Fatalf("%+v, %v", found, err)
		}
		for _, damage := range []string{
			"UPDATE tally SET count = count + 1 WHERE district = '370200' AND basis = 'claimed'",
			"DELETE FROM contribution WHERE project_id = 'b'",
			"UPDATE contribution SET minor = minor + 1 WHERE project_id = 'a'",
			"UPDATE tally SET minor = minor - 1 WHERE indicator = 'stage:signed' AND span = '*'",
			"UPDATE contribution SET project_id = 'ghost' WHERE project_id = 'b'",
			"DELETE FROM tally",
		} {
			if err := db.Do(ctx, d, func(tx *db.Tx) error { _, err := tx.NewRaw(damage).Exec(ctx); return err }); err != nil {
				t.Fatal(err)
			}
			found, err := c.Check(ctx)
			if err != nil || found.Equal() || len(found.Differences) == 0 {
				t.Errorf("%s is not found (%v)", damage, err)
			}
			table := strings.Fields(strings.NewReplacer("UPDATE ", "", "DELETE FROM ", "", "INSERT INTO ", "").Replace(damage))[0]
			if !slices.ContainsFunc(found.Differences, func(x target.Difference) bool { return x.Table == table }) {
				t.Errorf("%s: no difference names %s: %+v", damage, table, found.Differences)
			}
			if _, err := c.Rebuild(ctx); err != nil {
				t.Fatal(err)
			}
			if found, err := c.Check(ctx); err != nil || !found.Equal() {
				t.Fatalf("after rebuilding from %q: %+v, %v", damage, found, err)
			}
		}
	})
}

// nonZero drops entries of 0, which the tally may still hold for what was taken back.
func nonZero(f target.Figure) target.Figure {
	maps.DeleteFunc(f.Beside, func(_ project.Basis, n int64) bool { return n == 0 })
	maps.DeleteFunc(f.Other, func(_ target.Class, n int64) bool { return n == 0 })
	maps.DeleteFunc(f.ByMonth, func(_ string, n int64) bool { return n == 0 })
	return target.Figure{Done: f.Done, Late: f.Late, Minor: f.Minor, Beside: f.Beside, Other: f.Other, ByMonth: f.ByMonth}
}

// TestWhateverIsLearntTheRecountAgrees drives the real tables with arbitrary
// facts: after every step the stored figures equal a recount, and what was known
// at an earlier instant has not changed.
func TestWhateverIsLearntTheRecountAgrees(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCity(t, d)
		rapid.Check(t, func(rt *rapid.T) {
			before := c.figure(t, yiyuan, "2024", "2024-12-31", "370200", 0)
			at := d.Now().UnixMilli()
			for n := rapid.IntRange(1, 4).Draw(rt, "changes"); n > 0; n-- {
				var batch []project.Facts
				for m := rapid.IntRange(1, 3).Draw(rt, "batch"); m > 0; m-- {
					f := facts(project.ID(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "id")),
						rapid.SampledFrom([]int64{9_999_999_999, 10_000_000_000, 500_000_000_000}).Draw(rt, "minor"),
						rapid.SampledFrom([]date.Date{"2024-01-05", "2024-02-20", ""}).Draw(rt, "day"),
						rapid.SampledFrom([]project.Basis{project.Proved, project.Claimed}).Draw(rt, "basis"))
					f.Status = rapid.SampledFrom([]project.Status{project.Active, project.Void, project.Paused}).Draw(rt, "status")
					batch = append(batch, f)
				}
				c.learn(t, batch...)
			}
			then := c.figure(t, yiyuan, "2024", "2024-12-31", "370200", at)
			if fmt.Sprint(then) != fmt.Sprint(before) {
				rt.Fatalf("known at %d: %+v, was %+v", at, then, before)
			}
			period := rapid.SampledFrom([]string{"2024", "2024-Q1", "2024-02", "2023-H2"}).Draw(rt, "period")
			day := date.Date("2023-12-30").Add(rapid.IntRange(0, 100).Draw(rt, "until"))
			for _, district := range []string{"370200", "370211"} {
				tallied, summed := c.figure(t, yiyuan, period, day, district, 0), c.figure(t, yiyuan, period, day, district, d.Now().UnixMilli())
				if fmt.Sprint(nonZero(tallied)) != fmt.Sprint(nonZero(summed)) {
					rt.Fatalf("%s to %s: the tally says %+v, the contributions %+v", period, day, tallied, summed)
				}
			}
			tallied, err := target.Funnel(ctx, d.Read, "", day, 0)
			if err != nil {
				t.Fatal(err)
			}
			summed, err := target.Funnel(ctx, d.Read, "", day, d.Now().UnixMilli())
			if err != nil || !slices.Equal(tallied, summed) {
				rt.Fatalf("funnel on %s: the tally says %+v, the contributions %+v, %v", day, tallied, summed, err)
			}
			found, err := c.Check(ctx)
			if err != nil || !found.Equal() {
				rt.Fatalf("recount: %+v, %v", found, err)
			}
		})
	})
}

func TestTheFunnelAsOfADayCutsLaterEntries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCity(t, d)
		f := facts("p", 10_000_000_000, "2024-02-20", project.Proved)
		known := c.learn(t, f)
		f.Stage = project.Started
		f.Entries = append(slices.Clone(f.Entries), project.Entry{Stage: project.Started, Day: "2024-03-10", Basis: project.Claimed})
		c.learn(t, f)
		for _, tt := range []struct {
			day     date.Date
			knownAt int64
			want    string
		}{
			{"2024-03-10", 0, "started claimed 1"},
			{"2024-03-09", 0, "signed proved 1"},
			{"2024-03-10", known, "signed proved 1"},
			{"2024-02-19", 0, ""},
			{"2024-03-10", known - 1, ""},
		} {
			cells, err := target.Funnel(ctx, d.Read, "370211", tt.day, tt.knownAt)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, x := range cells {
				got += fmt.Sprintf("%s %s %d", x.Stage, x.Basis, x.Count)
			}
			if got != tt.want {
				t.Errorf("day %s known at %d: %q, want %q", tt.day, tt.knownAt, got, tt.want)
			}
			for _, stage := range project.Stages {
				var ids []string
				stood := target.Stood(d.Read, stage, []project.Status{project.Active}, "370211", tt.day, tt.knownAt)
				if err := d.Read.NewSelect().TableExpr("(?) AS b", stood).ColumnExpr("project_id || ' ' || day").Scan(ctx, &ids); err != nil {
					t.Fatal(err)
				}
				if (len(ids) == 1) != strings.HasPrefix(tt.want, string(stage)+" ") || len(ids) > 1 {
					t.Errorf("day %s known at %d: behind %s are %v", tt.day, tt.knownAt, stage, ids)
				}
			}
		}
	})
}
