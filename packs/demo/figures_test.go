package demo_test

import (
	"context"
	"testing"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/target"
	"qipan/packs/demo"
)

// The figures of the demo city look like a city's in the middle of March: against
// a straight line some targets are ahead and some behind, none is met or hopeless.
func TestFiguresStandWhereMarchWouldHaveThem(t *testing.T) {
	ctx := context.Background()
	c := filled(t, dbtest.SQLite(t), demo.Projects, 1)
	cards := map[string]target.Card{}
	all, err := target.Cards(ctx, c.db.Read)
	must(t, err)
	for _, card := range all {
		cards[card.Code] = card
	}
	goals, err := target.Goals(ctx, c.db.Read, "", "")
	must(t, err)
	ahead, behind, pending := 0, 0, 0
	for _, g := range goals {
		if cards[g.Indicator].Pending != "" {
			pending++
			continue
		}
		period, err := calendar.ParsePeriod(g.Period)
		must(t, err)
		figures, err := target.Figures(ctx, c.db.Read, target.Query{Card: cards[g.Indicator], Period: period, Day: demo.Today})
		must(t, err)
		done := figures[g.RegionCode].Done
		line := float64(g.Value) * float64(period.Elapsed(demo.Today)) / float64(period.Days())
		t.Logf("%s %s %s: %d of %d, the line is at %.0f; %d late, beside it %v %v", g.ID, g.RegionCode, g.Period, done, g.Value, line,
			figures[g.RegionCode].Late, figures[g.RegionCode].Beside, figures[g.RegionCode].Other)
		if done == 0 || g.Met(done) {
			t.Errorf("%s: %d of %d", g.ID, done, g.Value)
		}
		if float64(done) >= line {
			ahead++
		} else {
			behind++
		}
	}
	if ahead == 0 || behind == 0 || pending != 3 {
		t.Errorf("%d targets ahead, %d behind, %d cannot be counted", ahead, behind, pending)
	}
}
