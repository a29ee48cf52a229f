package understand

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"qipan/internal/platform/sheet"
)

// Layout is how one sheet is read: what the wizard shows and a mapping corrects.
type Layout struct {
	Sheet       string   `json:"sheet"`
	Index       int      `json:"index"` // of the sheet in the book
	Visibility  string   `json:"visibility,omitempty"`
	Ledger      bool     `json:"ledger"`
	Reason      string   `json:"reason,omitempty"` // why it is no ledger
	HeaderFirst int      `json:"header_first"`     // 1-based rows; 0 when there is no header
	HeaderLast  int      `json:"header_last"`
	Columns     []Column `json:"columns"`
	Rows        int      `json:"rows"`                 // rows with content, header included
	Context     Context  `json:"context"`              // what title and sheet name say for every row
	Fingerprint string   `json:"fingerprint"`          // of the titles: the same layout next week
	Sample      []Sample `json:"sample,omitempty"`     // the first rows, for the wizard
	Units       []Unit   `json:"-"`                    // written in the notes above or below the table
	DateOrder   string   `json:"-"`                    //
	Title       string   `json:"title_text,omitempty"` // the title above the table
	headers     [][]string
	merges      []sheet.Range
}

// Sample is a row as the sheet shows it.
type Sample struct {
	Row   int      `json:"row"`
	Cells []string `json:"cells"`
}

// Context is what holds for rows that do not say it themselves.
type Context struct {
	District string `json:"district,omitempty"`
	Region   string `json:"region,omitempty"`
	Stage    string `json:"stage,omitempty"`
	Status   string `json:"status,omitempty"`
}

// survey finds the layout of sheet i.
func (e *engine) survey(i int) (*Layout, error) {
	info := e.book.Sheets()[i]
	l := &Layout{Sheet: info.Name, Index: i, Visibility: [...]string{"", "hidden", "very_hidden"}[info.Visibility]}
	if reason := e.unwanted(info); reason != "" {
		l.Reason = reason
		return l, nil
	}
	shape, err := e.book.Shape(i)
	if err != nil {
		return nil, err
	}
	l.Rows, l.merges = shape.Rows, shape.Merges
	p, err := look(e.book, i, shape)
	if err != nil {
		return nil, err
	}
	if len(p.rows) == 0 {
		l.Reason = "空表"
		return l, nil
	}
	for _, r := range p.rows[:min(len(p.rows), 30)] {
		l.Sample = append(l.Sample, Sample{r.n, r.full})
	}
	h, ok := e.header(p, info.Name)
	if !ok {
		l.Reason = "没有找到项目台账的表头（至少要有项目名称和投资方、区市、投资额、阶段之一）"
		return l, nil
	}
	e.describe(l, p, h)
	return l, nil
}

// unwanted says why a sheet is not read at all.
func (e *engine) unwanted(info sheet.Info) string {
	m := e.opt.Mapping
	if m != nil && m.PerSheet[info.Name].Skip {
		return "映射中指定跳过"
	}
	if m != nil && len(m.Sheets) > 0 {
		if !slices.Contains(m.Sheets, info.Name) {
			return "映射中没有指定这张表"
		}
		return ""
	}
	if info.Visibility != sheet.Visible {
		return "隐藏的工作表（需要时可在映射的 sheets 中指定）"
	}
	return ""
}

// header is the mapping's, or the one found by wording, or by the values below it.
func (e *engine) header(p *peek, name string) (headerAt, bool) {
	r := e.opt.Rules
	if want := e.opt.Mapping.header(name); want != nil {
		top, bottom := -1, -1
		for i, row := range p.rows {
			if row.n >= want.First && top < 0 {
				top = i
			}
			if row.n <= want.Last {
				bottom = i
			}
		}
		if top < 0 || bottom < top {
			return headerAt{}, false
		}
		return r.scoreHeader(p, top, bottom), true
	}
	if e.opt.Mapping != nil && len(e.opt.Mapping.rules(name)) > 0 {
		if h, ok := e.headerByRules(p, name); ok {
			return h, true
		}
	}
	if h, ok := r.findHeader(p, 0); ok {
		return h, true
	}
	return e.headerByValues(p)
}

// headerByRules finds the row in which most columns of the mapping stand.
func (e *engine) headerByRules(p *peek, name string) (headerAt, bool) {
	rules := e.opt.Mapping.rules(name)
	best, most := headerAt{}, 0
	for top := 0; top < len(p.rows) && top < maxHeaderTop; top++ {
		for depth := 1; depth <= 3 && top+depth <= len(p.rows); depth++ {
			if depth > 1 && !p.continues(top, top+depth-1) {
				break
			}
			h := e.opt.Rules.scoreHeader(p, top, top+depth-1)
			cols := columnsOf(h.paths)
			n := 0
			for _, rule := range rules {
				if !strings.HasPrefix(rule.Column, "@") && columnOf(cols, h.paths, rule.Column) >= 0 {
					n++
				}
			}
			if n > most {
				best, most = h, n
			}
		}
	}
	return best, most >= 2 || (most == 1 && len(rules) == 1)
}

func columnsOf(paths [][]string) []Column {
	cols := make([]Column, len(paths))
	for i, p := range paths {
		cols[i] = Column{Index: i, Letter: sheet.ColumnName(i), Path: pathText(p)}
		if len(p) > 0 {
			cols[i].Title = p[len(p)-1]
		}
	}
	return cols
}

// describe fills the layout from the header and the rows around it.
func (e *engine) describe(l *Layout, p *peek, h headerAt) {
	r := e.opt.Rules
	l.Ledger = true
	l.HeaderFirst, l.HeaderLast = p.rows[h.top].n, p.rows[h.bottom].n
	l.Columns = columnsOf(h.paths)
	r.assignFields(l.Columns, h.paths)
	if e.opt.Mapping.guesses() {
		e.guessByValues(l.Columns, p, h.bottom+1)
	}
	e.notes(l, p, h)
	for i := range l.Columns {
		c := &l.Columns[i]
		c.Unit = r.unitIn(strings.Join(h.paths[i], " "))
	}
	applyRules(l.Columns, h.paths, e.opt.Mapping.rules(l.Sheet), e.opt.Mapping.guesses())
	e.units(l)
	for i := h.top; i <= h.bottom; i++ {
		l.headers = append(l.headers, p.rows[i].full)
	}
	l.Fingerprint = fingerprint(l.Columns)
}

// notes reads the rows around the table: title, unit, district and stage.
func (e *engine) notes(l *Layout, p *peek, h headerAt) {
	r := e.opt.Rules
	read := func(row *peekRow) {
		for i, t := range row.full {
			if i < len(row.merged) && row.merged[i] {
				continue
			}
			if k := strings.Index(t, "单位"); k >= 0 {
				l.Units = append(l.Units, r.unitsIn(unitPart(t[k+len("单位"):]))...)
			} else if runes(t) <= 12 {
				if u := r.unitsIn(t); len(u) > 0 && onlyUnit(t) {
					l.Units = append(l.Units, u...)
				}
			}
		}
	}
	for i := 0; i < h.top; i++ {
		row := &p.rows[i]
		read(row)
		for _, t := range row.full {
			if t != "" && l.Title == "" && runes(t) > 4 {
				l.Title = t
			}
		}
	}
	if p.whole {
		for i := max(h.bottom+1, len(p.rows)-8); i < len(p.rows); i++ {
			if row := &p.rows[i]; row.distinct() <= 2 && strings.Contains(strings.Join(row.full, " "), "单位") {
				read(row)
			}
		}
	}
	l.Context = e.contextOf(l.Sheet, l.Title)
}

// unitPart is what directly follows the word 单位: up to the next blank or full stop.
func unitPart(s string) string {
	s = strings.TrimLeft(s, " :为是均(")
	if i := strings.IndexAny(s, " ."); i >= 0 {
		s = s[:i]
	}
	if runes(s) > 24 {
		return ""
	}
	return s
}

// onlyUnit reports whether a short note is nothing but a unit: (亿元), 万元.
func onlyUnit(t string) bool {
	t = strings.Trim(fold(t), "()[]:金额单位/、,")
	for _, w := range []string{"人民币", "亿", "万", "千", "百", "美", "欧", "港", "日", "元", "美元", "usd", "rmb"} {
		t = strings.ReplaceAll(t, w, "")
	}
	return t == ""
}

// contextOf reads sheet name and title: "市南区", "在谈项目", "西海岸新区2024年签约项目台账".
func (e *engine) contextOf(name, title string) Context {
	var c Context
	for _, t := range []string{name, title} {
		if d, reg, ambiguous := e.places.find(t); d != "" && !ambiguous && c.District == "" {
			c.District, c.Region = d, reg
		}
		if s, ok := e.opt.Rules.stageOf(trimKind(t)); ok && c.Stage == "" && c.Status == "" {
			if t == name || s.stage != "" && !s.fuzzy {
				c.Stage, c.Status = s.stage, s.status
			}
		}
	}
	return c
}

// trimKind cuts the words by which sheets are named: 在谈项目清单, 签约项目台账表.
func trimKind(t string) string {
	t = fold(t)
	for again := true; again; {
		again = false
		for _, w := range []string{"表", "台账", "清单", "名单", "汇总", "明细", "一览", "项目", "类", "库", "情况", "统计"} {
			if s, ok := strings.CutSuffix(t, w); ok && s != "" {
				t, again = s, true
			}
		}
	}
	return t
}

// units settles the unit of each money column: header, then the mapping, then notes.
func (e *engine) units(l *Layout) {
	noted := e.opt.Mapping.unit(l.Sheet)
	for i := range l.Columns {
		c := &l.Columns[i]
		base := baseField(c.Field)
		if base != "total" && base != "fixed" && base != "fdi" {
			continue
		}
		if c.Unit.Said {
			if c.Unit.Currency == "" && base != "fdi" {
				c.Unit.Currency = "CNY"
			}
			continue
		}
		switch {
		case noted.Said:
			c.Unit = noted
		default:
			c.Unit = noteUnit(l.Units, base == "fdi")
		}
	}
}

// noteUnit picks from "单位：亿元、万美元" what fits the column: the foreign one for
// foreign capital, else the first.
func noteUnit(units []Unit, foreign bool) Unit {
	for _, u := range units {
		if (u.Currency != "" && u.Currency != "CNY") == foreign {
			if u.Currency == "" {
				u.Currency = "CNY"
			}
			return u
		}
	}
	if len(units) > 0 && foreign && len(units) == 1 {
		if units[0].Currency == "" {
			units[0].Currency = "CNY"
		}
		return units[0]
	}
	return Unit{}
}

// fingerprint identifies a layout by its titles, whatever the rows.
func fingerprint(cols []Column) string {
	h := sha256.New()
	for _, c := range cols {
		h.Write([]byte(fold(c.Path)))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))[:24]
}
