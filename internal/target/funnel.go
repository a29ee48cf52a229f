package target

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
	"qipan/internal/project"
)

// Cell is one cell of the funnel: how many projects stand there, with the sum of
// their total investments in one currency ("" where it is not known).
type Cell struct {
	Stage    project.Stage
	Status   project.Status
	Basis    project.Basis
	Currency money.Currency
	Count    int64
	Minor    int64
}

// Funnel is where the projects stood at the end of day, as known at an instant
// (Unix ms, 0 for now); no day is what stands now. No district is the whole city.
func Funnel(ctx context.Context, q bun.IDB, district string, day date.Date, knownAt int64) ([]Cell, error) {
	var s *bun.SelectQuery
	switch {
	case knownAt != 0:
		s = steps(q, "contribution", district).Where("recorded_at <= ?", knownAt)
		if day != "" {
			s = s.Where("day <= ?", string(day))
		}
	case day == "":
		s = steps(q, "tally", district).Where("span = ?", everything)
	default:
		s = steps(q, "tally", district).Where("span IN (?)", bun.List(spansOfYear(day))).
			UnionAll(steps(q, "tally", district).Where("span >= ? AND span < ?", yearPrefix, yearPrefix+string(day[:4])))
	}
	var rows []struct {
		Indicator string
		Status    project.Status
		Basis     project.Basis
		Currency  money.Currency
		Count     int64
		Minor     int64
	}
	if err := s.Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("read funnel: %w", err)
	}
	sums := map[place]value{}
	for _, r := range rows {
		p := place{project.Stage(strings.TrimPrefix(r.Indicator, stagePrefix)), r.Status, r.Basis, r.Currency}
		sums[p] = sums[p].plus(value{r.Count, r.Minor})
	}
	return cells(sums), nil
}

// steps sums the funnel's rows of a table, contribution or tally, by cell.
func steps(q bun.IDB, table, district string) *bun.SelectQuery {
	indicators := make([]string, len(project.Stages))
	for i, s := range project.Stages {
		indicators[i] = stageIndicator(s)
	}
	s := q.NewSelect().TableExpr("?", bun.Ident(table)).
		ColumnExpr("indicator, class AS status, basis, currency").
		ColumnExpr("CAST(SUM(count) AS BIGINT) AS count, CAST(SUM(minor) AS BIGINT) AS minor").
		Where("indicator IN (?)", bun.List(indicators)).
		GroupExpr("indicator, class, basis, currency")
	if district != "" {
		s = s.Where("district = ?", district)
	}
	return s
}

// spansOfYear are the sums that make up the year of day up to day, and what has no day.
func spansOfYear(day date.Date) []string {
	year, err := calendar.ParsePeriod(string(day[:4]))
	if err != nil {
		return []string{""}
	}
	return Query{Period: year, Day: day}.spans()
}

func cells(sums map[place]value) []Cell {
	var places []place
	for p, v := range sums {
		if !v.zero() {
			places = append(places, p)
		}
	}
	slices.SortFunc(places, comparePlaces)
	out := make([]Cell, len(places))
	for i, p := range places {
		out[i] = Cell{p.Stage, p.Status, p.Basis, p.Currency, sums[p].Count, sums[p].Minor}
	}
	return out
}

// Stood selects the projects that stood at a stage on day, as known at an instant
// (0 for now), in Behind's columns.
func Stood(q bun.IDB, stage project.Stage, statuses []project.Status, district string, day date.Date, knownAt int64) *bun.SelectQuery {
	days := q.NewSelect().TableExpr("contribution").
		ColumnExpr("project_id, day, basis, currency, SUM(count) AS net, SUM(minor) AS amount").
		Where("indicator = ?", stageIndicator(stage)).Where("day <= ?", string(day)).Where("class IN (?)", bun.List(statuses)).
		GroupExpr("project_id, day, basis, currency").Having("SUM(count) <> 0")
	if district != "" {
		days = days.Where("district = ?", district)
	}
	if knownAt != 0 {
		days = days.Where("recorded_at <= ?", knownAt)
	}
	// A project that has gone on has a day on which it came and one on which it
	// left, and adds up to nothing; of one that has not, the day it came is left over.
	return q.NewSelect().TableExpr("(?) AS came_or_left", days).
		ColumnExpr("project_id, MAX(day) AS day, MAX(basis) AS basis, MAX(currency) AS currency").
		ColumnExpr("CAST(SUM(amount) AS BIGINT) AS minor, 1 = 0 AS late").
		GroupExpr("project_id").Having("SUM(net) > 0")
}
