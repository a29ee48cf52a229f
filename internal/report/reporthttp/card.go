package reporthttp

import (
	"context"

	"qipan/internal/identity"
	"qipan/internal/platform/web"
	"qipan/internal/target"
)

// Indicator is a definition card.
type Indicator struct {
	Code           string      `json:"code"`
	Name           string      `json:"name"`
	Version        int         `json:"version"`
	Owner          string      `json:"owner"`
	Unit           string      `json:"unit"`
	Definition     string      `json:"definition"`
	Notes          []string    `json:"notes"`
	Countable      bool        `json:"countable"`
	WhyNot         string      `json:"why_not" doc:"Why it cannot be counted yet; empty if it can"`
	Stage          string      `json:"stage" doc:"The stage whose day counts"`
	StageIfSkipped string      `json:"stage_if_skipped" doc:"The stage that counts where the other was skipped"`
	Assumed        bool        `json:"assumed" doc:"The source names no stage: 口径为系统假定"`
	StageNote      string      `json:"stage_note"`
	Amount         string      `json:"amount" enum:",total_investment,fixed_assets,contracted_fdi" doc:"The amount tested against the threshold"`
	Comparator     string      `json:"comparator" enum:",gte,gt,lte,lt"`
	Threshold      *web.Amount `json:"threshold"`
	CountedBases   []string    `json:"counted_bases"`
	Excluded       []string    `json:"excluded_statuses"`
	Relocation     bool        `json:"counts_relocation" doc:"A move inside the city counts as new"`
	Implies        []string    `json:"implies" doc:"Indicators that contain this one"`
}

func cardView(c target.Card) Indicator {
	out := Indicator{Code: c.Code, Name: c.Name, Version: c.Version, Owner: c.Owner, Unit: c.Unit, Definition: c.Definition,
		Notes: web.Items(c.Notes), Countable: c.Pending == "", WhyNot: c.Pending, Stage: string(c.Stage), StageIfSkipped: string(c.StageIfSkipped),
		Assumed: c.StageAssumed, StageNote: c.StageNote, Amount: string(c.Amount), Comparator: string(c.Comparator),
		CountedBases: []string{}, Excluded: []string{}, Relocation: c.Relocation, Implies: web.Items(c.Implies)}
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
	if err := who.Need(identity.ReadFigures); err != nil {
		return nil, err
	}
	cards, err := target.Cards(ctx, h.db.Read)
	if err != nil {
		return nil, err
	}
	out := web.List[Indicator]{Items: []Indicator{}}
	for _, c := range cards {
		out.Items = append(out.Items, cardView(c))
	}
	return web.OK(out), nil
}
