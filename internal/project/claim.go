package project

import (
	"fmt"
	"slices"
	"strings"

	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
)

// Claim is what a ledger says of one project. It is a value of the ledger, not
// of the project: nothing of it is proved.
type Claim struct {
	Name          string
	InvestorName  string
	Kind          Kind   // empty means not said: the default path
	RegionCode    string // district, town or park
	IndustryCode  string
	Total         *money.Amount // nil is 待核
	FixedAssets   *money.Amount
	ContractedFDI *money.Amount
	Chains        []string
	LeadOwner     identity.UserID
	Status        Status    // empty is active
	StatusDay     date.Date // empty is not known
	Fields        Values    // texts of the rules' form
	Stage         Stage     // the stage it is said to be at
	Entries       []Said    // the stages it is said to have entered, where the ledger gives a day
}

// Said is one stage with the day a ledger gives for it. An empty Day means that
// the ledger names the stage and no day: it is taken over as undated and counts
// in no period until somebody dates it.
type Said struct {
	Stage     Stage
	Day       date.Date
	Precision date.Precision
}

// Cells is a claim, or a project as far as a ledger can speak of it, as text by
// field: the form in which ledger of last week, ledger of today and project are
// compared. Absent means empty.
//
//	name investor_name kind region_code industry_code total_investment fixed_assets
//	contracted_fdi chains lead_owner status status_day fields.<code> stage.<stage>
type Cells map[string]string

const (
	stageCell = "stage."
	fieldCell = "fields."
	undated   = "?" // a stage that is claimed without a day
)

func (c Cells) put(field, value string) {
	if value != "" {
		c[field] = value
	}
}

// text is a Said as a cell: "2023-03-05", "2023-03" or "?".
func (s Said) text() string {
	switch {
	case s.Day.IsZero():
		return undated
	case s.Precision == date.Month:
		return s.Day.Month()
	}
	return string(s.Day)
}

// saidOf reads the text of a stage's cell.
func saidOf(stage Stage, cell string) Said {
	switch {
	case cell == undated:
		return Said{Stage: stage, Precision: date.Day}
	case len(cell) == len("2023-03"):
		return Said{Stage: stage, Day: date.Date(cell + "-01"), Precision: date.Month}
	}
	return Said{Stage: stage, Day: date.Date(cell), Precision: date.Day}
}

// Cells is the claim field by field. Desk.Check must have seen it.
func (c *Claim) Cells() Cells {
	out := Cells{}
	out.put("name", c.Name)
	out.put("investor_name", c.InvestorName)
	out.put("kind", string(c.Kind))
	out.put("region_code", c.RegionCode)
	out.put("industry_code", c.IndustryCode)
	out.amounts(c.Total, c.FixedAssets, c.ContractedFDI)
	out.put("chains", joined(c.Chains))
	out.put("lead_owner", string(c.LeadOwner))
	out.put("status", string(c.Status))
	out.put("status_day", string(c.StatusDay))
	out.fields(c.Fields)
	for _, e := range c.Entries {
		out.put(stageCell+string(e.Stage), e.text())
	}
	return out
}

func (c Cells) amounts(total, fixed, fdi *money.Amount) {
	for field, a := range map[string]*money.Amount{"total_investment": total, "fixed_assets": fixed, "contracted_fdi": fdi} {
		if a != nil {
			c.put(field, a.String())
		}
	}
}

// fields takes the texts only: yes/no and money of the form are not a ledger's.
func (c Cells) fields(v Values) {
	for code, x := range v {
		if s, ok := x.(string); ok {
			c.put(fieldCell+code, s)
		}
	}
}

func joined(codes []string) string {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	return strings.Join(slices.Compact(codes), ",")
}

// cells is a project as far as a ledger can speak of it.
func (p *Project) cells(entered []standing, chains []string, lead identity.UserID) Cells {
	out := Cells{}
	out.put("name", p.Name)
	out.put("investor_name", p.InvestorName)
	out.put("kind", string(p.Kind))
	out.put("region_code", p.RegionCode)
	out.put("industry_code", p.IndustryCode)
	out.amounts(p.Total(), p.FixedAssets(), p.ContractedFDI())
	out.put("chains", joined(chains))
	out.put("lead_owner", string(lead))
	out.put("status", string(p.Status))
	out.put("status_day", string(p.StatusDay))
	out.fields(p.Fields)
	for _, e := range entered {
		out.put(stageCell+string(e.Stage), Said{e.Stage, e.Day, e.Precision}.text())
	}
	return out
}

// setCell writes one column of p from its text. Stages, chains, owners and the
// region live in other rows, or need the tree, and are not its business.
func (p *Project) setCell(field, value string) error {
	switch field {
	case "name":
		p.Name = value
	case "investor_name":
		p.InvestorName = value
	case "kind":
		p.Kind = Kind(value)
	case "industry_code":
		p.IndustryCode = value
	case "status":
		p.Status = Status(value)
	case "status_day":
		p.StatusDay = date.Date(value)
	case "total_investment", "fixed_assets", "contracted_fdi":
		a, err := amountOf(value)
		if err != nil {
			return fmt.Errorf("cell %s: %w", field, err)
		}
		map[string]func(*money.Amount){"total_investment": p.setTotal, "fixed_assets": p.setFixed, "contracted_fdi": p.setFDI}[field](a)
	default:
		code, ok := strings.CutPrefix(field, fieldCell)
		if !ok {
			return fmt.Errorf("cell %s: no such field", field)
		}
		p.Fields = p.Fields.clone()
		if value == "" {
			delete(p.Fields, code)
		} else {
			p.Fields[code] = value
		}
	}
	return nil
}

// amountOf reads "100000000.00 CNY"; "" is not known.
func amountOf(s string) (*money.Amount, error) {
	if s == "" {
		return nil, nil
	}
	number, currency, _ := strings.Cut(s, " ")
	a, err := money.Parse(number, 0, money.Currency(currency))
	return &a, err
}

// CellLabel is what the screen calls a field of Cells.
func (r *Rules) CellLabel(field string) string {
	if stage, ok := strings.CutPrefix(field, stageCell); ok {
		return label(r.Stages, stage) + "日期"
	}
	switch field {
	case "kind":
		return "项目类型"
	case "region_code":
		return "区市"
	case "chains":
		return "产业链"
	case "lead_owner":
		return "牵头人"
	case "status":
		return "状态"
	case "status_day":
		return "状态日期"
	}
	return r.fieldLabel(strings.TrimPrefix(field, fieldCell))
}

// CellText is what the screen shows for a value of Cells; place names a region.
func (r *Rules) CellText(field, value string, place func(code string) string) string {
	switch {
	case value == "":
		return ""
	case value == undated && strings.HasPrefix(field, stageCell):
		return "日期待补"
	case field == "region_code":
		return place(value)
	case field == "kind":
		if k := r.Kind(Kind(value)); k != nil {
			return k.Label
		}
	case field == "status":
		return label(r.Statuses, value)
	}
	return value
}
