// Package projecthttp is the routes of the pipeline.
package projecthttp

import (
	"context"
	"net/http"
	"strings"

	"qipan/internal/chain"
	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/money"
	"qipan/internal/platform/page"
	"qipan/internal/platform/web"
	"qipan/internal/project"
)

type reader = *db.DB

type handler struct {
	projects *project.Service
	view     viewer
}

// Mount puts the routes on api.
func Mount(api *web.API, projects *project.Service, chains *chain.Service, d *db.DB, today func() date.Date) {
	h := handler{projects, viewer{projects, chains, d, today}}
	web.Handle(api, web.Route{ID: "project-list", Method: http.MethodGet, Path: "/projects", Tag: "project", Summary: "Projects in the caller's scope"}, h.list)
	web.Handle(api, web.Route{ID: "project-counts", Method: http.MethodGet, Path: "/projects/counts", Tag: "project", Summary: "Matching projects per stage"}, h.counts)
	web.Handle(api, web.Route{ID: "project-create", Method: http.MethodPost, Path: "/projects", Tag: "project", Summary: "Open a project as a lead", Status: http.StatusCreated}, h.create)
	web.Handle(api, web.Route{ID: "project-get", Method: http.MethodGet, Path: "/projects/{id}", Tag: "project", Summary: "One project"}, h.get)
	web.Handle(api, web.Route{ID: "project-edit", Method: http.MethodPatch, Path: "/projects/{id}", Tag: "project", Summary: "Change what is given"}, h.edit)
	web.Handle(api, web.Route{ID: "project-gate", Method: http.MethodGet, Path: "/projects/{id}/gate", Tag: "project", Summary: "Everything the next stage asks for"}, h.gate)
	web.Handle(api, web.Route{ID: "project-advance", Method: http.MethodPost, Path: "/projects/{id}/stage", Tag: "project", Summary: "Enter a stage through its gate"}, h.advance)
	web.Handle(api, web.Route{ID: "project-correct", Method: http.MethodPost, Path: "/projects/{id}/events/{event}/correction", Tag: "project", Summary: "Date a stage entry anew, or take it back"}, h.correct)
	web.Handle(api, web.Route{ID: "project-status", Method: http.MethodPost, Path: "/projects/{id}/status", Tag: "project", Summary: "Change the status beside the stage"}, h.status)
	web.Handle(api, web.Route{ID: "project-void", Method: http.MethodPost, Path: "/projects/{id}/void", Tag: "project", Summary: "Void a mistyped project; its number is kept"}, h.void)
	web.Handle(api, web.Route{ID: "project-events", Method: http.MethodGet, Path: "/projects/{id}/events", Tag: "project", Summary: "The stage history, corrections and proofs included"}, h.events)
	web.Handle(api, web.Route{ID: "project-history", Method: http.MethodGet, Path: "/projects/{id}/history", Tag: "project", Summary: "Who changed what, field by field"}, h.history)
	web.Handle(api, web.Route{ID: "project-owners", Method: http.MethodPut, Path: "/projects/{id}/owners", Tag: "project", Summary: "Name lead steward and deputy"}, h.owners)
	web.Handle(api, web.Route{ID: "project-chains", Method: http.MethodPut, Path: "/projects/{id}/chains", Tag: "project", Summary: "Tag with chains"}, h.chains)
	h.mountRecords(api)
	h.mountEvidence(api)
	h.mountExport(api)
}

// FilterQuery is the filters every list of projects takes; commas mean any of.
type FilterQuery struct {
	Q          string   `query:"q" maxLength:"200" doc:"Part of name, investor or code; pinyin initials"`
	District   []string `query:"district" maxItems:"50"`
	Region     string   `query:"region" maxLength:"40" doc:"A region and all below it"`
	Stage      []string `query:"stage" maxItems:"20"`
	Status     []string `query:"status" maxItems:"20" doc:"All but void if left out"`
	Kind       []string `query:"kind" maxItems:"20"`
	Basis      []string `query:"basis" maxItems:"3"`
	Chain      []string `query:"chain" maxItems:"60"`
	Channel    []string `query:"channel" maxItems:"20"`
	Owner      string   `query:"owner" maxLength:"40" doc:"A person's id, or me"`
	Enterprise string   `query:"enterprise" maxLength:"40" doc:"Projects of a firm"`
	Batch      string   `query:"batch" maxLength:"40" doc:"Import batch"`
	MinTotal   int64    `query:"min_total" minimum:"0" doc:"Fen"`
	MaxTotal   int64    `query:"max_total" minimum:"0" doc:"Fen, excluded; 0 means no bound"`
	Incomplete bool     `query:"incomplete" doc:"Only projects with evidence outstanding"`
}

// Filter reads the query.
func (f FilterQuery) Filter() project.Filter {
	out := project.Filter{Query: f.Q, Districts: f.District, Region: f.Region, Stages: as[project.Stage](f.Stage), Statuses: as[project.Status](f.Status),
		Kinds: as[project.Kind](f.Kind), Bases: as[project.Basis](f.Basis), Chains: f.Chain, Channels: f.Channel, Owner: f.Owner, Enterprise: f.Enterprise, Batch: f.Batch, Incomplete: f.Incomplete}
	if f.MinTotal > 0 {
		out.MinTotal = &f.MinTotal
	}
	if f.MaxTotal > 0 {
		out.MaxTotal = &f.MaxTotal
	}
	return out
}

func as[T ~string](in []string) []T {
	var out []T
	for _, s := range in {
		if s != "" {
			out = append(out, T(s))
		}
	}
	return out
}

func (h handler) list(ctx context.Context, in *struct {
	FilterQuery
	Sort   string `query:"sort" maxLength:"40" doc:"updated_at, name, code, total_investment, stage_day or stage; -field descends"`
	Cursor string `query:"cursor" maxLength:"1000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
	Count  string `query:"count" enum:",exact,capped" doc:"Ask for a total; capped stops at 1,000"`
}) (*web.Body[web.List[Row]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	ps, next, err := h.projects.List(ctx, who, in.Filter(), page.Request{Cursor: in.Cursor, Limit: in.Limit, Sort: in.Sort})
	if err != nil {
		return nil, err
	}
	rows, err := h.view.rows(ctx, ps)
	if err != nil {
		return nil, err
	}
	out := web.List[Row]{Items: web.Items(rows), NextCursor: next}
	if in.Count != "" {
		most := 0
		if in.Count == "capped" {
			most = project.CountCap + 1
		}
		n, err := h.projects.Count(ctx, who, in.Filter(), most)
		if err != nil {
			return nil, err
		}
		out.Count = &web.Count{Value: n}
		if most > 0 && n > project.CountCap {
			out.Count = &web.Count{Value: project.CountCap, Capped: true}
		}
	}
	return web.OK(out), nil
}

// StageCount is how many projects stand at a stage.
type StageCount struct {
	Stage string `json:"stage"`
	Count int    `json:"count"`
}

// Counts is the matching projects per stage.
type Counts struct {
	ByStage []StageCount `json:"by_stage"`
	Total   int          `json:"total"`
}

func (h handler) counts(ctx context.Context, in *struct{ FilterQuery }) (*web.Body[Counts], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.projects.Counts(ctx, who, in.Filter())
	if err != nil {
		return nil, err
	}
	out := Counts{ByStage: []StageCount{}}
	for _, r := range rows {
		out.ByStage = append(out.ByStage, StageCount{string(r.Stage), r.Count})
		out.Total += r.Count
	}
	return web.OK(out), nil
}

// Edit is what can be written of a project; only what is given changes.
type Edit struct {
	Name            web.Optional[string]      `json:"name,omitzero" required:"false"`
	InvestorName    web.Optional[string]      `json:"investor_name,omitzero" required:"false"`
	EnterpriseID    web.Optional[string]      `json:"enterprise_id,omitzero" required:"false"`
	Kind            web.Optional[string]      `json:"kind,omitzero" required:"false"`
	RegionCode      web.Optional[string]      `json:"region_code,omitzero" required:"false" doc:"District, town or park"`
	Channel         web.Optional[string]      `json:"channel,omitzero" required:"false"`
	IndustryCode    web.Optional[string]      `json:"industry_code,omitzero" required:"false" doc:"GB/T 4754-2017"`
	TotalInvestment web.Optional[*web.Amount] `json:"total_investment,omitzero" required:"false" doc:"null is 待核"`
	FixedAssets     web.Optional[*web.Amount] `json:"fixed_assets,omitzero" required:"false"`
	ContractedFDI   web.Optional[*web.Amount] `json:"contracted_fdi,omitzero" required:"false"`
	CityRelocation  web.Optional[bool]        `json:"city_relocation,omitzero" required:"false" doc:"市内迁移"`
	Fields          map[string]any            `json:"fields,omitempty" doc:"Fields of the rules' form; null empties one"`
	StateSecret     bool                      `json:"state_secret,omitempty" doc:"Flagged 涉密: refused"`
}

func (e Edit) edit() project.Edit {
	amount := func(o web.Optional[*web.Amount]) project.Opt[*money.Amount] {
		return project.Opt[*money.Amount]{Set: o.Set, Value: o.Value.Money()}
	}
	return project.Edit{Name: project.Opt[string](e.Name), InvestorName: project.Opt[string](e.InvestorName), EnterpriseID: project.Opt[string](e.EnterpriseID),
		Kind: project.Opt[project.Kind]{Set: e.Kind.Set, Value: project.Kind(e.Kind.Value)}, RegionCode: project.Opt[string](e.RegionCode),
		Channel: project.Opt[string](e.Channel), IndustryCode: project.Opt[string](e.IndustryCode), Total: amount(e.TotalInvestment),
		FixedAssets: amount(e.FixedAssets), ContractedFDI: amount(e.ContractedFDI), CityRelocation: project.Opt[bool](e.CityRelocation),
		Fields: e.Fields, Secret: e.StateSecret}
}

func (h handler) create(ctx context.Context, in *struct {
	web.Idempotency
	Body Edit
}) (*web.Versioned[Detail], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	p, err := h.projects.Create(ctx, who, in.Key, in.Body.edit())
	return h.answer(ctx, p, err)
}

// answer shows a project after a use case.
func (h handler) answer(ctx context.Context, p *project.Project, err error) (*web.Versioned[Detail], error) {
	if err != nil {
		return nil, err
	}
	d, err := h.view.detail(ctx, p)
	if err != nil {
		return nil, err
	}
	return web.At(d, p.Version), nil
}

// One names a project.
type One struct {
	ID project.ID `path:"id" maxLength:"40"`
}

func (h handler) get(ctx context.Context, in *One) (*web.Versioned[Detail], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	p, err := h.projects.Find(ctx, who, in.ID)
	return h.answer(ctx, p, err)
}

// write is what every write to a project begins with: who asks, and on which version.
func write(ctx context.Context, m web.IfMatch) (identity.Caller, int64, error) {
	who, err := identity.From(ctx)
	if err != nil {
		return who, 0, err
	}
	v, err := m.Version()
	return who, v, err
}

func (h handler) edit(ctx context.Context, in *struct {
	One
	web.IfMatch
	Body Edit
}) (*web.Versioned[Detail], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	p, err := h.projects.Edit(ctx, who, in.ID, v, in.Body.edit())
	return h.written(ctx, who, in.ID, p, err)
}

// written is answer, except that a stale write is told what stands there now, so
// that the screen can show the other person's change beside the caller's own.
func (h handler) written(ctx context.Context, who identity.Caller, id project.ID, p *project.Project, err error) (*web.Versioned[Detail], error) {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Stale {
		return h.answer(ctx, p, err)
	}
	now, ferr := h.projects.Find(ctx, who, id)
	if ferr != nil {
		return nil, ferr
	}
	d, ferr := h.view.detail(ctx, now)
	if ferr != nil {
		return nil, ferr
	}
	return nil, f.Param("current", d)
}

func (h handler) gate(ctx context.Context, in *struct {
	One
	To  string `query:"to" maxLength:"20" doc:"The next stage of the path if left out"`
	Day string `query:"day" maxLength:"10"`
}) (*web.Body[Gate], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	if in.Day != "" && !web.Day(in.Day).Valid() {
		return nil, fault.New(fault.Invalid, "field.day", "日期“%s”不对。", in.Day)
	}
	stage, items, err := h.projects.Gate(ctx, who, in.ID, project.Stage(in.To), web.Day(in.Day))
	if err != nil {
		return nil, err
	}
	return web.OK(gateView(stage, items)), nil
}

func (h handler) advance(ctx context.Context, in *struct {
	One
	web.IfMatch
	Body struct {
		Stage  string `json:"stage" maxLength:"20"`
		Day    string `json:"day,omitempty" maxLength:"10" doc:"When it happened; today if left out"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}) (*web.Versioned[Detail], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	p, err := h.projects.Advance(ctx, who, in.ID, v, project.Move{Stage: project.Stage(in.Body.Stage), Day: web.Day(in.Body.Day), Reason: in.Body.Reason})
	return h.written(ctx, who, in.ID, p, err)
}

func (h handler) correct(ctx context.Context, in *struct {
	One
	web.IfMatch
	Event string `path:"event" maxLength:"40"`
	Body  struct {
		Action string `json:"action" enum:"redate,reverse"`
		Day    string `json:"day,omitempty" maxLength:"10"`
		Reason string `json:"reason" maxLength:"500"`
	}
}) (*web.Versioned[Detail], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	p, err := h.projects.Correct(ctx, who, in.ID, v, in.Event, project.Correction{Reverse: in.Body.Action == "reverse", Day: web.Day(in.Body.Day), Reason: in.Body.Reason})
	return h.written(ctx, who, in.ID, p, err)
}

func (h handler) status(ctx context.Context, in *struct {
	One
	web.IfMatch
	Body struct {
		Status string `json:"status" maxLength:"20"`
		Day    string `json:"day,omitempty" maxLength:"10"`
		Reason string `json:"reason" maxLength:"500"`
	}
}) (*web.Versioned[Detail], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	if in.Body.Status == string(project.Void) {
		return nil, fault.New(fault.Invalid, "status.void", "作废请用“作废”，不能当作状态修改。")
	}
	p, err := h.projects.SetStatus(ctx, who, in.ID, v, project.Status(in.Body.Status), web.Day(in.Body.Day), in.Body.Reason)
	return h.written(ctx, who, in.ID, p, err)
}

func (h handler) void(ctx context.Context, in *struct {
	One
	web.IfMatch
	Body struct {
		Reason string `json:"reason" maxLength:"500"`
	}
}) (*web.Versioned[Detail], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	p, err := h.projects.SetStatus(ctx, who, in.ID, v, project.Void, "", in.Body.Reason)
	return h.written(ctx, who, in.ID, p, err)
}

func (h handler) owners(ctx context.Context, in *struct {
	One
	web.IfMatch
	Body struct {
		Lead   string `json:"lead" maxLength:"40" doc:"A person's id; empty clears"`
		Deputy string `json:"deputy" maxLength:"40"`
	}
}) (*web.Versioned[Detail], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	p, err := h.projects.SetOwners(ctx, who, in.ID, v, map[project.Duty]identity.UserID{
		project.LeadSteward: identity.UserID(in.Body.Lead), project.DeputySteward: identity.UserID(in.Body.Deputy)})
	return h.written(ctx, who, in.ID, p, err)
}

func (h handler) chains(ctx context.Context, in *struct {
	One
	web.IfMatch
	Body struct {
		Chains []string `json:"chains" maxItems:"10" doc:"Codes of the chain dictionary"`
	}
}) (*web.Versioned[Detail], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	for i := range in.Body.Chains {
		in.Body.Chains[i] = strings.TrimSpace(in.Body.Chains[i])
	}
	p, err := h.projects.Tag(ctx, who, in.ID, v, in.Body.Chains)
	return h.written(ctx, who, in.ID, p, err)
}
