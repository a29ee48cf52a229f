package reporthttp

import (
	"context"

	"qipan/internal/identity"
	"qipan/internal/platform/calendar"
	"qipan/internal/platform/web"
	"qipan/internal/target"
)

// Choice is a period that can be asked for.
type Choice struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

func choices(in []calendar.Period) []Choice {
	out := []Choice{}
	for _, p := range in {
		out = append(out, Choice{p.Code, p.Label()})
	}
	return out
}

// Indicator is a definition card.
type Indicator struct {
	Code           string      `json:"code"`
	Name           string      `json:"name"`
	Version        int         `json:"version"`
	Owner          string      `json:"owner"`
	Unit           string      `json:"unit"`
	Definition     string      `json:"definition"`
	Notes          []string    `json:"notes"`
	Pending        string      `json:"pending" doc:"Why it cannot be counted yet (待核); empty if it can"`
	Stage          string      `json:"stage" doc:"The stage whose day counts"`
	StageIfSkipped string      `json:"stage_if_skipped" doc:"The stage that counts where the other was skipped"`
	StageAssumed   bool        `json:"stage_assumed" doc:"The source names no stage: 口径为系统假定"`
	StageNote      string      `json:"stage_note"`
	Amount         string      `json:"amount" enum:",total_investment,fixed_assets,contracted_fdi" doc:"The amount tested against the threshold"`
	Comparator     string      `json:"comparator" enum:",gte,gt,lte,lt"`
	Threshold      *web.Amount `json:"threshold"`
	CountedBases   []string    `json:"counted_bases"`
	Excluded       []string    `json:"excluded_statuses"`
	Relocation     bool        `json:"counts_relocation" doc:"A move inside the city counts as new"`
	Implies        []string    `json:"implies" doc:"Indicators that contain this one"`
	Periods        []Choice    `json:"periods" doc:"This year, its quarters, and every period that has a target"`
}

func cardView(c target.Card, periods []calendar.Period) Indicator {
	out := Indicator{Code: c.Code, Name: c.Name, Version: c.Version, Owner: c.Owner, Unit: c.Unit, Definition: c.Definition,
		Notes: web.Items(c.Notes), Pending: c.Pending, Stage: string(c.Stage), StageIfSkipped: string(c.StageIfSkipped),
		StageAssumed: c.StageAssumed, StageNote: c.StageNote, Amount: string(c.Amount), Comparator: string(c.Comparator),
		CountedBases: []string{}, Excluded: []string{}, Relocation: c.Relocation, Implies: web.Items(c.Implies), Periods: choices(periods)}
	if c.Pending == "" {
		out.Threshold = web.AmountOf(&c.Threshold)
	}
	for _, b := range c.CountedBases {
		out.CountedBases = append(out.CountedBases, string(b))
	}
	for _, s := range c.ExcludedIf {
		out.Excluded = append(out.Excluded, string(s))
	}
	return out
}

func (h handler) indicators(ctx context.Context, _ *struct{}) (*web.Body[web.List[Indicator]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	cards, err := h.reports.Cards(ctx, who)
	if err != nil {
		return nil, err
	}
	out := web.List[Indicator]{Items: []Indicator{}}
	for _, c := range cards {
		out.Items = append(out.Items, cardView(c.Card, c.Periods))
	}
	return web.OK(out), nil
}
