// Package targethttp is the routes of published targets and closings.
package targethttp

import (
	"context"
	"net/http"

	"qipan/internal/identity"
	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/web"
	"qipan/internal/region"
	"qipan/internal/target"
)

// Milestone is a stated intermediate goal.
type Milestone struct {
	Day   string `json:"day"`
	Value int64  `json:"value"`
}

func stonesView(in []target.Milestone) []Milestone {
	out := []Milestone{}
	for _, m := range in {
		out = append(out, Milestone{string(m.Day), m.Value})
	}
	return out
}

// Target is a published goal.
type Target struct {
	ID             string      `json:"id"`
	RegionCode     string      `json:"region_code"`
	RegionName     string      `json:"region_name"`
	Indicator      string      `json:"indicator"`
	Title          string      `json:"title"`
	Period         string      `json:"period"`
	PeriodStart    string      `json:"period_start"`
	PeriodEnd      string      `json:"period_end"`
	PeriodInferred bool        `json:"period_inferred" doc:"The source does not name the period"`
	Comparator     string      `json:"comparator" enum:"gte,gt,lte,lt"`
	Value          int64       `json:"value" doc:"A count, or minor units of currency"`
	Unit           string      `json:"unit" enum:"count,minor"`
	Currency       string      `json:"currency"`
	Quote          string      `json:"quote" doc:"The sentence it comes from"`
	Note           string      `json:"note"`
	Published      string      `json:"published" doc:"YYYY-MM"`
	Milestones     []Milestone `json:"milestones"`
}

// Closing is a month whose report was sent off.
type Closing struct {
	Month        string `json:"month"`
	ClosedAt     string `json:"closed_at"`
	ClosedByName string `json:"closed_by_name"`
}

type handler struct {
	targets *target.Service
	db      *db.DB
	today   func() date.Date
}

// Mount puts the routes on api.
func Mount(api *web.API, targets *target.Service, d *db.DB, today func() date.Date) {
	h := handler{targets, d, today}
	web.Handle(api, web.Route{ID: "target-list", Method: http.MethodGet, Path: "/targets", Tag: "target", Summary: "Published targets"}, h.list)
	web.Handle(api, web.Route{ID: "closing-list", Method: http.MethodGet, Path: "/closings", Tag: "target", Summary: "Closed months, newest first"}, h.closings)
	web.Handle(api, web.Route{ID: "closing-create", Method: http.MethodPost, Path: "/closings", Tag: "target", Summary: "Close a month; what is recorded for it later is 补报", Status: http.StatusCreated}, h.close)
}

// reader is the caller, if figures are open to him.
func reader(ctx context.Context) (identity.Caller, error) {
	who, err := identity.From(ctx)
	if err != nil {
		return who, err
	}
	return who, who.Need(identity.ReadFigures)
}

func (h handler) list(ctx context.Context, in *struct {
	Indicator string `query:"indicator" maxLength:"60"`
	Period    string `query:"period" maxLength:"10"`
}) (*web.Body[web.List[Target]], error) {
	if _, err := reader(ctx); err != nil {
		return nil, err
	}
	goals, err := target.Goals(ctx, h.db.Read, in.Indicator, in.Period)
	if err != nil {
		return nil, err
	}
	tree, err := region.Read(ctx, h.db.Read)
	if err != nil {
		return nil, err
	}
	out := web.List[Target]{Items: []Target{}}
	for _, g := range goals {
		v, err := view(g, tree)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, v)
	}
	return web.OK(out), nil
}

func view(g target.Goal, tree *region.Tree) (Target, error) {
	p, err := calendar.ParsePeriod(g.Period)
	if err != nil {
		return Target{}, err
	}
	stones, err := g.Stones()
	if err != nil {
		return Target{}, err
	}
	return Target{ID: g.ID, RegionCode: g.RegionCode, RegionName: tree.Name(g.RegionCode), Indicator: g.Indicator, Title: g.Title,
		Period: g.Period, PeriodStart: string(p.From), PeriodEnd: string(p.To), PeriodInferred: g.PeriodBasis == target.Inferred,
		Comparator: string(g.Comparator), Value: g.Value, Unit: g.Unit, Currency: g.Currency, Quote: g.Quote, Note: g.Note,
		Published: g.Published, Milestones: stonesView(stones)}, nil
}

func (h handler) closingViews(ctx context.Context, rows []target.Closing) ([]Closing, error) {
	var ids []string
	for _, c := range rows {
		ids = append(ids, c.ClosedBy)
	}
	names, err := identity.Names(ctx, h.db.Read, ids)
	if err != nil {
		return nil, err
	}
	out := []Closing{}
	for _, c := range rows {
		out = append(out, Closing{c.Month, web.Instant(c.ClosedAt), names[c.ClosedBy]})
	}
	return out, nil
}

func (h handler) closings(ctx context.Context, _ *struct{}) (*web.Body[web.List[Closing]], error) {
	if _, err := reader(ctx); err != nil {
		return nil, err
	}
	rows, err := target.Closings(ctx, h.db.Read)
	if err != nil {
		return nil, err
	}
	items, err := h.closingViews(ctx, rows)
	if err != nil {
		return nil, err
	}
	return web.OK(web.List[Closing]{Items: items}), nil
}

func (h handler) close(ctx context.Context, in *struct {
	web.Idempotency
	Body struct {
		Month string `json:"month" maxLength:"7" doc:"YYYY-MM"`
	}
}) (*web.Body[Closing], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	c, err := h.targets.Close(ctx, who, in.Key, in.Body.Month, h.today())
	if err != nil {
		return nil, err
	}
	views, err := h.closingViews(ctx, []target.Closing{c})
	if err != nil {
		return nil, err
	}
	return web.OK(views[0]), nil
}
