package reporthttp

import (
	"qipan/internal/platform/money"
	"qipan/internal/platform/web"
	"qipan/internal/project"
	"qipan/internal/region"
	"qipan/internal/report"
	"qipan/internal/target"
)

// Period is a span of months and how much of it has passed.
type Period struct {
	Code        string  `json:"code"`
	Label       string  `json:"label"`
	From        string  `json:"from"`
	To          string  `json:"to"`
	Days        int     `json:"days"`
	ElapsedDays int     `json:"elapsed_days"`
	Elapsed     float64 `json:"elapsed" doc:"时间进度: the share of the period's days that has passed. It is no plan: targets are not reached in a straight line"`
}

// Row is a region in the cockpit. Numbers that are not known are null, and a
// state says why.
type Row struct {
	RegionCode     string      `json:"region_code"`
	RegionName     string      `json:"region_name"`
	Target         *int64      `json:"target" doc:"A count, or minor units of target_currency"`
	TargetState    string      `json:"target_state" enum:"published,unpublished"`
	TargetTitle    string      `json:"target_title"`
	TargetUnit     string      `json:"target_unit" enum:",count,minor"`
	TargetCurrency string      `json:"target_currency"`
	Comparator     string      `json:"comparator"`
	TargetText     string      `json:"target_text" doc:"The sentence it comes from"`
	TargetNote     string      `json:"target_note"`
	TargetBasis    string      `json:"target_basis" enum:",stated,inferred" doc:"Whether the source names the period"`
	TargetID       string      `json:"target_id"`
	Milestones     []Milestone `json:"milestones" doc:"Stated ones; none means there is no curve to pace by"`

	Done          *int64 `json:"done" doc:"Projects that count, 补报 included"`
	DoneState     string `json:"done_state" enum:"counted,pending"`
	Late          *int64 `json:"late" doc:"Of done: recorded after the month was closed (补报)"`
	Claimed       *int64 `json:"claimed" doc:"Met on evidence not verified, not in done"`
	Forced        *int64 `json:"forced" doc:"Met by a forced move, not in done"`
	OtherCurrency *int64 `json:"other_currency" doc:"外币未折算: not tested, not in done"`
	UnknownAmount *int64 `json:"unknown_amount" doc:"金额待核: not tested, not in done"`
	Relocated     *int64 `json:"relocated" doc:"市内迁移: not in done"`
	Undated       *int64 `json:"undated" doc:"Entered the counting stage on a day not known, in whatever period"`

	Missing    *int64   `json:"missing" doc:"To the target"`
	Completion *float64 `json:"completion" doc:"done / target"`
	Met        bool     `json:"met"`
	Rank       *int     `json:"rank"`
	Comparable bool     `json:"comparable" doc:"There are other targets of this period and basis"`
	RankedOf   int      `json:"ranked_of" doc:"How many are comparable"`
	RankState  string   `json:"rank_state" enum:"ranked,unpublished,incomparable,pending"`
}

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

// Stage is a step of the funnel.
type Stage struct {
	Stage           string     `json:"stage"`
	Count           int64      `json:"count"`
	Proved          int64      `json:"proved"`
	Claimed         int64      `json:"claimed"`
	Forced          int64      `json:"forced"`
	TotalInvestment web.Amount `json:"total_investment" doc:"Of those known in CNY"`
	OtherCurrency   int64      `json:"other_currency" doc:"Projects left out of total_investment"`
	UnknownAmount   int64      `json:"unknown_amount" doc:"Projects left out of total_investment"`
}

// StatusCount is how many projects left the pipeline, by status.
type StatusCount struct {
	Status string `json:"status"`
	Count  int64  `json:"count"`
}

// Month is one month of the series.
type Month struct {
	Month            string `json:"month"`
	Done             int64  `json:"done"`
	Cumulative       int64  `json:"cumulative"`
	TargetCumulative *int64 `json:"target_cumulative" doc:"What a stated milestone, or the target itself, asks for by the month's end"`
	Closed           bool   `json:"closed"`
}

// Cockpit is an indicator over all districts.
type Cockpit struct {
	Indicator      Indicator     `json:"indicator"`
	Period         Period        `json:"period"`
	Day            string        `json:"day"`
	BusinessDate   string        `json:"business_date"`
	KnownAt        string        `json:"known_at" doc:"Empty is now"`
	RegionCode     string        `json:"region_code" doc:"Whose funnel and months"`
	City           Row           `json:"city" doc:"A count of its own, not the sum of the districts"`
	Districts      []Row         `json:"districts"`
	Funnel         []Stage       `json:"funnel"`
	Inactive       []StatusCount `json:"inactive"`
	Months         []Month       `json:"months"`
	ClosedMonths   []string      `json:"closed_months"`
	DoublyCredited int64         `json:"doubly_credited" doc:"By how much the districts add up to more than the city"`
}

// BehindRow is a project behind a number.
type BehindRow struct {
	ID              string      `json:"id"`
	Code            string      `json:"code"`
	Name            string      `json:"name"`
	DistrictCode    string      `json:"district_code"`
	DistrictName    string      `json:"district_name"`
	Stage           string      `json:"stage"`
	Status          string      `json:"status"`
	Day             string      `json:"day" doc:"On which it counts"`
	Basis           string      `json:"basis"`
	Late            bool        `json:"late"`
	Amount          *web.Amount `json:"amount" doc:"The amount that was tested, as known then"`
	TotalInvestment *web.Amount `json:"total_investment" doc:"As known now"`
	ContractedFDI   *web.Amount `json:"contracted_fdi" doc:"As known now"`
}

// Behind is a page of the projects behind a number.
type Behind struct {
	Items      []BehindRow `json:"items"`
	NextCursor string      `json:"next_cursor"`
	Count      web.Count   `json:"count" doc:"The number itself"`
	Hidden     int         `json:"hidden" doc:"Of count: 另有 N 项无权查看"`
}

func cockpitView(c report.Cockpit) Cockpit {
	q := c.Query
	out := Cockpit{Indicator: cardView(q.Card, c.Periods), Day: string(q.Day), BusinessDate: string(c.Today), KnownAt: web.Instant(q.KnownAt),
		RegionCode: c.Region, City: rowView(c.City), Districts: []Row{}, Funnel: []Stage{}, Inactive: []StatusCount{}, Months: []Month{},
		ClosedMonths: web.Items(c.Closed), DoublyCredited: c.Doubly}
	passed := q.Period.Elapsed(q.Day)
	out.Period = Period{q.Period.Code, q.Period.Label(), string(q.Period.From), string(q.Period.To), q.Period.Days(), passed, float64(passed) / float64(q.Period.Days())}
	for _, d := range c.Districts {
		out.Districts = append(out.Districts, rowView(d))
	}
	for _, f := range c.Funnel {
		out.Funnel = append(out.Funnel, Stage{string(f.Stage), f.Count, f.ByBasis[project.Proved], f.ByBasis[project.Claimed], f.ByBasis[project.Forced],
			web.Amount{Minor: f.Total, Currency: string(money.CNY)}, f.OtherCurrency, f.Unknown})
	}
	for _, s := range project.Statuses {
		if n := c.Inactive[s]; n > 0 {
			out.Inactive = append(out.Inactive, StatusCount{string(s), n})
		}
	}
	closed := map[string]bool{}
	for _, m := range c.Closed {
		closed[m] = true
	}
	for _, m := range c.Series {
		out.Months = append(out.Months, Month{m.Month, m.Done, m.Cumulative, m.Goal, closed[m.Month]})
	}
	return out
}

func rowView(r report.Row) Row {
	out := Row{RegionCode: r.Code, RegionName: r.Name, TargetState: "unpublished", DoneState: "pending", Milestones: stonesView(r.Stones),
		Missing: r.Missing, Completion: r.Completion, Met: r.Met, Comparable: r.Rank > 0, RankedOf: r.RankedOf, RankState: string(r.Standing)}
	if g := r.Goal; g != nil {
		out.TargetState, out.Target, out.TargetTitle, out.TargetUnit, out.TargetCurrency = "published", &g.Value, g.Title, g.Unit, g.Currency
		out.Comparator, out.TargetText, out.TargetNote, out.TargetBasis, out.TargetID = string(g.Comparator), g.Quote, g.Note, string(g.PeriodBasis), g.ID
	}
	if r.Rank > 0 {
		out.Rank = &r.Rank
	}
	if f := r.Figure; f != nil {
		n := func(v int64) *int64 { return &v }
		out.DoneState, out.Done, out.Late = "counted", n(f.Done), n(f.Late)
		out.Claimed, out.Forced = n(f.Beside[project.Claimed]), n(f.Beside[project.Forced])
		out.OtherCurrency, out.UnknownAmount = n(f.Other[target.OtherCurrency]), n(f.Other[target.AmountUnknown])
		out.Relocated, out.Undated = n(f.Other[target.Relocated]), n(f.Other[target.Undated])
	}
	return out
}

func behindView(b report.Behind, tree *region.Tree) Behind {
	out := Behind{Items: []BehindRow{}, NextCursor: b.Next, Count: web.Count{Value: b.Total}, Hidden: b.Hidden}
	for _, p := range b.Projects {
		r := BehindRow{ID: string(p.ID), Code: p.Code, Name: p.Name, DistrictCode: p.DistrictCode, DistrictName: tree.Name(p.DistrictCode),
			Stage: string(p.Stage), Status: string(p.Status), Day: string(p.Day), Basis: string(p.Basis), Late: p.Late,
			TotalInvestment: amountView(p.TotalMinor, p.TotalCurrency), ContractedFDI: amountView(p.FDIMinor, p.FDICurrency)}
		if p.Currency != "" {
			r.Amount = &web.Amount{Minor: p.Minor, Currency: string(p.Currency)}
		}
		out.Items = append(out.Items, r)
	}
	return out
}

func amountView(minor *int64, c money.Currency) *web.Amount {
	if minor == nil {
		return nil
	}
	return &web.Amount{Minor: *minor, Currency: string(c)}
}
