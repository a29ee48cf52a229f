package projecthttp

import (
	"context"
	"encoding/json"

	"qipan/internal/audit"
	"qipan/internal/chain"
	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/web"
	"qipan/internal/project"
	"qipan/internal/region"
)

// Person is somebody a project names.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Tag is a chain a project belongs to.
type Tag struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Row is a project in a list.
type Row struct {
	ID              string      `json:"id"`
	Code            string      `json:"code"`
	Name            string      `json:"name"`
	InvestorName    string      `json:"investor_name"`
	EnterpriseID    string      `json:"enterprise_id"`
	Kind            string      `json:"kind"`
	Stage           string      `json:"stage"`
	StageDay        string      `json:"stage_day"`
	StageBasis      string      `json:"stage_basis"`
	Status          string      `json:"status"`
	DistrictCode    string      `json:"district_code"`
	DistrictName    string      `json:"district_name"`
	RegionCode      string      `json:"region_code"`
	RegionName      string      `json:"region_name"`
	Channel         string      `json:"channel"`
	IndustryCode    string      `json:"industry_code"`
	TotalInvestment *web.Amount `json:"total_investment"`
	FixedAssets     *web.Amount `json:"fixed_assets"`
	ContractedFDI   *web.Amount `json:"contracted_fdi"`
	Chains          []Tag       `json:"chains"`
	LeadOwner       *Person     `json:"lead_owner"`
	DeputyOwner     *Person     `json:"deputy_owner"`
	DaysInStage     int         `json:"days_in_stage" doc:"Calendar days since the stage's day, on the business date"`
	MissingEvidence int         `json:"missing_evidence" doc:"Files still to be supplied or verified for the stages entered"`
	Imported        bool        `json:"imported" doc:"Taken over from a ledger"`
	Version         int64       `json:"version"`
	UpdatedAt       string      `json:"updated_at"`
	UpdatedByName   string      `json:"updated_by_name"`
}

// Entry is a stage that was entered and stands.
type Entry struct {
	EventID   string `json:"event_id"`
	Stage     string `json:"stage"`
	Day       string `json:"day"`
	Precision string `json:"precision" enum:"day,month"`
	Basis     string `json:"basis" enum:"proved,claimed,forced"`
	Origin    string `json:"origin" enum:"entered,imported"`
}

// Detail is a project in full.
type Detail struct {
	Row
	StatusDay        string         `json:"status_day"`
	StatusReason     string         `json:"status_reason"`
	CityRelocation   bool           `json:"city_relocation"`
	OrganisationName string         `json:"organisation_name"`
	Fields           map[string]any `json:"fields"`
	Entries          []Entry        `json:"entries"`
	BatchID          string         `json:"batch_id"`
	CreatedAt        string         `json:"created_at"`
	NextStage        string         `json:"next_stage"`
}

// Event is one row of the stage history, corrections included.
type Event struct {
	ID         string `json:"id"`
	Act        string `json:"act" enum:"enter,redate,reverse,prove,unprove"`
	Ref        string `json:"ref"`
	Stage      string `json:"stage"`
	Day        string `json:"day"`
	Precision  string `json:"precision"`
	Basis      string `json:"basis"`
	Origin     string `json:"origin"`
	RecordedAt string `json:"recorded_at"`
	ByName     string `json:"by_name"`
	Reason     string `json:"reason"`
}

// Change is one field before and after.
type Change struct {
	Field  string `json:"field"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// Act is one entry of the history.
type Act struct {
	At      string   `json:"at"`
	ByName  string   `json:"by_name"`
	Via     string   `json:"via"`
	Verb    string   `json:"verb"`
	Reason  string   `json:"reason"`
	Changes []Change `json:"changes"`
}

// GateItem is one thing a gate asks for.
type GateItem struct {
	Pointer  string   `json:"pointer"`
	Kind     string   `json:"kind" enum:"path,field,evidence,check"`
	Code     string   `json:"code"`
	Label    string   `json:"label"`
	Stage    string   `json:"stage" doc:"The gate it belongs to: an earlier stage where a ledger's claim is caught up"`
	Done     bool     `json:"done"`
	Verified bool     `json:"verified"`
	Any      []string `json:"any" doc:"Evidence kinds that would do"`
	Message  string   `json:"message"`
}

// Gate is everything a stage asks for.
type Gate struct {
	Stage string     `json:"stage" doc:"Empty at the end of the path"`
	Ready bool       `json:"ready"`
	Items []GateItem `json:"items"`
}

// viewer turns projects into answers; it looks up names for a page at a time.
type viewer struct {
	projects *project.Service
	chains   *chain.Service
	db       reader
	today    func() date.Date
}

func (v viewer) rows(ctx context.Context, ps []*project.Project) ([]Row, error) {
	ids, people := make([]project.ID, len(ps)), make([]string, len(ps))
	for i, p := range ps {
		ids[i], people[i] = p.ID, p.UpdatedBy
	}
	owners, err := v.projects.OwnersOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	tags, err := v.projects.TagsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	names, err := identity.Names(ctx, v.db.Read, people)
	if err != nil {
		return nil, err
	}
	tree, err := region.Read(ctx, v.db.Read)
	if err != nil {
		return nil, err
	}
	chains, err := v.chainNames(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Row, len(ps))
	for i, p := range ps {
		out[i] = v.row(p, tree)
		out[i].UpdatedByName = names[p.UpdatedBy]
		for _, o := range owners[p.ID] {
			person := &Person{string(o.UserID), o.Name}
			if o.Duty == project.LeadSteward {
				out[i].LeadOwner = person
			} else {
				out[i].DeputyOwner = person
			}
		}
		for _, c := range tags[p.ID] {
			out[i].Chains = append(out[i].Chains, Tag{c, chains[c]})
		}
	}
	return out, nil
}

func (v viewer) chainNames(ctx context.Context) (map[string]string, error) {
	list, err := v.chains.List(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(list))
	for _, c := range list {
		out[c.Code] = c.Name
	}
	return out, nil
}

func (v viewer) row(p *project.Project, tree *region.Tree) Row {
	days := 0
	if p.StageDay.Valid() {
		days = max(0, v.today().Sub(p.StageDay))
	}
	return Row{ID: string(p.ID), Code: p.Code, Name: p.Name, InvestorName: p.InvestorName, EnterpriseID: p.EnterpriseID, Kind: string(p.Kind),
		Stage: string(p.Stage), StageDay: string(p.StageDay), StageBasis: string(p.StageBasis), Status: string(p.Status),
		DistrictCode: p.DistrictCode, DistrictName: tree.Name(p.DistrictCode), RegionCode: p.RegionCode, RegionName: tree.Name(p.RegionCode),
		Channel: p.Channel, IndustryCode: p.IndustryCode, TotalInvestment: web.AmountOf(p.Total()), FixedAssets: web.AmountOf(p.FixedAssets()),
		ContractedFDI: web.AmountOf(p.ContractedFDI()), Chains: []Tag{}, DaysInStage: days, MissingEvidence: p.Missing, Imported: p.BatchID != "",
		Version: p.Version, UpdatedAt: web.Instant(p.UpdatedAt)}
}

func (v viewer) detail(ctx context.Context, p *project.Project) (Detail, error) {
	rows, err := v.rows(ctx, []*project.Project{p})
	if err != nil {
		return Detail{}, err
	}
	org, err := region.FindOrganisation(ctx, v.db.Read, p.OrgID)
	if err != nil {
		return Detail{}, err
	}
	entered, err := v.projects.Entered(ctx, p)
	if err != nil {
		return Detail{}, err
	}
	next, err := v.projects.Next(ctx, p)
	if err != nil {
		return Detail{}, err
	}
	d := Detail{Row: rows[0], StatusDay: string(p.StatusDay), StatusReason: p.StatusReason, CityRelocation: p.CityRelocation, OrganisationName: org.Name,
		Fields: p.Fields, Entries: []Entry{}, BatchID: p.BatchID, CreatedAt: web.Instant(p.CreatedAt), NextStage: string(next)}
	if d.Fields == nil {
		d.Fields = map[string]any{}
	}
	for _, e := range entered {
		d.Entries = append(d.Entries, Entry{e.ID, string(e.Stage), string(e.Day), string(e.Precision), string(e.Basis), string(e.Origin)})
	}
	return d, nil
}

func acts(rows []audit.Row) ([]Act, error) {
	out := make([]Act, len(rows))
	for i, r := range rows {
		out[i] = Act{At: web.Instant(r.At), ByName: r.ActorName, Via: r.Via, Verb: r.Verb, Reason: r.Reason}
		if err := json.Unmarshal([]byte(r.Changes), &out[i].Changes); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func gateView(stage project.Stage, items []project.Item) Gate {
	g := Gate{Stage: string(stage), Ready: stage != "", Items: []GateItem{}}
	for _, it := range items {
		g.Ready = g.Ready && it.Done
		g.Items = append(g.Items, GateItem{it.Pointer, string(it.Kind), it.Code, it.Label, string(it.Stage), it.Done, it.Verified, web.Items(it.Any), it.Message})
	}
	return g
}
