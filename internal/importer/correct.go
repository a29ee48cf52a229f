package importer

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/sheet"
)

// Correction is what a person types over a row: texts by field, or by the title
// of a column, and what to do with a likely duplicate.
type Correction struct {
	Values   map[string]string
	Decision *Decision // nil: as it was; "" takes a decision back
}

// Correct reads the typed values as if they stood in the sheet and judges the row
// again. version is that of the row that was read.
func (s *Service) Correct(ctx context.Context, who identity.Caller, id string, position, version int64, in Correction) (*Row, error) {
	b, err := s.Find(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if err := b.need(Ready); err != nil {
		return nil, err
	}
	row, err := s.row(ctx, id, position)
	if err != nil {
		return nil, err
	}
	if row.Version != version {
		return nil, fault.New(fault.Stale, "stale", "这一行刚被别人改过，请对照后再改。").Param("version", row.Version)
	}
	was := *row
	words, err := s.Words()
	if err != nil {
		return nil, err
	}
	if err := b.correct(words, row, in); err != nil {
		return nil, err
	}
	// Judged outside the writing transaction: it walks through what the importer sees.
	j, err := s.judge(ctx, s.DB.Read, who, b.Mapping)
	if err != nil {
		return nil, err
	}
	if err := s.othersLike(ctx, j, row); err != nil {
		return nil, err
	}
	if err := j.rows(ctx, s.DB.Read, []*Row{row}); err != nil {
		return nil, err
	}
	return row, s.corrected(ctx, who, &was, row)
}

// corrected stores a corrected row, unless the batch or the row moved on meanwhile.
func (s *Service) corrected(ctx context.Context, who identity.Caller, was, row *Row) error {
	return db.Do(ctx, s.DB, func(tx *db.Tx) error {
		b, err := findBatch(ctx, tx.ForUpdate(tx.NewSelect()), who, row.BatchID)
		if err != nil {
			return err
		}
		if err := b.need(Ready); err != nil {
			return err
		}
		var now int64
		err = tx.NewSelect().Model((*Row)(nil)).Column("r.version").Where("r.batch_id = ? AND r.position = ?", row.BatchID, row.Position).Scan(ctx, &now)
		if err != nil {
			return fmt.Errorf("find ledger row: %w", err)
		}
		if now != was.Version {
			return fault.New(fault.Stale, "stale", "这一行刚被别人改过，请对照后再改。").Param("version", now)
		}
		b.Counts.add(was, -1)
		b.Counts.add(row, 1)
		if err := row.store(ctx, tx); err != nil {
			return err
		}
		return b.save(ctx, tx)
	})
}

func (s *Service) row(ctx context.Context, id string, position int64) (*Row, error) {
	r := &Row{}
	err := linked(s.DB.Read.NewSelect().Model(r)).Where("r.batch_id = ? AND r.position = ?", id, position).Scan(ctx)
	if db.NotFound(err) {
		return nil, fault.New(fault.NotFound, "import.row_unknown", "没有这一行。")
	}
	if err != nil {
		return nil, fmt.Errorf("find ledger row: %w", err)
	}
	return r, nil
}

// othersLike tells the judge of the other rows of the batch with the row's name
// and investor, which it would have met on its way through the file.
func (s *Service) othersLike(ctx context.Context, j *judge, row *Row) error {
	var others []*Row
	err := s.DB.Read.NewSelect().Model(&others).Where("r.batch_id = ? AND r.name_key = ? AND r.position <> ?", row.BatchID, nameKey(&row.Data.Row), row.Position).
		Where("r.state IN ('new', 'changed', 'unchanged')").OrderExpr("r.position").Limit(100).Scan(ctx)
	if err != nil {
		return fmt.Errorf("look for rows alike: %w", err)
	}
	for _, o := range others {
		j.assess(o)
	}
	return nil
}

// correct reads the typed values and puts them in place of what the row said. The
// values are read by the same code as the sheet: as a table of one row whose
// columns are the corrected fields.
func (b *Batch) correct(words *Words, row *Row, in Correction) error {
	d := &row.Data
	if in.Decision != nil {
		if !slices.Contains([]Decision{"", AsNew, AsSame, Leave}, *in.Decision) {
			return fault.New(fault.Invalid, "import.decision", "没有“%s”这种处理。", *in.Decision)
		}
		d.Decision = *in.Decision
	}
	if len(in.Values) == 0 {
		return nil
	}
	layout := b.layout(row.Sheet)
	typed := map[string]string{}
	for _, at := range slices.Sorted(maps.Keys(in.Values)) {
		field, ok := layout.fieldAt(words, at)
		if !ok {
			return fault.New(fault.Invalid, "import.field_unknown", "没有“%s”这一列。", at).
				With(fault.Detail{Pointer: "/values/" + at, Code: "field.unknown", Message: "没有这一列。"})
		}
		if len([]rune(in.Values[at])) > 4000 {
			return fault.New(fault.Invalid, "too_long", "“%s”最多 4000 个字。", at)
		}
		typed[field] = strings.TrimSpace(in.Values[at])
	}
	fresh, err := readTyped(words, b.Mapping, layout, typed)
	if err != nil {
		return err
	}
	if d.Values == nil {
		d.Values = map[string]string{}
	}
	for field, value := range typed {
		d.Values[field] = value
		put(&d.Row, fresh, field)
	}
	d.Row.Problems = slices.DeleteFunc(d.Row.Problems, func(p understand.Problem) bool {
		_, corrected := typed[p.Field]
		identity := p.Code == duplicateInFile && has(typed, "name", "investor", "code")
		amounts := p.Code == fixedOverTotal && has(typed, "total", "fixed")
		return corrected && p.Code != duplicateInFile || identity || amounts
	})
	for _, p := range fresh.Problems {
		if _, corrected := typed[p.Field]; corrected {
			p.Column = layout.title(words, p.Field)
			d.Row.Problems = append(d.Row.Problems, p)
		}
	}
	return nil
}

func has(m map[string]string, keys ...string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { _, ok := m[k]; return ok })
}

func (b *Batch) layout(name string) *Sheet {
	for i := range b.Sheets {
		if b.Sheets[i].Sheet == name {
			return &b.Sheets[i]
		}
	}
	return &Sheet{}
}

// fieldAt finds the field meant by its code, by a column's title or by its letter.
func (s *Sheet) fieldAt(words *Words, at string) (string, bool) {
	if _, ok := words.labels[at]; ok && at != "extra" && at != "ignore" {
		return at, true
	}
	for _, c := range s.Columns {
		if (c.Title == at || c.Path == at || "@"+c.Letter == at) && c.Field != "extra" && c.Field != "ignore" {
			return c.Field, true
		}
	}
	if strings.HasPrefix(at, "date:status:") {
		return at, true
	}
	return "", false
}

func (s *Sheet) title(words *Words, field string) string {
	for _, c := range s.Columns {
		if c.Field == field && c.Title != "" {
			return c.Title
		}
	}
	return words.Label(field)
}

// readTyped understands a table of one row: name and investor so that it is a
// project, and the typed fields with the units of their columns.
func readTyped(words *Words, m *understand.Mapping, s *Sheet, typed map[string]string) (*understand.Row, error) {
	no := false
	one := &understand.Mapping{Version: understand.MappingVersion, HeaderRows: &understand.HeaderRows{First: 1, Last: 1}, Guess: &no, Encoding: "utf-8", Delimiter: ","}
	if m != nil {
		one.Words, one.DateForm = m.Words, m.DateForm
	}
	head, line := []string{}, []string{}
	add := func(field, value string) {
		rule := understand.ColumnRule{Column: "@" + sheet.ColumnName(len(head)), Field: field}
		for _, c := range s.Columns {
			if c.Field == field {
				rule.Unit, rule.DateForm = UnitText(c.Unit), c.DateForm
				rule.Words = columnWords(m, s, c)
			}
		}
		one.Columns = append(one.Columns, rule)
		head, line = append(head, "列"+strconv.Itoa(len(head)+1)), append(line, value)
	}
	for _, f := range []string{"name", "investor"} {
		if _, ok := typed[f]; !ok {
			add(f, "甲")
		}
	}
	for _, f := range slices.Sorted(maps.Keys(typed)) {
		add(f, typed[f])
	}
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	if err := w.WriteAll([][]string{head, line}); err != nil {
		return nil, fmt.Errorf("read typed values: %w", err)
	}
	book, err := sheet.Open(bytes.NewReader(buf.Bytes()), int64(buf.Len()), "typed", one.Options())
	if err != nil {
		return nil, err
	}
	var out *understand.Row
	if _, err := understand.Read(book, words.Options(one), func(r *understand.Row) error { out = r; return nil }); err != nil {
		return nil, err
	}
	if out == nil { // nothing but blanks and signs
		out = &understand.Row{}
	}
	return out, nil
}

// columnWords are the words a mapping gives to one column.
func columnWords(m *understand.Mapping, s *Sheet, c understand.Column) map[string]string {
	if m == nil {
		return nil
	}
	for _, r := range slices.Concat(m.PerSheet[s.Sheet].Columns, m.Columns) {
		if r.Column == "@"+c.Letter || r.Column == c.Title || r.Column == c.Path {
			return r.Words
		}
	}
	return nil
}

// UnitText writes a unit as a mapping file does: 亿元, 万美元, 万EUR.
func UnitText(u understand.Unit) string {
	if !u.Said {
		return ""
	}
	scale := map[int]string{0: "", 2: "百", 3: "千", 4: "万", 5: "十万", 6: "百万", 7: "千万", 8: "亿", 9: "十亿", 10: "百亿", 11: "千亿", 12: "万亿"}[u.Scale]
	switch u.Currency {
	case "CNY", "":
		return scale + "元"
	case "USD":
		return scale + "美元"
	}
	return scale + string(u.Currency)
}

// put takes one field from a row to another.
func put(to, from *understand.Row, field string) {
	if stage, ok := strings.CutPrefix(field, "date:"); ok && !strings.HasPrefix(stage, "status") {
		delete(to.Dates, stage)
		if d, ok := from.Dates[stage]; ok {
			to.Dates[stage] = d
		}
		return
	}
	switch field {
	case "name":
		to.Name = from.Name
	case "investor":
		to.Investor = from.Investor
	case "district":
		to.DistrictCode, to.RegionCode = from.DistrictCode, from.RegionCode
	case "region":
		to.RegionCode = from.RegionCode
		if from.DistrictCode != "" {
			to.DistrictCode = from.DistrictCode
		}
	case "total":
		to.Total = from.Total
		if from.Fixed != nil {
			to.Fixed = from.Fixed
		}
	case "fixed":
		to.Fixed = from.Fixed
	case "fdi":
		to.FDI, to.FDIActual = from.FDI, false
	case "fdi_actual":
		to.FDI, to.FDIActual = from.FDI, true
	case "stage":
		to.Stage, to.Status = from.Stage, from.Status
	case "code":
		to.Code = from.Code
	case "kind":
		to.Kind = from.Kind
	default:
		if strings.HasPrefix(field, "date:status") {
			to.StatusDay = from.StatusDay
		}
		putText(to, from, field)
	}
}

// putText takes one plain text from a row to another.
func putText(to, from *understand.Row, field string) {
	texts := map[string][2]*string{"company": {&to.Company, &from.Company}, "credit_code": {&to.CreditCode, &from.CreditCode},
		"industry": {&to.Industry, &from.Industry}, "chain": {&to.Chain, &from.Chain}, "content": {&to.Content, &from.Content}, "address": {&to.Address, &from.Address},
		"owner": {&to.Owner, &from.Owner}, "unit": {&to.Unit, &from.Unit}, "contact": {&to.Contact, &from.Contact}, "phone": {&to.Phone, &from.Phone},
		"progress": {&to.Progress, &from.Progress}, "remarks": {&to.Remarks, &from.Remarks}}
	if pair, ok := texts[field]; ok {
		*pair[0] = *pair[1]
	}
}
