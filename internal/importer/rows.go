package importer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/page"
)

const viaImport = actor.Import

// RowState is what confirming would do with a row.
type RowState string

// The states of a row.
const (
	RowNew       RowState = "new"       // a project nobody here has yet
	RowChanged   RowState = "changed"   // an earlier ledger's project, with cells that changed
	RowUnchanged RowState = "unchanged" // as the earlier ledger said
	RowDuplicate RowState = "duplicate" // stands in the file already, or looks like a project that is there
	RowProblem   RowState = "problem"   // an error keeps it out
	RowSkipped   RowState = "skipped"   // left out on purpose
)

// Decision is what a person says of a row that looks like a duplicate.
type Decision string

// The decisions.
const (
	AsNew  Decision = "new"  // it is another project
	AsSame Decision = "same" // it is the project shown beside it
	Leave  Decision = "skip" // leave it out
)

// Row is a row of a ledger with what is thought of it.
type Row struct {
	bun.BaseModel `bun:"table:import_row,alias:r"`

	BatchID  string   `bun:"batch_id,pk"`
	Position int64    `bun:"position,pk"` // among the projects of the file, from 1
	Sheet    string   `bun:"sheet"`
	Line     int      `bun:"line"` // row number in the sheet
	State    RowState `bun:"state"`
	Codes    string   `bun:"codes"` // ",approximate,bad_date,"
	NameKey  string   `bun:"name_key"`
	Data     Data     `bun:"data,type:text"`
	Version  int64    `bun:"version"`

	ProjectID string `bun:"project_id,scanonly"` // taken over to
	Kept      string `bun:"kept,scanonly"`       // why undoing left it
}

// Data is the part of a row that is kept as JSON.
type Data struct {
	Row       understand.Row       `json:"row"`
	Values    map[string]string    `json:"values,omitempty"` // corrections as typed, by field
	Decision  Decision             `json:"decision,omitempty"`
	Findings  []understand.Problem `json:"findings,omitempty"` // the rules' doubts, beside the reading's
	Notices   []string             `json:"notices,omitempty"`
	ProjectID string               `json:"project_id,omitempty"` // the project it means
	Similar   *Similar             `json:"similar,omitempty"`
	Changes   []Change             `json:"changes,omitempty"`
}

// Similar is a project in the importer's own scope that a row may mean.
type Similar struct {
	ProjectID string `json:"project_id"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	Reason    string `json:"reason"`
}

// Change is one field that taking the row over changes, as people read it.
type Change struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Problems are all doubts about a row, those of the reading first.
func (r *Row) Problems() []understand.Problem {
	return slices.Concat(r.Data.Row.Problems, r.Data.Findings)
}

// Notices are what is good to know of a row.
func (r *Row) Notices() []string { return slices.Concat(r.Data.Row.Notices, r.Data.Notices) }

// code fills the columns that rows are filtered by.
func (r *Row) code() {
	r.Sheet, r.Line = r.Data.Row.Sheet, r.Data.Row.Row
	r.NameKey = nameKey(&r.Data.Row)
	var b strings.Builder
	for _, p := range r.Problems() {
		if !strings.Contains(b.String(), ","+p.Code+",") {
			if b.Len() == 0 {
				b.WriteByte(',')
			}
			b.WriteString(p.Code + ",")
		}
	}
	r.Codes = b.String()
}

// insertRows adds rows in a transaction of its own, short enough for others to
// write between two of them.
func (s *Service) insertRows(ctx context.Context, rows []*Row) error {
	encoded := make([]string, len(rows))
	for i, r := range rows {
		raw, err := json.Marshal(&r.Data)
		if err != nil {
			return fmt.Errorf("keep ledger row: %w", err)
		}
		encoded[i] = string(raw)
	}
	return db.Do(ctx, s.DB, func(tx *db.Tx) error {
		b := tx.Bulk("import_row", "batch_id", "position", "sheet", "line", "state", "codes", "name_key", "data", "version")
		for i, r := range rows {
			if err := b.Add(ctx, r.BatchID, r.Position, r.Sheet, int64(r.Line), string(r.State), r.Codes, r.NameKey, encoded[i], r.Version); err != nil {
				return err
			}
		}
		return b.Flush(ctx)
	})
}

// dropRows removes a batch's rows, a few thousand at a time.
func (s *Service) dropRows(ctx context.Context, batch string) error {
	for {
		n, err := db.Write(ctx, s.DB, func(tx *db.Tx) (int64, error) {
			res, err := tx.NewRaw(`DELETE FROM import_row WHERE batch_id = ? AND position <
				(SELECT MIN(position) FROM import_row WHERE batch_id = ?) + 5000`, batch, batch).Exec(ctx)
			if err != nil {
				return 0, fmt.Errorf("drop ledger rows: %w", err)
			}
			return res.RowsAffected()
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// eachRows walks through a batch's rows in order, in pieces; states empty means all.
func eachRows(ctx context.Context, q bun.IDB, batch string, states []RowState, f func([]*Row) error) error {
	const piece = 2000
	after := int64(0)
	for {
		var rows []*Row
		sel := q.NewSelect().Model(&rows).Where("r.batch_id = ? AND r.position > ?", batch, after).OrderExpr("r.position").Limit(piece)
		if len(states) > 0 {
			sel = sel.Where("r.state IN (?)", bun.List(states))
		}
		if err := sel.Scan(ctx); err != nil {
			return fmt.Errorf("walk ledger rows: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		after = rows[len(rows)-1].Position
		if err := f(rows); err != nil {
			return err
		}
	}
}

// Filter says which rows are asked for; empty means all.
type Filter struct {
	Sheet  *string
	States []string // RowStates; ok: what can enter; kept: what an undoing left
	Code   string   // of a problem
}

// Rows is one page of a batch's rows in the file's order.
func (s *Service) Rows(ctx context.Context, who identity.Caller, id string, f Filter, r page.Request) ([]*Row, string, error) {
	if _, err := findBatch(ctx, s.DB.Read.NewSelect(), who, id); err != nil {
		return nil, "", err
	}
	plan, err := page.Check(r, map[string]page.Sort{"row": {Column: "r.position", Number: true}}, "row", "r.batch_id")
	if err != nil {
		return nil, "", err
	}
	var out []*Row
	q := linked(s.DB.Read.NewSelect().Model(&out)).Where("r.batch_id = ?", id)
	if q, err = f.apply(q); err != nil {
		return nil, "", err
	}
	if err := q.Apply(plan.Apply).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("list ledger rows: %w", err)
	}
	rows, next := page.Cut(plan, out, func(r *Row) (any, any) { return r.Position, r.BatchID })
	return rows, next, nil
}

// linked adds what a row was taken over to.
func linked(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("r.*").
		ColumnExpr("COALESCE(l.project_id, '') AS project_id, COALESCE(l.kept, '') AS kept").
		Join("LEFT JOIN import_link AS l ON l.batch_id = r.batch_id AND l.position = r.position")
}

func (f Filter) apply(q *bun.SelectQuery) (*bun.SelectQuery, error) {
	if f.Sheet != nil {
		q = q.Where("r.sheet = ?", *f.Sheet)
	}
	var states []RowState
	kept := false
	for _, st := range f.States {
		switch {
		case st == "":
		case st == "ok":
			states = append(states, RowNew, RowChanged, RowUnchanged)
		case st == "kept":
			kept = true
		case slices.Contains([]RowState{RowNew, RowChanged, RowUnchanged, RowDuplicate, RowProblem, RowSkipped}, RowState(st)):
			states = append(states, RowState(st))
		default:
			return nil, fault.New(fault.Invalid, "filter.invalid", "没有“%s”这种行状态。", st)
		}
	}
	if len(states) > 0 {
		q = q.Where("r.state IN (?)", bun.List(states))
	}
	if kept {
		q = q.Where("l.kept <> ''")
	}
	if f.Code != "" {
		q = q.Where(`r.codes LIKE ? ESCAPE '\'`, "%,"+strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(f.Code)+",%")
	}
	return q, nil
}
