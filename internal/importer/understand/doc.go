// Package understand reads project ledgers (招商台账) as a careful clerk does: it
// finds the header under the title rows, learns which column is what from the
// wording or, failing that, from the values, and turns each row into a project
// with exact amounts, days with their precision, a district code and a stage.
//
// It is pure: sheets in, rows out. It knows no database, no user and no project;
// words of a city (how districts, stages, units are written) come in as data.
//
// Every doubt is said, never guessed away. A Problem of severity "error" keeps
// the row out until it is corrected; a "warning" lets it in with the value as
// shown (usually 待核). What is merely good to know is a notice of the row.
//
//	error    missing_name, missing_investor, missing_district, unknown_district, ambiguous_district,
//	         missing_stage, unknown_stage, bad_date, bad_amount, unit_unknown, cell_error,
//	         duplicate_in_file, unknown_kind
//	warning  approximate, amount_unknown, amount_range, amount_unclear, currency_unknown,
//	         date_incomplete, fixed_over_total
package understand

import (
	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
)

// Severity says whether a problem keeps the row out.
type Severity string

// The severities.
const (
	Fatal   Severity = "error"   // the row cannot enter until it is corrected
	Warning Severity = "warning" // the row enters; the value is taken as said in the message
)

// Problem is one doubt about one cell.
type Problem struct {
	Column   string   `json:"column"` // title of the column, or its letter where it has none
	Value    string   `json:"value"`  // as it stands in the cell
	Code     string   `json:"code"`   // stable; see the package comment
	Severity Severity `json:"severity"`
	Message  string   `json:"message"` // Chinese
	Field    string   `json:"field"`   // the field it concerns ("district", "date:signed")
}

// Day is a day as exactly as the ledger gives it.
type Day struct {
	Day       date.Date      `json:"day"` // the first of the month if only the month is known
	Precision date.Precision `json:"precision"`
}

// Row is one project as the ledger tells it. Unknown is nil or "".
type Row struct {
	Sheet string `json:"sheet"` // "" for text files
	Row   int    `json:"row"`   // as the spreadsheet numbers it

	Code         string `json:"code,omitempty"` // the ledger's own key
	Name         string `json:"name"`
	Investor     string `json:"investor"`
	DistrictCode string `json:"district_code"`
	RegionCode   string `json:"region_code,omitempty"` // town or park, where it is named

	Total     *money.Amount `json:"total_investment"`
	Fixed     *money.Amount `json:"fixed_assets"`
	FDI       *money.Amount `json:"fdi"`
	FDIActual bool          `json:"fdi_actual,omitempty"` // the ledger speaks of 实际使用外资, which is another ledger than 合同外资

	Stage     string `json:"stage_claimed"`
	Status    string `json:"status,omitempty"` // "" is active
	StatusDay *Day   `json:"status_day,omitempty"`

	Dates   map[string]Day `json:"dates"`             // stage → day it was entered
	Planned map[string]Day `json:"planned,omitempty"` // stage → day it is planned for

	Kind       string            `json:"kind,omitempty"`
	Company    string            `json:"company,omitempty"` // 项目公司
	CreditCode string            `json:"credit_code,omitempty"`
	Industry   string            `json:"industry,omitempty"`
	Chain      string            `json:"chain,omitempty"`
	Content    string            `json:"content,omitempty"`
	Address    string            `json:"address,omitempty"`
	Owner      string            `json:"owner,omitempty"`
	Unit       string            `json:"unit,omitempty"` // 责任单位
	Contact    string            `json:"contact,omitempty"`
	Phone      string            `json:"phone,omitempty"`
	Progress   string            `json:"progress,omitempty"`
	Remarks    string            `json:"remarks,omitempty"`
	Extra      map[string]string `json:"extra,omitempty"` // every other column by its title

	Hidden   bool      `json:"hidden,omitempty"` // the row is hidden in the sheet
	Problems []Problem `json:"problems"`
	Notices  []string  `json:"notices,omitempty"` // how a value was found, in Chinese
	Key      string    `json:"-"`                 // what tells the project from others (see Mapping.Key)
}

// Enters reports whether the row has no error.
func (r *Row) Enters() bool {
	for _, p := range r.Problems {
		if p.Severity == Fatal {
			return false
		}
	}
	return true
}

// severities of the codes; what is not listed is an error.
var severities = map[string]Severity{
	"approximate": Warning, "amount_unknown": Warning, "amount_range": Warning, "amount_unclear": Warning,
	"currency_unknown": Warning, "date_incomplete": Warning, "fixed_over_total": Warning,
}

func (r *Row) problem(col *Column, value, code, message string) {
	p := Problem{Value: clip(value, 200), Code: code, Severity: Fatal, Message: message}
	if s, ok := severities[code]; ok {
		p.Severity = s
	}
	if col != nil {
		p.Column, p.Field = col.Title, col.Field
		if p.Column == "" {
			p.Column = col.Letter
		}
	}
	r.Problems = append(r.Problems, p)
}

func (r *Row) notice(s string) { r.Notices = append(r.Notices, s) }

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
