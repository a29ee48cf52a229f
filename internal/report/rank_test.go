package report

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"qipan/internal/target"
)

func measured(code string, done, goal int64, basis target.PeriodBasis) Row {
	r := Row{Code: code, Figure: &target.Figure{Done: done}, Standing: Unpublished}
	if goal > 0 {
		share := float64(done) / float64(goal)
		r.Goal, r.Completion, r.Standing = &target.Goal{Value: goal, PeriodBasis: basis}, &share, Incomparable
	}
	return r
}

func TestOnlyComparableTargetsAreRanked(t *testing.T) {
	rows := []Row{
		measured("a", 50, 100, target.Stated), measured("b", 60, 100, target.Stated), measured("c", 115, 230, target.Stated),
		measured("d", 90, 100, target.Inferred), measured("e", 500, 0, ""),
	}
	rankRows(rows)
	got := ""
	for _, r := range rows {
		got += fmt.Sprintf("%s %d/%d %s; ", r.Code, r.Rank, r.RankedOf, r.Standing)
	}
	want := "a 2/3 ranked; b 1/3 ranked; c 2/3 ranked; d 0/0 incomparable; e 0/0 unpublished; "
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRanksFollowCompletionAtAnySize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(1, 10_000_000_000_000_000)
		rows := []Row{measured("a", amount.Draw(t, "a done"), amount.Draw(t, "a goal"), target.Stated),
			measured("b", amount.Draw(t, "b done"), amount.Draw(t, "b goal"), target.Stated)}
		rankRows(rows)
		a, b := rows[0], rows[1]
		switch {
		case *a.Completion > *b.Completion*(1+1e-12) && (a.Rank != 1 || b.Rank != 2),
			*b.Completion > *a.Completion*(1+1e-12) && (b.Rank != 1 || a.Rank != 2):
			t.Fatalf("completions %g and %g rank %d and %d", *a.Completion, *b.Completion, a.Rank, b.Rank)
		}
	})
}
