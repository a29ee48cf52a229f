package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"qipan/internal/identity"
	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/target"
)

// Card is an indicator with the periods it can be asked for.
type Card struct {
	target.Card
	Periods []calendar.Period
}

// Cards are the indicators in force.
func (s *Service) Cards(ctx context.Context, who identity.Caller) ([]Card, error) {
	if err := who.Need(identity.ReadFigures); err != nil {
		return nil, err
	}
	cards, err := target.Cards(ctx, s.db.Read)
	if err != nil {
		return nil, err
	}
	goals, err := target.Goals(ctx, s.db.Read, "", "")
	if err != nil {
		return nil, err
	}
	var out []Card
	for _, c := range cards {
		periods, err := offered(c.Code, s.today(), goals)
		if err != nil {
			return nil, err
		}
		out = append(out, Card{c, periods})
	}
	return out, nil
}

// offered are the year of day, its quarters, and the periods for which a target
// of the indicator is published; in the order of time, the longer first.
func offered(indicator string, day date.Date, goals []target.Goal) ([]calendar.Period, error) {
	year := string(day[:4])
	codes := []string{year}
	for q := 1; q <= 4; q++ {
		codes = append(codes, fmt.Sprintf("%s-Q%d", year, q))
	}
	for _, g := range goals {
		if g.Indicator == indicator {
			codes = append(codes, g.Period)
		}
	}
	slices.Sort(codes)
	var out []calendar.Period
	for _, code := range slices.Compact(codes) {
		p, err := calendar.ParsePeriod(code)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b calendar.Period) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To))
	})
	return out, nil
}
