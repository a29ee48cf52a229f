package understand

import (
	"slices"
	"strings"
	"unicode/utf8"

	"qipan/internal/platform/sheet"
)

// reader walks the rows of one sheet.
type reader struct {
	e       *engine
	l       *Layout
	r       *Rules
	emit    func(*Row) error
	merges  []sheet.Range // vertical ones, by their top row
	next    int           // first merge not begun
	open    []carry
	carried []bool // by column, of the present row
	section Context
	byField map[string][]*Column
	hasCol  map[string]bool
	filters []filter
	header  []peekRow // rows of a further header being collected
	fresh   bool      // a heading has been read and no project since
	last    *Row      // the previous project, which continuation rows add to
}

// carry is a merged cell whose value goes on for the rows below.
type carry struct {
	col, until int
	cell       sheet.Cell
}

type filter struct {
	col   int
	in    map[string]bool
	notIn map[string]bool
}

func (e *engine) read(l *Layout, emit func(*Row) error) error {
	w := &reader{e: e, l: l, r: e.opt.Rules, emit: emit}
	for _, m := range l.merges {
		if m.Bottom > m.Top && m.Bottom > l.HeaderLast {
			w.merges = append(w.merges, m)
		}
	}
	slices.SortStableFunc(w.merges, func(a, b sheet.Range) int { return a.Top - b.Top })
	w.useColumns()
	if err := e.book.Rows(l.Index, w.row); err != nil {
		return err
	}
	if err := w.endHeader(); err != nil {
		return err
	}
	return w.flush()
}

// useColumns indexes the layout's columns by field.
func (w *reader) useColumns() {
	w.byField, w.hasCol = map[string][]*Column{}, map[string]bool{}
	for i := range w.l.Columns {
		c := &w.l.Columns[i]
		w.byField[c.Field] = append(w.byField[c.Field], c)
		w.hasCol[c.Field] = true
	}
	for _, cols := range w.byField {
		slices.SortStableFunc(cols, func(a, b *Column) int { return a.order - b.order })
	}
	w.filters = nil
	m := w.e.opt.Mapping
	if m == nil {
		return
	}
	paths := make([][]string, len(w.l.Columns))
	for i, c := range w.l.Columns {
		paths[i] = strings.Split(c.Path, "/")
	}
	for _, f := range m.Filter {
		if k := columnOf(w.l.Columns, paths, f.Column); k >= 0 {
			w.filters = append(w.filters, filter{w.l.Columns[k].Index, setOf(f.In), setOf(f.NotIn)})
		}
	}
}

// row sorts out one row of the sheet.
func (w *reader) row(r *sheet.Row) error {
	if err := w.e.tick(); err != nil {
		return err
	}
	if r.N <= w.l.HeaderLast {
		if n, first, at := w.own(r); r.N < w.l.HeaderFirst && n == 1 {
			if _, numbered := headingKey(first); numbered {
				w.isHeading(r, n, first, at) // a section whose heading stands above the header
			}
		}
		w.begin(r)
		return nil
	}
	if w.collecting(r) {
		return nil
	}
	w.carryInto(r)
	if why := w.noProject(r); why != "" {
		w.e.skip(w.l.Sheet, r.N, why)
		return nil
	}
	return w.project(r)
}

// begin opens the merges that start at the row.
func (w *reader) begin(r *sheet.Row) {
	for w.next < len(w.merges) && w.merges[w.next].Top <= r.N {
		m := w.merges[w.next]
		w.next++
		if m.Top == r.N && r.N > w.l.HeaderLast {
			if c := r.Cell(m.Left); !c.Blank() && len(w.open) < mostMerges/10 {
				w.open = append(w.open, carry{m.Left, m.Bottom, c})
			}
		}
	}
}

// carryInto fills cells that lie under a merged cell from above.
func (w *reader) carryInto(r *sheet.Row) {
	w.carried = w.carried[:0]
	keep := w.open[:0]
	for _, o := range w.open {
		if r.N > o.until {
			continue
		}
		keep = append(keep, o)
		for len(r.Cells) <= o.col {
			r.Cells = append(r.Cells, sheet.Cell{})
		}
		if r.Cells[o.col].Blank() {
			r.Cells[o.col] = o.cell
			for len(w.carried) <= o.col {
				w.carried = append(w.carried, false)
			}
			w.carried[o.col] = true
		}
	}
	w.open = keep
	w.begin(r)
}

func (w *reader) isCarried(col int) bool { return col < len(w.carried) && w.carried[col] }

// own counts the cells with content that were not carried down.
func (w *reader) own(r *sheet.Row) (n int, first string, firstCol int) {
	firstCol = -1
	for i, c := range r.Cells {
		if c.Blank() || w.isCarried(i) || strings.TrimSpace(c.Text) == "" {
			continue
		}
		if n == 0 {
			first, firstCol = c.Text, i
		}
		n++
	}
	return n, first, firstCol
}

// noProject says why a row is no project: blank, header, total, heading, note, filtered, hidden.
func (w *reader) noProject(r *sheet.Row) string {
	n, first, at := w.own(r)
	if n == 0 {
		return "blank"
	}
	if m := w.e.opt.Mapping; m != nil && m.Hidden == "skip" && r.Hidden {
		return "hidden"
	}
	if w.isHeader(r) {
		return "header"
	}
	if w.isTotal(r) {
		return "total"
	}
	if w.isHeading(r, n, first, at) {
		return "heading"
	}
	if w.isNote(r, n, first, at) {
		return "note"
	}
	for _, f := range w.filters {
		v := fold(r.Cell(f.col).Text)
		if len(f.in) > 0 && !f.in[v] || f.notIn[v] {
			return "filtered"
		}
	}
	return ""
}

// isTotal finds 合计, 小计：, 市南区小计, 总计（12个） among the first cells.
func (w *reader) isTotal(r *sheet.Row) bool {
	seen := 0
	for i, c := range r.Cells {
		if c.Blank() || w.isCarried(i) {
			continue
		}
		if seen++; seen > 4 {
			return false
		}
		if c.Kind == sheet.Text && len(c.Text) <= 90 && w.totalWord(c.Text) {
			return true
		}
	}
	return false
}

func (w *reader) totalWord(s string) bool {
	t := fold(s)
	if i := strings.IndexByte(t, '('); i > 0 {
		t = t[:i]
	}
	t, tail, _ := strings.Cut(t, ":")
	if runes(t) > 14 || runes(tail) > 24 {
		return false
	}
	for _, word := range w.r.totals {
		if t == word || strings.HasSuffix(t, word) && !hasAny(t, []string{"项目合计", "投资合计"}) && runes(t)-runes(word) <= 10 {
			return true
		}
		if strings.HasPrefix(t, word) && hasAny(t, []string{"个", "项"}) && strings.ContainsAny(t, "0123456789") {
			return true
		}
	}
	return false
}

// isHeading takes a section heading ("一、市南区（12个）", "（二）签约项目") as the
// context of the rows below it.
func (w *reader) isHeading(r *sheet.Row, n int, first string, at int) bool {
	text := first
	switch {
	case n == 1 && at >= 0:
	case n <= 5 && w.numberedHeading(r, at):
		text = r.Cell(at + 1).Text
		if len(w.byField["name"]) > 0 {
			text = r.Cell(w.byField["name"][0].Index).Text
		}
	default:
		return false
	}
	key, numbered := headingKey(text)
	if key == "" {
		return false
	}
	d, reg, ambiguous := w.e.places.find(key)
	s, isStage := w.r.stageOf(trimKind(key))
	_, exactPlace := w.e.places.words.codes[trimKind(key)]
	short := runes(key) <= 16
	if !numbered && !(exactPlace || isStage && !s.fuzzy) {
		return false
	}
	if numbered && !short && n == 1 && w.inName(at) && !exactPlace {
		return false
	}
	if d != "" && !ambiguous {
		w.section.District, w.section.Region = d, reg
	}
	if isStage {
		w.section.Stage, w.section.Status = s.stage, s.status
	}
	w.fresh = true
	return true
}

func (w *reader) inName(col int) bool {
	return len(w.byField["name"]) > 0 && w.byField["name"][0].Index == col
}

// numberedHeading reports whether the first cell is a Chinese numeral that
// numbers a section, and neither investor nor stage is filled: "一 | 市南区 | | 35.6".
func (w *reader) numberedHeading(r *sheet.Row, at int) bool {
	if at < 0 || at+1 >= len(r.Cells) {
		return false
	}
	t := strings.Trim(fold(r.Cell(at).Text), "()、.")
	if !smallNumeral(t) {
		return false
	}
	for _, f := range []string{"investor", "stage", "district"} {
		for _, c := range w.byField[f] {
			if !r.Cell(c.Index).Blank() && !w.inName(c.Index) {
				return false
			}
		}
	}
	return true
}

// headingKey cuts numbering and counts from a heading.
func headingKey(s string) (key string, numbered bool) {
	t := fold(s)
	if runes(t) > 40 {
		return "", false
	}
	if i := strings.IndexAny(t, "、.)"); i > 0 && i <= 15 && smallNumeral(strings.Trim(t[:i], "(第")) {
		t, numbered = t[i:], true
		t = strings.TrimLeft(t, "、.)")
	} else if strings.HasPrefix(t, "第") {
		if _, rest, ok := strings.Cut(t, "部分"); ok {
			t, numbered = strings.TrimLeft(rest, ":、. "), true
		}
	}
	if i := strings.LastIndexByte(t, '('); i > 0 {
		in := t[i:]
		if strings.ContainsAny(in, "0123456789") && hasAny(in, []string{"个", "项", "家"}) {
			t, numbered = t[:i], true
		}
	}
	return strings.Trim(t, ":.、 "), numbered
}

// isNote finds remarks below the table and what is no row of it.
func (w *reader) isNote(r *sheet.Row, n int, first string, at int) bool {
	if n > 4 {
		return false
	}
	t := fold(first)
	for _, word := range w.r.notes {
		if !strings.HasPrefix(t, word) {
			continue
		}
		rest := t[len(word):]
		if strings.HasPrefix(rest, ":") || strings.Contains(t, ":") && n <= 3 || word == "注" && runes(t) > 1 || runes(t) > 25 {
			return !w.inName(at) || n <= 2
		}
	}
	if n == 1 && (runes(t) > 40 || utf8.RuneCountInString(t) > 12 && strings.Contains(t, ":")) {
		return true
	}
	// A numbered remark such as "1.本表…" standing alone outside the name column.
	return n == 1 && !w.inName(at) && (len(w.byField["name"]) == 0 || r.Cell(w.byField["name"][0].Index).Blank()) && !w.isCore(at)
}

func (w *reader) isCore(col int) bool {
	for _, f := range []string{"investor", "total", "district"} {
		for _, c := range w.byField[f] {
			if c.Index == col {
				return true
			}
		}
	}
	return false
}

// isHeader finds the header repeated further down.
func (w *reader) isHeader(r *sheet.Row) bool {
	same, filled := 0, 0
	for i, c := range r.Cells {
		if c.Kind != sheet.Text || i >= len(w.l.Columns) {
			if !c.Blank() {
				filled++
			}
			continue
		}
		filled++
		if len(c.Text) > 120 {
			return false
		}
		for _, h := range w.l.headers {
			if i < len(h) && h[i] != "" && h[i] == clean(c.Text) {
				same++
				break
			}
		}
	}
	return filled >= 1 && same*10 >= filled*7 && (same >= 2 || filled == 1 && same == 1 && len(w.l.headers) > 1)
}

// collecting gathers the rows of a new header: another table below the first,
// with other columns. It begins at a row that holds the title of a name column
// and two more known titles, and takes what further rows continue it.
func (w *reader) collecting(r *sheet.Row) bool {
	if len(w.header) == 0 {
		if !w.newHeader(r) {
			return false
		}
		w.header = append(w.header, newPeekRow(r))
		return true
	}
	if len(w.header) < 3 {
		p := peek{rows: append(slices.Clone(w.header), newPeekRow(r)), merges: w.l.merges}
		p.fill()
		if p.continues(0, len(w.header)) {
			w.header = p.rows
			return true
		}
	}
	_ = w.endHeader()
	return false
}

// newHeader reports whether a row is a header other than the present one.
func (w *reader) newHeader(r *sheet.Row) bool {
	known, name := 0, false
	for _, c := range r.Cells {
		if c.Kind != sheet.Text || len(c.Text) > 60 {
			if c.Kind == sheet.Number || c.Kind == sheet.Date {
				return false
			}
			continue
		}
		h, ok := w.r.titles[titleKey(bare(c.Text))]
		if !ok {
			continue
		}
		known++
		name = name || h.field == "name"
	}
	return name && known >= 3 && !w.isHeader(r)
}

// endHeader replaces the layout by that of the collected header.
func (w *reader) endHeader() error {
	if len(w.header) == 0 {
		return nil
	}
	p := &peek{rows: w.header, merges: w.l.merges}
	p.fill()
	w.header = nil
	best := headerAt{score: -1}
	for bottom := range p.rows {
		if h := w.r.scoreHeader(p, 0, bottom); h.score > best.score {
			best = h
		}
	}
	if !w.r.looksLikeLedger(best) {
		return nil
	}
	l := *w.l
	l.Columns = columnsOf(best.paths)
	w.r.assignFields(l.Columns, best.paths)
	for i := range l.Columns {
		l.Columns[i].Unit = w.r.unitIn(strings.Join(best.paths[i], " "))
	}
	applyRules(l.Columns, best.paths, w.e.opt.Mapping.rules(l.Sheet), w.e.opt.Mapping.guesses())
	w.e.units(&l)
	l.headers = nil
	for _, row := range p.rows {
		l.headers = append(l.headers, row.full)
	}
	w.l = &l
	if !w.fresh {
		w.section = Context{}
	}
	w.useColumns()
	w.e.skip(l.Sheet, p.rows[0].n, "header")
	return nil
}
