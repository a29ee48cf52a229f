package understand

import (
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"qipan/internal/platform/money"
	"qipan/internal/platform/sheet"
)

// project builds a project from a row, or adds the row to the one above.
func (w *reader) project(r *sheet.Row) error {
	if w.continuesLast(r) {
		w.append(r)
		return nil
	}
	if err := w.flush(); err != nil {
		return err
	}
	w.fresh = false
	row := &Row{Sheet: w.l.Sheet, Row: r.N, Hidden: r.Hidden, Dates: map[string]Day{}, Problems: []Problem{}}
	w.texts(r, row)
	w.district(r, row)
	w.amounts(r, row)
	w.days(r, row)
	w.stage(r, row)
	w.kind(r, row)
	w.extras(r, row)
	w.require(row)
	w.last = row
	return nil
}

// flush finishes the project before: nothing more is added to it.
func (w *reader) flush() error {
	row := w.last
	if row == nil {
		return nil
	}
	w.last = nil
	w.duplicate(row)
	w.e.count(row)
	return w.emit(row)
}

// continuesLast reports whether the row belongs to the project above: its name
// is the same merged cell.
func (w *reader) continuesLast(r *sheet.Row) bool {
	if w.last == nil {
		return false
	}
	for _, c := range w.byField["name"] {
		if w.isCarried(c.Index) && !r.Cell(c.Index).Blank() {
			return true
		}
	}
	return false
}

// append adds what a further line of a project says; differing sums are not
// added up but told.
func (w *reader) append(r *sheet.Row) {
	for i := range w.l.Columns {
		c := &w.l.Columns[i]
		cell := r.Cell(c.Index)
		if cell.Blank() || w.isCarried(c.Index) || c.Field == "ignore" {
			continue
		}
		text := tidy(cell.Text)
		switch c.Field {
		case "investor":
			join(&w.last.Investor, text)
		case "contact":
			join(&w.last.Contact, text)
		case "phone":
			join(&w.last.Phone, text)
		case "owner":
			join(&w.last.Owner, text)
		case "content":
			join(&w.last.Content, text)
		case "remarks":
			join(&w.last.Remarks, text)
		case "progress":
			join(&w.last.Progress, text)
		case "total", "fixed", "fdi", "fdi_actual":
			w.last.problem(c, text, "amount_unclear", "同一项目占几行，各行金额不同，按首行计；请核实是否应相加。")
		default:
			w.keep(w.last, c, text)
		}
	}
}

func join(to *string, s string) {
	switch {
	case s == "" || strings.Contains(*to, s):
	case *to == "":
		*to = s
	default:
		*to += "；" + s
	}
}

// value is the first filled cell among the columns of a field.
func (w *reader) value(r *sheet.Row, field string) (sheet.Cell, *Column) {
	cols := w.byField[field]
	for _, c := range cols {
		if cell := r.Cell(c.Index); !cell.Blank() && strings.TrimSpace(cell.Text) != "" {
			return cell, c
		}
	}
	if len(cols) > 0 {
		return sheet.Cell{}, cols[0]
	}
	return sheet.Cell{}, nil
}

func (w *reader) text(r *sheet.Row, row *Row, field string) string {
	cell, col := w.value(r, field)
	if cell.Kind == sheet.Error {
		row.problem(col, cell.Text, "cell_error", "单元格是错误值或没有计算结果的公式。")
		return ""
	}
	s := tidy(sheet.Plain(cell.Text))
	if s != "" && w.r.unknown[fold(s)] && field != "remarks" {
		return ""
	}
	return s
}

func (w *reader) texts(r *sheet.Row, row *Row) {
	for field, to := range map[string]*string{
		"code": &row.Code, "name": &row.Name, "investor": &row.Investor, "company": &row.Company, "credit_code": &row.CreditCode,
		"industry": &row.Industry, "chain": &row.Chain, "content": &row.Content, "address": &row.Address, "owner": &row.Owner,
		"unit": &row.Unit, "contact": &row.Contact, "phone": &row.Phone, "remarks": &row.Remarks,
	} {
		if w.hasCol[field] {
			*to = w.text(r, row, field)
		}
		if *to == "" {
			*to = w.e.opt.Mapping.fallback(w.l.Sheet, field)
		}
	}
	for _, field := range []string{"content", "remarks", "progress"} {
		// These may stand in several columns; all of it is kept.
		for _, c := range w.byField[field] {
			s := tidy(sheet.Plain(r.Cell(c.Index).Text))
			switch field {
			case "content":
				join(&row.Content, s)
			case "remarks":
				join(&row.Remarks, s)
			case "progress":
				join(&row.Progress, s)
			}
		}
	}
	if row.Investor == "" && row.Company != "" {
		row.Investor = row.Company
		row.notice("没有投资方，取项目公司")
	}
}

// district resolves the row's place: its own cell, the town or address, the
// section above, the sheet.
func (w *reader) district(r *sheet.Row, row *Row) {
	cell, col := w.value(r, "district")
	text := tidy(cell.Text)
	blank := text == "" || w.r.unknown[fold(text)]
	if !blank {
		if code, ok := columnWord(col, text); ok {
			row.DistrictCode = code
			return
		}
		d, reg, ambiguous := w.e.places.find(text)
		switch {
		case ambiguous:
			row.problem(col, text, "ambiguous_district", "写了几个区市，看不出落在哪一个；请只填一个。")
			return
		case d == "":
			row.problem(col, text, "unknown_district", "不认识的区市“"+clip(text, 40)+"”；请改为本市区市，或在映射中对应。")
			return
		}
		row.DistrictCode, row.RegionCode = d, reg
	}
	w.regionOf(r, row)
	if row.DistrictCode != "" {
		return
	}
	switch m := w.e.opt.Mapping.fallback(w.l.Sheet, "district"); {
	case w.section.District != "":
		row.DistrictCode, row.RegionCode = w.section.District, w.section.Region
	case m != "":
		row.DistrictCode = m
	case !w.hasCol["district"] && w.l.Context.District != "":
		row.DistrictCode, row.RegionCode = w.l.Context.District, w.l.Context.Region
	default:
		w.districtByAddress(r, row, col)
	}
}

func columnWord(c *Column, text string) (string, bool) {
	if c == nil || len(c.words) == 0 {
		return "", false
	}
	code, ok := c.words[fold(text)]
	return code, ok
}

// regionOf reads the town or park column, which may also give the district.
func (w *reader) regionOf(r *sheet.Row, row *Row) {
	cell, _ := w.value(r, "region")
	if cell.Blank() {
		return
	}
	d, reg, ambiguous := w.e.places.find(cell.Text)
	if ambiguous || d == "" || (row.DistrictCode != "" && d != row.DistrictCode) {
		w.keepText(row, "镇街园区", cell.Text)
		return
	}
	row.DistrictCode = d
	if reg != "" {
		row.RegionCode = reg
	} else {
		w.keepText(row, "镇街园区", cell.Text)
	}
}

func (w *reader) districtByAddress(r *sheet.Row, row *Row, col *Column) {
	for _, field := range []string{"address", "unit"} {
		cell, _ := w.value(r, field)
		if d, reg, ambiguous := w.e.places.find(cell.Text); d != "" && !ambiguous {
			row.DistrictCode, row.RegionCode = d, reg
			row.notice("区市取自“" + clip(tidy(cell.Text), 30) + "”")
			return
		}
	}
	row.problem(col, "", "missing_district", "没有区市；请填写，或在映射中给出默认值。")
	if col == nil {
		row.Problems[len(row.Problems)-1].Field = "district"
		row.Problems[len(row.Problems)-1].Column = "区市"
	}
}

// amounts reads the money columns; a total may carry fixed assets and foreign capital with it.
func (w *reader) amounts(r *sheet.Row, row *Row) {
	got := map[string]*money.Amount{}
	for _, field := range []string{"total", "fixed", "fdi", "fdi_actual"} {
		cell, col := w.value(r, field)
		if col == nil {
			continue
		}
		s := w.r.cellMoney(cell, field, col.Unit)
		if s.code != "" {
			row.problem(col, tidy(cell.Text), s.code, s.message)
		}
		if s.rounded {
			row.notice(col.Title + "细于分，已四舍五入到分")
		}
		if w.isCarried(col.Index) && *s.of(field) != nil {
			row.notice(col.Title + "是几行合并的单元格，可能是几个项目的合计")
		}
		own := baseField(field)
		for f, v := range map[string]*money.Amount{"total": s.total, "fixed": s.fixed, "fdi": s.fdi} {
			if v != nil && (f == own || got[f] == nil) && !(field == "fdi_actual" && got["fdi"] != nil) {
				got[f] = v
			}
		}
		row.FDIActual = row.FDIActual || field == "fdi_actual" && s.fdi != nil && got["fdi"] == s.fdi
		if field == "total" && s.total == nil && s.code == "" && !w.e.hasDefault(w.l.Sheet, "total") {
			row.problem(col, tidy(cell.Text), "amount_unknown", "没有总投资，按待核处理，不计为零。")
		}
	}
	row.Total, row.Fixed, row.FDI = got["total"], got["fixed"], got["fdi"]
	if t, f := row.Total, row.Fixed; t != nil && f != nil && t.Currency == f.Currency && f.Minor > t.Minor {
		_, col := w.value(r, "fixed")
		row.problem(col, f.Decimal(), "fixed_over_total", "固定资产投资大于总投资，请核实单位。")
	}
}

func (e *engine) hasDefault(sheet, field string) bool {
	return e.opt.Mapping.fallback(sheet, field) != ""
}

// days reads the date columns and the columns of "√" per stage.
func (w *reader) days(r *sheet.Row, row *Row) {
	for i := range w.l.Columns {
		c := &w.l.Columns[i]
		kind, of, ok := strings.Cut(c.Field, ":")
		if !ok {
			continue
		}
		cell := r.Cell(c.Index)
		if cell.Blank() {
			continue
		}
		if kind == "mark" {
			w.mark(row, c, cell, of)
			continue
		}
		d := w.e.dates.cell(cell, w.format(c))
		if d.code != "" {
			row.problem(c, tidy(cell.Text), d.code, d.message)
		}
		if d.day == nil {
			continue
		}
		if d.several {
			row.notice(c.Title + "写了几个日期，取第一个")
		}
		switch {
		case of == "status" || strings.HasPrefix(of, "status:"):
			// Which of them counts depends on the status; see status.
		case kind == "plan" || d.planned:
			w.plan(row, of, *d.day)
		default:
			earliest(row.Dates, of, *d.day)
		}
	}
}

func (w *reader) format(c *Column) string {
	if c.DateForm != "" {
		return c.DateForm
	}
	if m := w.e.opt.Mapping; m != nil {
		return m.DateForm
	}
	return ""
}

func (w *reader) plan(row *Row, stage string, d Day) {
	if row.Planned == nil {
		row.Planned = map[string]Day{}
	}
	earliest(row.Planned, stage, d)
}

func earliest(m map[string]Day, stage string, d Day) {
	if have, ok := m[stage]; !ok || d.Day < have.Day {
		m[stage] = d
	}
}

// mark reads a column headed by a stage: a tick, or the date of it.
func (w *reader) mark(row *Row, c *Column, cell sheet.Cell, stage string) {
	if reached, known := w.r.isMark(cell.Text); known {
		if reached && rank(stage) > rank(row.Stage) {
			row.Stage = stage
		}
		return
	}
	d := w.e.dates.cell(cell, w.format(c))
	switch {
	case d.day == nil:
		w.keep(row, c, tidy(cell.Text))
	case d.planned:
		w.plan(row, stage, *d.day)
	default:
		earliest(row.Dates, stage, *d.day)
		if rank(stage) > rank(row.Stage) {
			row.Stage = stage
		}
	}
}

// stage settles where the project claims to stand.
func (w *reader) stage(r *sheet.Row, row *Row) {
	if row.Progress != "" {
		done, planned := w.r.storyOf(row.Progress)
		for s, d := range done {
			if _, dated := row.Dates[s]; !dated {
				row.Dates[s] = d
			}
		}
		for s, d := range planned {
			w.plan(row, s, d)
		}
	}
	cell, col := w.value(r, "stage")
	text := tidy(cell.Text)
	switch {
	case text != "" && !w.r.unknown[fold(text)]:
		w.stageCell(row, col, text)
	case row.Stage != "": // by marks
	default:
		w.stageOtherwise(row, col)
	}
	if row.Status != "" {
		w.statusDay(r, row)
	}
}

func (w *reader) stageCell(row *Row, col *Column, text string) {
	if code, ok := columnWord(col, text); ok {
		s := asStage(code)
		row.Stage, row.Status = s.stage, s.status
	} else if s, ok := w.r.stageOf(text); ok {
		row.Stage, row.Status = s.stage, s.status
		if s.fuzzy {
			row.notice("阶段取自“" + clip(text, 40) + "”")
		}
	} else {
		row.problem(col, text, "unknown_stage", "不认识的阶段“"+clip(text, 40)+"”；请改为常用说法，或在映射中对应。")
		return
	}
	if row.Stage == "" {
		row.Stage = furthestDay(row.Dates, "talks")
	}
}

// stageOtherwise finds the stage without a stage cell.
func (w *reader) stageOtherwise(row *Row, col *Column) {
	m := w.e.opt.Mapping.fallback(w.l.Sheet, "stage")
	switch {
	case w.section.Stage != "" || w.section.Status != "":
		row.Stage, row.Status = w.section.Stage, w.section.Status
	case w.stageFromProgress(row):
	case col == nil && (w.l.Context.Stage != "" || w.l.Context.Status != ""):
		row.Stage, row.Status = w.l.Context.Stage, w.l.Context.Status
	case furthestDay(row.Dates, "") != "":
		row.Stage = furthestDay(row.Dates, "")
		row.notice("没有阶段，取最晚有日期的阶段")
	case m != "":
		row.Stage = m
	default:
		row.problem(col, "", "missing_stage", "没有阶段；请填写，或在映射中给出默认值。")
		if col == nil {
			row.Problems[len(row.Problems)-1].Column, row.Problems[len(row.Problems)-1].Field = "阶段", "stage"
		}
	}
	if row.Status != "" && row.Stage == "" {
		row.Stage = furthestDay(row.Dates, "talks")
	}
}

func (w *reader) stageFromProgress(row *Row) bool {
	if row.Progress == "" {
		return false
	}
	s, ok := w.r.stageOf(row.Progress)
	if !ok {
		return false
	}
	row.Stage, row.Status = s.stage, s.status
	row.notice("阶段取自“" + clip(row.Progress, 40) + "”")
	return true
}

func furthestDay(days map[string]Day, otherwise string) string {
	best := otherwise
	for s := range days {
		if best == "" || rank(s) > rank(best) {
			best = s
		}
	}
	return best
}

// statusDay is the latest day in a column of the row's status, or of any status.
func (w *reader) statusDay(r *sheet.Row, row *Row) {
	for _, field := range []string{"date:status:" + row.Status, "date:status"} {
		for _, c := range w.byField[field] {
			d := w.e.dates.cell(r.Cell(c.Index), w.format(c))
			if d.day != nil && (row.StatusDay == nil || d.day.Day > row.StatusDay.Day) {
				row.StatusDay = d.day
			}
		}
		if row.StatusDay != nil {
			return
		}
	}
}

func (w *reader) kind(r *sheet.Row, row *Row) {
	cell, col := w.value(r, "kind")
	text := tidy(cell.Text)
	if text == "" || w.r.unknown[fold(text)] {
		row.Kind = w.e.opt.Mapping.fallback(w.l.Sheet, "kind")
		return
	}
	if code, ok := columnWord(col, text); ok {
		row.Kind = code
		return
	}
	t := fold(text)
	if code, ok := w.r.kinds.codes[t]; ok {
		row.Kind = code
		return
	}
	if hits := w.r.kinds.find(t, 2); len(hits) > 0 {
		row.Kind = hits[0].code
		return
	}
	w.keep(row, col, text)
	row.Kind = w.e.opt.Mapping.fallback(w.l.Sheet, "kind")
}

// extras keeps every column that has no field, by its title.
func (w *reader) extras(r *sheet.Row, row *Row) {
	if !w.e.opt.Mapping.extras() {
		return
	}
	for _, c := range w.byField["extra"] {
		cell := r.Cell(c.Index)
		if cell.Blank() {
			continue
		}
		w.keep(row, c, tidy(sheet.Plain(cell.Text)))
	}
}

func (w *reader) keep(row *Row, c *Column, text string) {
	title := c.Path
	if title == "" {
		title = c.Letter + "列"
	}
	w.keepText(row, title, text)
}

func (w *reader) keepText(row *Row, title, text string) {
	if text = tidy(text); text == "" {
		return
	}
	if row.Extra == nil {
		row.Extra = map[string]string{}
	}
	if have := row.Extra[title]; have != "" && have != text {
		text = have + "；" + text
	}
	row.Extra[title] = text
}

// require asks for what no project can be without.
func (w *reader) require(row *Row) {
	for _, need := range []struct{ value, field, code, message string }{
		{row.Name, "name", "missing_name", "没有项目名称。"},
		{row.Investor, "investor", "missing_investor", "没有投资方；企业要求保密时请填代称。"},
	} {
		if need.value != "" || slices.ContainsFunc(row.Problems, func(p Problem) bool { return p.Field == need.field }) {
			continue
		}
		col := &Column{Title: w.r.labels[need.field], Field: need.field}
		if cols := w.byField[need.field]; len(cols) > 0 {
			col = cols[0]
		}
		row.problem(col, "", need.code, need.message)
	}
}

// seenAt is where a project stood first.
type seenAt struct {
	sheet string
	row   int
}

var keySeed = maphash.MakeSeed()

// duplicate marks a project that stood further up already.
func (w *reader) duplicate(row *Row) {
	row.Key = KeyOf(row, w.e.opt.Mapping)
	if row.Key == "" {
		return
	}
	h := maphash.String(keySeed, row.Key)
	first, ok := w.e.seen[h]
	if !ok {
		w.e.seen[h] = seenAt{row.Sheet, row.Row}
		return
	}
	where := "第 " + strconv.Itoa(first.row) + " 行"
	if first.sheet != "" && first.sheet != row.Sheet {
		where = "工作表“" + first.sheet + "”" + where
	}
	col := &Column{Title: w.r.labels["name"], Field: "name"}
	if cols := w.byField["name"]; len(cols) > 0 {
		col = cols[0]
	}
	row.problem(col, row.Name, "duplicate_in_file", "与"+where+"是同一项目，只导入前面的一行。")
}

// KeyOf is what tells a project from others inside a ledger and from week to
// week: the ledger's code, else investor and name. "" when it has none.
func KeyOf(row *Row, m *Mapping) string {
	fields := []string{"investor", "name"}
	if row.Code != "" {
		fields = []string{"code"}
	}
	if m != nil && len(m.Key) > 0 {
		fields = m.Key
	}
	var parts []string
	filled := false
	for _, f := range fields {
		v := map[string]string{"code": fold(row.Code), "name": nameKey(row.Name), "investor": nameKey(row.Investor), "district": row.DistrictCode}[f]
		filled = filled || v != "" && f != "district" && f != "investor"
		parts = append(parts, f+"="+v)
	}
	if !filled {
		return ""
	}
	return strings.Join(parts, "\x1f")
}
