package importerhttp

import (
	"context"
	"strconv"

	"qipan/internal/identity"
	"qipan/internal/importer"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/db"
	"qipan/internal/platform/sheet"
	"qipan/internal/platform/web"
)

type viewer struct {
	imports *importer.Service
	db      *db.DB
}

// Progress is how far background work is.
type Progress struct {
	Done  int64 `json:"done"`
	Total int64 `json:"total" doc:"0 is not known"`
}

// LedgerSummary is a ledger in a list.
type LedgerSummary struct {
	ID             string         `json:"id"`
	Filename       string         `json:"filename"`
	Size           int64          `json:"size" doc:"Bytes"`
	State          string         `json:"state" enum:"reading,checked,importing,done,undoing,undone,failed,refused"`
	Mode           string         `json:"mode" enum:",all,good"`
	Error          string         `json:"error" doc:"For people"`
	Counts         map[string]int `json:"counts" doc:"Rows per state"`
	Result         *Result        `json:"result"`
	UploadedByName string         `json:"uploaded_by_name"`
	CreatedAt      string         `json:"created_at"`
	UpdatedAt      string         `json:"updated_at"`
	Version        int64          `json:"version"`
}

// Batch is a ledger on its way in.
type Batch struct {
	LedgerSummary
	SameAs      string         `json:"same_as" doc:"An earlier import of the very same file"`
	JobID       string         `json:"job_id"`
	Progress    *Progress      `json:"progress"`
	Sheets      []Sheet        `json:"sheets"`
	Fields      []Field        `json:"fields" doc:"What a column can be read as"`
	SheetCounts map[string]int `json:"sheet_counts" doc:"Rows per sheet"`
	CodeCounts  map[string]int `json:"code_counts" doc:"Rows per problem"`
	OtherCounts map[string]int `json:"other_counts" doc:"Lines that are no project: total, heading, note, header, blank, filtered"`
}

// Field is something a column can be read as.
type Field struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Sheet is one sheet as it is understood.
type Sheet struct {
	Name        string    `json:"name"`
	Used        bool      `json:"used"`
	Hidden      bool      `json:"hidden"`
	Reason      string    `json:"reason" doc:"Why it is not read"`
	HeaderFirst int       `json:"header_first"`
	HeaderLast  int       `json:"header_last"`
	Lines       int       `json:"lines" doc:"Lines with content"`
	Preview     []Preview `json:"preview"`
	Columns     []Column  `json:"columns"`
	Remembered  bool      `json:"remembered"`
}

// Preview is a line as the sheet shows it.
type Preview struct {
	Row   int      `json:"row"`
	Cells []string `json:"cells"`
}

// Column is a column as it is understood.
type Column struct {
	Index   int      `json:"index"`
	Letter  string   `json:"letter"`
	Title   string   `json:"title"`
	Field   string   `json:"field" doc:"Empty is kept beside, by its title"`
	Unit    string   `json:"unit"`
	Guessed bool     `json:"guessed" doc:"Found by the values, not by the wording"`
	Samples []string `json:"samples"`
}

// Result is what a confirmation brought and an undoing took back.
type Result struct {
	Created   int    `json:"created"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	Skipped   int    `json:"skipped"`
	Undone    int    `json:"undone"`
	KeptCount int    `json:"kept_count"`
	Kept      []Kept `json:"kept" doc:"The first of them; all are rows with state=kept"`
}

// Kept is a project that an undoing left as it is.
type Kept struct {
	ProjectID string `json:"project_id"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	Sheet     string `json:"sheet"`
	Row       int    `json:"row"`
	Reason    string `json:"reason"`
}

// Problem is one doubt about one cell.
type Problem struct {
	Column   string `json:"column"`
	Field    string `json:"field" doc:"What to send to correct it"`
	Value    string `json:"value"`
	Code     string `json:"code"`
	Severity string `json:"severity" enum:"error,warning"`
	Message  string `json:"message"`
}

// Change is one field that taking the row over changes.
type Change struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Similar is a project that a row may mean.
type Similar struct {
	ProjectID string `json:"project_id"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	Reason    string `json:"reason"`
}

// Day is a day as exactly as the ledger gives it.
type Day struct {
	Day       string `json:"day"`
	Precision string `json:"precision" enum:"day,month"`
}

// LedgerRow is a row of a ledger with what is thought of it.
type LedgerRow struct {
	ID              string            `json:"id"`
	Sheet           string            `json:"sheet"`
	Row             int               `json:"row" doc:"As the sheet numbers it"`
	State           string            `json:"state" enum:"new,changed,unchanged,duplicate,problem,skipped"`
	Name            string            `json:"name"`
	Investor        string            `json:"investor"`
	DistrictCode    string            `json:"district_code"`
	RegionCode      string            `json:"region_code"`
	TotalInvestment *web.Amount       `json:"total_investment"`
	FixedAssets     *web.Amount       `json:"fixed_assets"`
	FDI             *web.Amount       `json:"fdi"`
	Kind            string            `json:"kind"`
	StageClaimed    string            `json:"stage_claimed"`
	Status          string            `json:"status"`
	Dates           map[string]Day    `json:"dates"`
	Extra           map[string]string `json:"extra"`
	Hidden          bool              `json:"hidden" doc:"The line is hidden in the sheet"`
	Problems        []Problem         `json:"problems"`
	Notices         []string          `json:"notices"`
	Changes         []Change          `json:"changes"`
	Similar         *Similar          `json:"similar"`
	Values          map[string]string `json:"values" doc:"Corrections as typed"`
	Decision        string            `json:"decision" enum:",new,same,skip"`
	ProjectID       string            `json:"project_id" doc:"The project the row means, or was taken over to"`
	Kept            string            `json:"kept" doc:"Why undoing left the project as it is"`
	Version         int64             `json:"version"`
}

func (v viewer) summaries(ctx context.Context, bs []*importer.Batch) ([]LedgerSummary, error) {
	people := make([]string, len(bs))
	for i, b := range bs {
		people[i] = b.UserID
	}
	names, err := identity.Names(ctx, v.db.Read, people)
	if err != nil {
		return nil, err
	}
	out := make([]LedgerSummary, len(bs))
	for i, b := range bs {
		out[i] = LedgerSummary{ID: b.ID, Filename: b.Filename, Size: b.Size, State: string(b.State), Mode: string(b.Mode), Error: b.Error, Counts: map[string]int{},
			Result: resultView(b.Result), UploadedByName: names[b.UserID], CreatedAt: web.Instant(b.CreatedAt), UpdatedAt: web.Instant(b.UpdatedAt), Version: b.Version}
		for state, n := range b.Counts.Rows {
			out[i].Counts[string(state)] = n
		}
	}
	return out, nil
}

func resultView(r *importer.Result) *Result {
	if r == nil {
		return nil
	}
	out := &Result{Created: r.Created, Changed: r.Changed, Unchanged: r.Unchanged, Skipped: r.Skipped, Undone: r.Undone, KeptCount: r.KeptCount, Kept: []Kept{}}
	for _, k := range r.Kept {
		out.Kept = append(out.Kept, Kept(k))
	}
	return out
}

func (v viewer) batch(ctx context.Context, b *importer.Batch) (Batch, error) {
	s, err := v.summaries(ctx, []*importer.Batch{b})
	if err != nil {
		return Batch{}, err
	}
	words, err := v.imports.Words()
	if err != nil {
		return Batch{}, err
	}
	out := Batch{LedgerSummary: s[0], SameAs: b.SameAs, JobID: b.JobID, Sheets: []Sheet{}, Fields: []Field{}, SheetCounts: orEmpty(b.Counts.Sheets),
		CodeCounts: orEmpty(b.Counts.Codes), OtherCounts: orEmpty(b.Counts.Other)}
	for _, f := range words.Fields() {
		if f.Code != "extra" { // the empty field
			out.Fields = append(out.Fields, Field(f))
		}
	}
	for i := range b.Sheets {
		out.Sheets = append(out.Sheets, sheetView(&b.Sheets[i]))
	}
	if done, total, ok := v.imports.Progress(ctx, b); ok {
		out.Progress = &Progress{done, total}
	}
	return out, nil
}

func orEmpty[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

func sheetView(s *importer.Sheet) Sheet {
	out := Sheet{Name: s.Sheet, Used: s.Ledger, Hidden: s.Visibility != "", Reason: s.Reason, HeaderFirst: s.HeaderFirst, HeaderLast: s.HeaderLast,
		Lines: s.Rows, Preview: []Preview{}, Columns: []Column{}, Remembered: s.Remembered}
	for _, r := range s.Sample {
		out.Preview = append(out.Preview, Preview{r.Row, web.Items(r.Cells)})
	}
	columns := s.Columns
	if len(columns) == 0 {
		columns = bare(s)
		out.HeaderFirst, out.HeaderLast = 1, 1
	}
	for _, c := range columns {
		field := c.Field
		if field == "extra" {
			field = ""
		}
		out.Columns = append(out.Columns, Column{Index: c.Index, Letter: c.Letter, Title: c.Title, Field: field, Unit: unitCode(c.Unit), Guessed: c.Guessed,
			Samples: samples(s, c.Index, out.HeaderLast)})
	}
	return out
}

// bare are the columns of a sheet in which no header was found, so that a person
// can say what they are.
func bare(s *importer.Sheet) []understand.Column {
	width := 0
	for _, r := range s.Sample {
		width = max(width, len(r.Cells))
	}
	out := make([]understand.Column, width)
	for i := range out {
		out[i] = understand.Column{Index: i, Letter: sheet.ColumnName(i)}
		if len(s.Sample) > 0 && i < len(s.Sample[0].Cells) {
			out[i].Title = s.Sample[0].Cells[i]
		}
	}
	return out
}

func samples(s *importer.Sheet, column, header int) []string {
	out := []string{}
	for _, r := range s.Sample {
		if r.Row > header && column < len(r.Cells) && r.Cells[column] != "" && len(out) < 3 {
			out = append(out, r.Cells[column])
		}
	}
	return out
}

// units are the codes of the units that a screen offers.
var units = map[string]string{"yuan": "元", "wan_yuan": "万元", "yi_yuan": "亿元", "usd": "美元", "wan_usd": "万美元", "yi_usd": "亿美元"}

func unitCode(u understand.Unit) string {
	text := importer.UnitText(u)
	for code, t := range units {
		if t == text {
			return code
		}
	}
	return text
}

func unitOf(code string) string {
	if t, ok := units[code]; ok {
		return t
	}
	return code
}

func rowView(r *importer.Row) LedgerRow {
	u := &r.Data.Row
	out := LedgerRow{ID: strconv.FormatInt(r.Position, 10), Sheet: r.Sheet, Row: r.Line, State: string(r.State), Name: u.Name, Investor: u.Investor,
		DistrictCode: u.DistrictCode, RegionCode: u.RegionCode, TotalInvestment: web.AmountOf(u.Total), FixedAssets: web.AmountOf(u.Fixed), FDI: web.AmountOf(u.FDI),
		Kind: u.Kind, StageClaimed: u.Stage, Status: u.Status, Dates: map[string]Day{}, Extra: orEmpty(u.Extra), Hidden: u.Hidden,
		Problems: []Problem{}, Notices: web.Items(r.Notices()), Changes: []Change{}, Values: orEmpty(r.Data.Values), Decision: string(r.Data.Decision),
		ProjectID: r.ProjectID, Kept: r.Kept, Version: r.Version}
	for stage, d := range u.Dates {
		out.Dates[stage] = Day{string(d.Day), string(d.Precision)}
	}
	for _, p := range r.Problems() {
		out.Problems = append(out.Problems, Problem{p.Column, p.Field, p.Value, p.Code, string(p.Severity), p.Message})
	}
	for _, c := range r.Data.Changes {
		out.Changes = append(out.Changes, Change(c))
	}
	if out.ProjectID == "" {
		out.ProjectID = r.Data.ProjectID
	}
	if s := r.Data.Similar; s != nil {
		out.Similar = &Similar{s.ProjectID, s.Code, s.Name, s.Reason}
	}
	return out
}
