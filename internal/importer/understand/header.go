package understand

import (
	"strings"

	"qipan/internal/platform/sheet"
)

// headerAt is a place where a header may stand: rows[top..bottom] of a peek.
type headerAt struct {
	top, bottom int // indexes into peek.rows
	score       float64
	paths       [][]string
	fields      []string
}

// maxHeaderTop is how far down a header is looked for.
const maxHeaderTop = 60

// findHeader tries every start and one to three rows, and takes the place whose
// titles name the most fields. ok is false when nothing looks like a header.
func (r *Rules) findHeader(p *peek, from int) (headerAt, bool) {
	var found []headerAt
	most := 0.0
	for top := from; top < len(p.rows) && top < from+maxHeaderTop; top++ {
		if p.rows[top].distinct() < 2 {
			continue
		}
		var best headerAt
		for depth := 1; depth <= 3 && top+depth <= len(p.rows); depth++ {
			if depth > 1 && !p.continues(top, top+depth-1) {
				break
			}
			if h := r.scoreHeader(p, top, top+depth-1); h.score > best.score+1e-9 {
				best = h
			}
		}
		if best.score >= 2 && r.looksLikeLedger(best) {
			found = append(found, best)
			most = max(most, best.score)
		}
	}
	// A sheet may hold several tables: the first header counts, unless it is far
	// poorer than another and so rather a title that resembles one.
	for _, h := range found {
		if h.score >= 0.55*most {
			return r.widen(p, better(found, h)), true
		}
	}
	return headerAt{}, false
}

// better prefers, among headers that overlap h, the one that names more: a group
// line by itself also names fields.
func better(found []headerAt, h headerAt) headerAt {
	for _, o := range found {
		if o.top <= h.bottom+1 && o.top >= h.top && o.score > h.score+1e-9 {
			h = o
		}
	}
	return h
}

// looksLikeLedger asks for a name and at least one other thing of a project.
func (r *Rules) looksLikeLedger(h headerAt) bool {
	name, other := false, 0
	for _, f := range h.fields {
		switch {
		case f == "name":
			name = true
		case f == "investor" || f == "district" || f == "total" || f == "stage" || f == "fixed" || f == "fdi" || f == "progress" || f == "code" ||
			strings.HasPrefix(f, "date:") || strings.HasPrefix(f, "mark:"):
			other++
		}
	}
	return name && other > 0
}

// widen takes the row above into the header when merged cells or group titles
// tie it to the one below: it may hold the unit.
func (r *Rules) widen(p *peek, h headerAt) headerAt {
	for h.top > 0 && h.bottom-h.top < 3 {
		above := &p.rows[h.top-1]
		if above.n != p.rows[h.top].n-1 || above.distinct() < 2 || !p.tied(h.top-1) || hasValues(above) || hasLabels(above) {
			return h
		}
		wider := r.scoreHeader(p, h.top-1, h.bottom)
		if wider.score < h.score-0.3 {
			return h
		}
		h = wider
	}
	return h
}

// tied reports whether a cell of row i is merged over several columns but not
// all, or down into the next row.
func (p *peek) tied(i int) bool {
	n := p.rows[i].n
	for _, m := range p.merges {
		if m.Top <= n && m.Bottom > n || m.Top == n && m.Right > m.Left && m.Right-m.Left+2 < len(p.rows[i].full) {
			return true
		}
	}
	return false
}

// continues reports whether row i can be a further line of a header that begins
// at row top: adjacent, no numbers or dates in it, and tied to the line above by
// merges or by standing under its gaps.
func (p *peek) continues(top, i int) bool {
	row, above := &p.rows[i], &p.rows[i-1]
	if row.n != above.n+1 || hasValues(row) {
		return false
	}
	under := 0
	for c := range row.full {
		own := row.text(c)
		if own == "" || c < len(row.merged) && row.merged[c] {
			continue
		}
		up := p.rows[top].text(c)
		for k := top; k < i; k++ {
			if t := p.rows[k].text(c); t != "" {
				up = t
			}
		}
		if up == "" || (c > 0 && up == above.text(c-1)) || (c+1 < len(above.full) && up == above.text(c+1)) || above.text(c+1) == "" {
			under++
		}
	}
	return under > 0
}

// hasValues reports whether the row holds numbers, dates or long texts: data, not titles.
func hasValues(r *peekRow) bool {
	for _, c := range r.cells {
		switch c.Kind {
		case sheet.Number:
			if len(c.Text) != 4 { // a year may head a column
				return true
			}
		case sheet.Date, sheet.Bool, sheet.Error:
			return true
		}
	}
	return false
}

// hasLabels reports whether the row holds notes such as 填报单位：某局.
func hasLabels(r *peekRow) bool {
	for _, t := range r.full {
		if isLabelled(t) {
			return true
		}
	}
	return false
}

// isLabelled reports whether t is a label with its value, which no title is:
// 单位：亿元, but not 其中：固投 or 总投资（单位：亿元）.
func isLabelled(t string) bool {
	i := strings.IndexByte(t, ':')
	return i > 0 && i < len(t)-1 && !strings.Contains(t[:i], "其中") && !strings.Contains(t[:i], "(")
}

// scoreHeader composes the titles of rows top..bottom and rates them.
func (r *Rules) scoreHeader(p *peek, top, bottom int) headerAt {
	h := headerAt{top: top, bottom: bottom, paths: p.paths(top, bottom)}
	cols := make([]Column, len(h.paths))
	r.assignFields(cols, h.paths)
	seen := map[string]bool{}
	for i := range cols {
		f := cols[i].Field
		if len(h.paths[i]) == 0 {
			f = "extra"
		}
		h.fields = append(h.fields, f)
		if f == "extra" || seen[f] {
			continue
		}
		seen[f] = true
		h.score++
		if f == "name" {
			h.score++
		}
		if ms := r.fieldsOf(h.paths[i]); len(ms) > 0 {
			h.score -= 1 - ms[0].score
		}
	}
	for i := top; i <= bottom; i++ {
		h.score -= r.penalty(&p.rows[i])
	}
	if n := bottom - top; n > 0 {
		h.score -= 0.05 * float64(n) // the shorter of equals, unless widened for a reason
	}
	return h
}

// penalty counts what a header does not hold.
func (r *Rules) penalty(row *peekRow) float64 {
	var bad float64
	for i, c := range row.cells {
		switch c.Kind {
		case sheet.Number, sheet.Date, sheet.Error, sheet.Bool:
			bad += 1.5
		case sheet.Text:
			t := row.full[i]
			switch {
			case isLabelled(t):
				bad += 2
			case runes(t) > 40:
				bad++
			case isDigits(t, '.') || len(findDays(t)) > 0:
				bad += 1.5
			case strings.HasSuffix(t, "公司") && runes(t) > 6:
				bad += 1.5
			}
		}
	}
	return bad
}

// paths composes the header of each column from rows top..bottom. In a sheet
// without merges a group title also covers the blanks to its right, as far as
// something stands below them.
func (p *peek) paths(top, bottom int) [][]string {
	width := 0
	for i := top; i <= bottom; i++ {
		width = max(width, len(p.rows[i].full))
	}
	lines := make([][]string, 0, bottom-top+1)
	for i := top; i <= bottom; i++ {
		line := make([]string, width)
		for c := range line {
			line[c] = p.rows[i].text(c)
		}
		lines = append(lines, line)
	}
	for i := 0; i+1 < len(lines); i++ {
		for c := 1; c < width; c++ {
			if lines[i][c] == "" && lines[i][c-1] != "" && lines[i+1][c] != "" && lines[i+1][c-1] != "" && lines[i+1][c-1] != lines[i][c-1] {
				lines[i][c] = lines[i][c-1]
			}
		}
	}
	paths := make([][]string, width)
	for c := range paths {
		var parts []string
		for _, l := range lines {
			parts = append(parts, l[c])
		}
		paths[c] = joinPath(parts)
	}
	return paths
}
