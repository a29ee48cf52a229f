package project

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
)

// Project is a project as it stands. Stage, StageDay, StageBasis and Missing are
// derived from its events and evidence, and rewritten with every change of them.
type Project struct {
	bun.BaseModel `bun:"table:project,alias:p"`

	ID             ID             `bun:"id,pk"`
	Seq            int64          `bun:"seq"`
	Code           string         `bun:"code"` // QD-2024-000123, never reused
	Name           string         `bun:"name"`
	InvestorName   string         `bun:"investor_name"`
	EnterpriseID   string         `bun:"enterprise_id"`
	Kind           Kind           `bun:"kind"`
	Stage          Stage          `bun:"stage"` // furthest entered
	StageRank      int            `bun:"stage_rank"`
	StageDay       date.Date      `bun:"stage_day"`
	StageBasis     Basis          `bun:"stage_basis"`
	Status         Status         `bun:"status"`
	StatusDay      date.Date      `bun:"status_day"`
	StatusReason   string         `bun:"status_reason"`
	DistrictCode   string         `bun:"district_code"`
	RegionCode     string         `bun:"region_code"`
	RegionPath     string         `bun:"region_path"`
	OrgID          string         `bun:"org_id"`
	Channel        string         `bun:"channel"`
	IndustryCode   string         `bun:"industry_code"`
	TotalMinor     *int64         `bun:"total_minor"`
	TotalCurrency  money.Currency `bun:"total_currency"`
	TotalCNY       int64          `bun:"total_cny"` // for sorting and filtering: fen, or -1 if unknown or foreign
	FixedMinor     *int64         `bun:"fixed_minor"`
	FixedCurrency  money.Currency `bun:"fixed_currency"`
	FDIMinor       *int64         `bun:"fdi_minor"`
	FDICurrency    money.Currency `bun:"fdi_currency"`
	CityRelocation bool           `bun:"city_relocation"`
	Fields         Values         `bun:"fields,type:text"`
	Missing        int            `bun:"missing"` // evidence still to be supplied or verified for the stages entered
	BatchID        string         `bun:"batch_id"`
	ReporterID     string         `bun:"reporter_id"`
	CreatedAt      int64          `bun:"created_at"`
	UpdatedAt      int64          `bun:"updated_at"`
	UpdatedBy      string         `bun:"updated_by"`
	Version        int64          `bun:"version"`
}

// Values are the fields of the rules' form: text and days as strings, bool as
// bool, money as money.Amount's JSON.
type Values map[string]any

// Total is the planned total investment; nil is 待核.
func (p *Project) Total() *money.Amount { return amount(p.TotalMinor, p.TotalCurrency) }

// FixedAssets is the fixed-asset part of the total; nil is 待核.
func (p *Project) FixedAssets() *money.Amount { return amount(p.FixedMinor, p.FixedCurrency) }

// ContractedFDI is the contracted foreign investment; nil is none or 待核.
func (p *Project) ContractedFDI() *money.Amount { return amount(p.FDIMinor, p.FDICurrency) }

func amount(minor *int64, c money.Currency) *money.Amount {
	if minor == nil {
		return nil
	}
	return &money.Amount{Minor: *minor, Currency: c}
}

func (p *Project) setTotal(a *money.Amount) {
	p.TotalMinor, p.TotalCurrency = split(a)
	p.TotalCNY = -1
	if a != nil && a.Currency == money.CNY {
		p.TotalCNY = a.Minor
	}
}

func (p *Project) setFixed(a *money.Amount) { p.FixedMinor, p.FixedCurrency = split(a) }
func (p *Project) setFDI(a *money.Amount)   { p.FDIMinor, p.FDICurrency = split(a) }

func split(a *money.Amount) (*int64, money.Currency) {
	if a == nil {
		return nil, ""
	}
	m := a.Minor
	return &m, a.Currency
}

func (p *Project) subject() audit.Subject { return audit.Subject{Kind: "project", ID: string(p.ID)} }

// Ref is the project as the trail names it.
func Ref(id ID) audit.Subject { return audit.Subject{Kind: "project", ID: string(id)} }

// view is every field a person can change, for the trail's before and after.
func (p *Project) view() map[string]any {
	out := map[string]any{
		"name": p.Name, "investor_name": p.InvestorName, "enterprise_id": p.EnterpriseID, "kind": string(p.Kind),
		"stage": string(p.Stage), "stage_day": string(p.StageDay), "status": string(p.Status), "status_day": string(p.StatusDay),
		"region_code": p.RegionCode, "channel": p.Channel, "industry_code": p.IndustryCode,
		"total_investment": exact(p.Total()), "fixed_assets": exact(p.FixedAssets()), "contracted_fdi": exact(p.ContractedFDI()),
		"city_relocation": p.CityRelocation,
	}
	for k, v := range p.Fields {
		if a, ok := asAmount(v); ok {
			v = exact(&a)
		}
		out["fields."+k] = v
	}
	return out
}

func exact(a *money.Amount) any {
	if a == nil {
		return nil
	}
	return a.String()
}

// asAmount reads a money value of Fields, which comes back from JSON as a map.
func asAmount(v any) (money.Amount, bool) {
	switch x := v.(type) {
	case money.Amount:
		return x, true
	case map[string]any:
		raw, err := json.Marshal(x)
		if err != nil {
			return money.Amount{}, false
		}
		var a money.Amount
		if json.Unmarshal(raw, &a) != nil || !a.Currency.Known() {
			return money.Amount{}, false
		}
		return a, true
	}
	return money.Amount{}, false
}

// facts is what figures are made of, from the project and its events.
func (p *Project) facts(entries []Entry) Facts {
	return Facts{
		ID: p.ID, District: p.DistrictCode, Region: p.RegionCode, Kind: p.Kind, Status: p.Status, Stage: p.Stage,
		Total: p.Total(), FixedAssets: p.FixedAssets(), ContractedFDI: p.ContractedFDI(),
		CityRelocation: p.CityRelocation, Entries: slices.Clone(entries),
	}
}

// value is the counted part of the project, kept as a row for every change of it.
func (p *Project) value(id string, at int64) valueRow {
	return valueRow{ID: id, ProjectID: p.ID, RecordedAt: at, DistrictCode: p.DistrictCode, RegionCode: p.RegionCode, Kind: p.Kind, Status: p.Status,
		TotalMinor: p.TotalMinor, TotalCurrency: p.TotalCurrency, FixedMinor: p.FixedMinor, FixedCurrency: p.FixedCurrency,
		FDIMinor: p.FDIMinor, FDICurrency: p.FDICurrency, CityRelocation: p.CityRelocation}
}

// valueRow is the counted part of a project from an instant on.
type valueRow struct {
	bun.BaseModel `bun:"table:project_value,alias:v"`

	ID             string         `bun:"id,pk"`
	ProjectID      ID             `bun:"project_id"`
	RecordedAt     int64          `bun:"recorded_at"`
	DistrictCode   string         `bun:"district_code"`
	RegionCode     string         `bun:"region_code"`
	Kind           Kind           `bun:"kind"`
	Status         Status         `bun:"status"`
	TotalMinor     *int64         `bun:"total_minor"`
	TotalCurrency  money.Currency `bun:"total_currency"`
	FixedMinor     *int64         `bun:"fixed_minor"`
	FixedCurrency  money.Currency `bun:"fixed_currency"`
	FDIMinor       *int64         `bun:"fdi_minor"`
	FDICurrency    money.Currency `bun:"fdi_currency"`
	CityRelocation bool           `bun:"city_relocation"`
}

func (v valueRow) same(o valueRow) bool {
	eq := func(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	return v.DistrictCode == o.DistrictCode && v.RegionCode == o.RegionCode && v.Kind == o.Kind && v.Status == o.Status &&
		eq(v.TotalMinor, o.TotalMinor) && v.TotalCurrency == o.TotalCurrency && eq(v.FixedMinor, o.FixedMinor) && v.FixedCurrency == o.FixedCurrency &&
		eq(v.FDIMinor, o.FDIMinor) && v.FDICurrency == o.FDICurrency && v.CityRelocation == o.CityRelocation
}

// Code is the readable number of a project.
func Code(prefix string, year int, n int64) string { return fmt.Sprintf("%s-%d-%06d", prefix, year, n) }

func (v Values) clone() Values {
	if v == nil {
		return Values{}
	}
	return maps.Clone(v)
}
