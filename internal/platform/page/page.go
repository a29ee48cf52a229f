// Package page is cursor paging: a page starts after the last row of the one
// before it, so it stays right while rows are added, and page 1,000 costs no more
// than page 1.
package page

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/platform/fault"
)

// MaxLimit is the largest page.
const MaxLimit = 200

// DefaultLimit is the page of a caller who does not say.
const DefaultLimit = 50

// Request asks for one page.
type Request struct {
	Cursor string
	Limit  int
	Sort   string // field, or -field for descending
}

// Sort is a sortable field: the column behind it, and whether it holds numbers.
type Sort struct {
	Column string
	Number bool
}

// Plan is a checked Request.
type Plan struct {
	Limit  int
	column string
	number bool
	desc   bool
	idCol  string
	after  *position
	sort   string
}

type position struct {
	Sort  string `json:"s"`
	Value any    `json:"v"`
	ID    any    `json:"i"`
}

// Check reads r against the fields a list can be sorted by. idCol breaks ties; it is unique.
// Columns behind sorts must be NOT NULL, or rows would be skipped.
func Check(r Request, sorts map[string]Sort, def, idCol string) (Plan, error) {
	if r.Sort == "" {
		r.Sort = def
	}
	s, ok := sorts[strings.TrimPrefix(r.Sort, "-")]
	if !ok {
		return Plan{}, fault.New(fault.Invalid, "page.sort", "不能按“%s”排序。", r.Sort)
	}
	p := Plan{Limit: r.Limit, column: s.Column, number: s.Number, desc: strings.HasPrefix(r.Sort, "-"), idCol: idCol, sort: r.Sort}
	if p.Limit == 0 {
		p.Limit = DefaultLimit
	}
	if p.Limit < 1 || p.Limit > MaxLimit {
		return Plan{}, fault.New(fault.Invalid, "page.limit", "每页 1 至 %d 条。", MaxLimit)
	}
	if r.Cursor != "" {
		pos, err := decode(r.Cursor)
		if err != nil || pos.Sort != r.Sort {
			return Plan{}, fault.New(fault.Invalid, "page.cursor", "翻页标记无效，请从第一页重新打开。")
		}
		p.after = pos
	}
	return p, nil
}

func decode(cursor string) (*position, error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var p position
	if err := d.Decode(&p); err != nil {
		return nil, err
	}
	if p.Value, err = whole(p.Value); err != nil {
		return nil, err
	}
	p.ID, err = whole(p.ID)
	return &p, err
}

// whole reads a JSON number as the integer it was written from.
func whole(v any) (any, error) {
	if n, ok := v.(json.Number); ok {
		return n.Int64()
	}
	return v, nil
}

// Apply orders q and takes one row more than the page, to see whether there is another.
func (p Plan) Apply(q *bun.SelectQuery) *bun.SelectQuery {
	op, dir := ">", "ASC"
	if p.desc {
		op, dir = "<", "DESC"
	}
	if p.after != nil {
		if _, isNumber := p.after.Value.(int64); isNumber != p.number || p.after.ID == nil { // forged: nothing lies after it
			return q.Where("1 = 0")
		}
		q = q.Where("(?, ?) "+op+" (?, ?)", bun.Safe(p.column), bun.Safe(p.idCol), p.after.Value, p.after.ID)
	}
	return q.OrderExpr("? "+dir+", ? "+dir, bun.Safe(p.column), bun.Safe(p.idCol)).Limit(int64(p.Limit) + 1)
}

// Cut drops the extra row and makes the cursor of the next page ("" at the end).
// key gives a row's sort value and its tie-breaker, each a string or an int64.
func Cut[T any](p Plan, rows []T, key func(T) (sort, tie any)) ([]T, string) {
	if len(rows) <= p.Limit {
		return rows, ""
	}
	rows = rows[:p.Limit]
	v, id := key(rows[p.Limit-1])
	raw, err := json.Marshal(position{p.sort, v, id})
	if err != nil {
		panic(err) // strings and integers always encode
	}
	return rows, base64.RawURLEncoding.EncodeToString(raw)
}

// Field is the name of the field the plan sorts by, without its direction.
func (p Plan) Field() string { return strings.TrimPrefix(p.sort, "-") }
