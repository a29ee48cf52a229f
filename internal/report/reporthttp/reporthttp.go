// Package reporthttp is the routes of the cockpit.
package reporthttp

import (
	"context"
	"net/http"

	"qipan/internal/identity"
	"qipan/internal/platform/db"
	"qipan/internal/platform/page"
	"qipan/internal/platform/web"
	"qipan/internal/project"
	"qipan/internal/region"
	"qipan/internal/report"
	"qipan/internal/target"
)

type handler struct {
	reports *report.Service
	db      *db.DB
}

// Mount puts the routes on api.
func Mount(api *web.API, reports *report.Service, d *db.DB) {
	h := handler{reports, d}
	web.Handle(api, web.Route{ID: "indicator-list", Method: http.MethodGet, Path: "/indicators", Tag: "cockpit", Summary: "Definition cards of the indicators in force"}, h.indicators)
	web.Handle(api, web.Route{ID: "cockpit", Method: http.MethodGet, Path: "/cockpit", Tag: "cockpit", Summary: "An indicator in every district: target, done, pace, rank; funnel and months"}, h.cockpit)
	web.Handle(api, web.Route{ID: "cockpit-projects", Method: http.MethodGet, Path: "/cockpit/projects", Tag: "cockpit", Summary: "The projects behind a number, and how many the caller may not see"}, h.projects)
}

// Asked is the question both routes take.
type Asked struct {
	Indicator string `query:"indicator" maxLength:"60" doc:"The pack's first indicator if left out"`
	Period    string `query:"period" maxLength:"10" doc:"2024, 2024-H1, 2024-Q1 or 2024-03; the year of day if left out"`
	Region    string `query:"region" maxLength:"40" doc:"Whose funnel, months or projects: a district, or the city if left out"`
	Day       string `query:"day" maxLength:"10" doc:"What had happened by this day; the business day if left out"`
	KnownAt   string `query:"known_at" maxLength:"40" doc:"As known at this instant (RFC 3339) or at the end of this day; now if left out"`
}

func (a Asked) ask() report.Ask {
	return report.Ask{Indicator: a.Indicator, Period: a.Period, Region: a.Region, Day: a.Day, KnownAt: a.KnownAt}
}

func (h handler) cockpit(ctx context.Context, in *struct{ Asked }) (*web.Body[Cockpit], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	c, err := h.reports.Cockpit(ctx, who, in.ask())
	if err != nil {
		return nil, err
	}
	return web.OK(cockpitView(c)), nil
}

func (h handler) projects(ctx context.Context, in *struct {
	Asked
	Basis  string `query:"basis" maxLength:"10" doc:"proved, claimed or forced; the counted ones if left out"`
	Class  string `query:"class" maxLength:"20" doc:"met, other_currency, amount_unknown, relocated or undated; met if left out"`
	Late   bool   `query:"late" doc:"Only 补报"`
	Month  string `query:"month" maxLength:"7" doc:"Only this month of the period"`
	Stage  string `query:"stage" maxLength:"20" doc:"A step of the funnel instead of the indicator"`
	Sort   string `query:"sort" maxLength:"10" doc:"day or -day"`
	Cursor string `query:"cursor" maxLength:"1000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}) (*web.Body[Behind], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	b, err := h.reports.Projects(ctx, who, in.ask(), report.Column{Class: target.Class(in.Class), Basis: project.Basis(in.Basis), Late: in.Late,
		Month: in.Month, Stage: project.Stage(in.Stage)}, page.Request{Cursor: in.Cursor, Limit: in.Limit, Sort: in.Sort})
	if err != nil {
		return nil, err
	}
	tree, err := region.Read(ctx, h.db.Read)
	if err != nil {
		return nil, err
	}
	return web.OK(behindView(b, tree)), nil
}
