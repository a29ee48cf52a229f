package understand

import (
	"errors"
	"slices"
	"strings"

	"qipan/internal/platform/sheet"
)

// peekRows is how many rows of a sheet are looked at to find its layout.
const peekRows = 300

// mostMerges bounds the merged ranges looked at in a peek, and those open at one
// row: real sheets have a few per row, a hostile one half a million.
const mostMerges = 5000

// peek is the top of a sheet with its merged ranges filled in.
type peek struct {
	rows   []peekRow
	merges []sheet.Range
	whole  bool // the sheet ends within the peek
}

type peekRow struct {
	n      int
	hidden bool
	cells  []sheet.Cell // as in the file
	full   []string     // cleaned text; cells under a merge repeat it
	merged []bool       // the text came from a merge that begins elsewhere
}

var errEnough = stop{}

type stop struct{}

func (stop) Error() string { return "enough" }

// look reads the top of sheet i.
func look(b *sheet.Book, i int, shape sheet.Shape) (*peek, error) {
	p := &peek{merges: shape.Merges, whole: true}
	err := b.Rows(i, func(r *sheet.Row) error {
		if len(p.rows) == peekRows {
			p.whole = false
			return errEnough
		}
		p.rows = append(p.rows, newPeekRow(r))
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	p.fill()
	return p, nil
}

func newPeekRow(r *sheet.Row) peekRow {
	row := peekRow{n: r.N, hidden: r.Hidden, cells: slices.Clone(r.Cells)}
	row.full = make([]string, len(row.cells))
	row.merged = make([]bool, len(row.cells))
	for k, c := range row.cells {
		row.full[k] = clean(c.Text)
	}
	return row
}

// fill repeats merged values over their range.
func (p *peek) fill() {
	at := map[int]int{}
	for i, r := range p.rows {
		at[r.n] = i
	}
	if len(p.rows) == 0 {
		return
	}
	last, seen := p.rows[len(p.rows)-1].n, 0
	for _, m := range p.merges {
		if m.Top > last {
			continue
		}
		if seen++; seen > mostMerges {
			return
		}
		i, ok := at[m.Top]
		if !ok || m.Left >= len(p.rows[i].full) || p.rows[i].full[m.Left] == "" {
			continue
		}
		text := p.rows[i].full[m.Left]
		for n := m.Top; n <= min(m.Bottom, last); n++ {
			if k, ok := at[n]; ok {
				p.rows[k].spread(m, text, n == m.Top)
			}
		}
	}
}

func (r *peekRow) spread(m sheet.Range, text string, top bool) {
	right := min(m.Right, m.Left+200)
	for len(r.full) <= right {
		r.full = append(r.full, "")
		r.merged = append(r.merged, false)
	}
	for c := m.Left; c <= right; c++ {
		if r.full[c] == "" {
			r.full[c] = text
			r.merged[c] = !top || c > m.Left
		}
	}
}

func (r *peekRow) text(col int) string {
	if col < len(r.full) {
		return r.full[col]
	}
	return ""
}

func (r *peekRow) cell(col int) sheet.Cell {
	if col < len(r.cells) {
		return r.cells[col]
	}
	return sheet.Cell{}
}

// distinct counts the different texts of the row.
func (r *peekRow) distinct() int {
	seen := map[string]bool{}
	for _, t := range r.full {
		if t != "" {
			seen[t] = true
		}
	}
	return len(seen)
}

// joinPath drops repeats of merged headers: 序号/序号 is 序号.
func joinPath(parts []string) []string {
	var out []string
	for _, p := range parts {
		if p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

func pathText(parts []string) string { return strings.Join(parts, "/") }
