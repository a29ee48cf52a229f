package sheet

import (
	"bytes"
	"strconv"
	"strings"
)

// cellAt is a cell as the file has it, before styles and strings are applied.
type cellAt struct {
	row, col int
	style    int
	typ      byte // 'n' number, 's' shared, 't' inline or formula text, 'b', 'e', 'd'
	value    []byte
	formula  []byte // text of <f>; nil when there is none
	shared   bool   // part of a shared or array formula
	hasValue bool
}

// sheetScan walks the cells of one sheet part.
type sheetScan struct {
	x      *xlsxSource
	sheet  *xlsxSheet
	s      *scanner
	cell   cellAt
	value  []byte
	form   []byte
	row    int
	hidden bool
	merges []Range

	onRow  func(row int, hidden bool) error // start of a <row>
	onCell func(*cellAt) error              // a cell that has a value or a formula
	onEnd  func() error                     // end of a <row>
}

func (x *xlsxSource) scan(i int, w *sheetScan, wantMerges bool) error {
	sh := &x.sheets[i]
	s, c, err := x.stream(sh.part, x.limits.PartBytes)
	if err != nil {
		return err
	}
	defer c.Close()
	w.x, w.sheet, w.s = x, sh, s
	w.form = make([]byte, 0, 64) // never nil: a nil formula means that there is none
	if err := w.run(wantMerges); err != nil {
		return x.scanFault(err, sh.name, x.limits.PartBytes)
	}
	return nil
}

func (w *sheetScan) run(wantMerges bool) error {
	seen := false
	for {
		t, err := w.s.next()
		if err != nil {
			return err
		}
		switch {
		case t.kind == tokEOF:
			if !seen {
				return errMarkup
			}
			return nil
		case t.kind != tokStart:
			if t.kind == tokEnd && string(t.name) == "sheetData" && !wantMerges {
				return nil
			}
			continue
		}
		switch string(t.name) {
		case "worksheet":
			seen = true
		case "row":
			err = w.startRow(&t)
		case "mergeCell":
			w.addMerge(string(t.attr("ref")))
		}
		if err != nil {
			return err
		}
	}
}

func (w *sheetScan) addMerge(ref string) {
	a, b, ok := strings.Cut(ref, ":")
	if !ok {
		return
	}
	r1, c1, ok1 := parseRef([]byte(a))
	r2, c2, ok2 := parseRef([]byte(b))
	if ok1 && ok2 && r1 <= r2 && c1 <= c2 && len(w.merges) < 500_000 {
		w.merges = append(w.merges, Range{Top: r1, Bottom: r2, Left: c1, Right: c2})
	}
}

func (w *sheetScan) startRow(t *token) error {
	w.row++
	if r := t.attr("r"); r != nil {
		n, err := strconv.Atoi(string(r))
		if err != nil || n < w.row || n > 1<<20 {
			return errMarkup
		}
		w.row = n
	}
	h := t.attr("hidden")
	w.hidden = len(h) > 0 && (h[0] == '1' || h[0] == 't')
	if err := w.onRow(w.row, w.hidden); err != nil || t.self {
		return err
	}
	w.cell.col = -1
	for {
		t, err := w.s.next()
		if err != nil {
			return err
		}
		switch {
		case t.kind == tokEOF:
			return errMarkup
		case t.kind == tokStart && string(t.name) == "c":
			if err := w.readCell(&t); err != nil {
				return err
			}
		case t.kind == tokEnd && string(t.name) == "row":
			return w.onEnd()
		}
	}
}

// startCell takes place, style and type from <c …>.
func (w *sheetScan) startCell(t *token) error {
	c := &w.cell
	col := c.col + 1
	if ref := t.attr("r"); ref != nil {
		r, k, ok := parseRef(ref)
		if !ok || r != w.row || k < col {
			return errMarkup
		}
		col = k
	}
	if col >= w.x.limits.Columns {
		// Only cells with content count: a styled empty cell at column XFD is common.
		col = min(col, 1<<14)
	}
	*c = cellAt{row: w.row, col: col, typ: 'n', value: w.value[:0], formula: nil}
	if s := t.attr("s"); s != nil {
		c.style, _ = strconv.Atoi(string(s))
	}
	switch string(t.attr("t")) {
	case "s":
		c.typ = 's'
	case "str", "inlineStr":
		c.typ = 't'
	case "b":
		c.typ = 'b'
	case "e":
		c.typ = 'e'
	case "d":
		c.typ = 'd'
	}
	return nil
}

func (w *sheetScan) readCell(t *token) error {
	if err := w.startCell(t); err != nil || t.self {
		return err
	}
	c := &w.cell
	const (
		nowhere = iota
		inValue
		inText
		inFormula
	)
	state, phonetic := nowhere, false
	for {
		t, err := w.s.next()
		if err != nil {
			return err
		}
		switch t.kind {
		case tokEOF:
			return errMarkup
		case tokText:
			switch {
			case state == inFormula:
				w.form = appendRaw(w.form, &t)
			case (state == inValue || state == inText) && !phonetic:
				c.value = appendRaw(c.value, &t)
				if tooLong(c.value, w.x.limits.CellRunes) {
					return cellTooLong(w.x.name, w.sheet.name, c.row, c.col, w.x.limits.CellRunes)
				}
			}
			continue
		}
		open := t.kind == tokStart && !t.self
		switch string(t.name) {
		case "v":
			state = nowhere
			c.hasValue = true // <v/> too: a formula that gave an empty text
			if open {
				state = inValue
			}
		case "t":
			state = nowhere
			if open {
				state, c.hasValue = inText, true
			}
		case "rPh":
			phonetic = open
		case "f":
			state = nowhere
			if t.kind == tokStart {
				w.form = w.form[:0]
				kind := t.attr("t")
				c.shared = len(kind) > 0 && !bytes.Equal(kind, []byte("normal"))
				c.formula = w.form
			} else {
				c.formula = w.form
			}
			if open {
				state = inFormula
			}
		case "c":
			w.value = c.value
			return w.endCell()
		}
	}
}

func (w *sheetScan) endCell() error {
	c := &w.cell
	if (!c.hasValue || len(c.value) == 0) && c.formula == nil {
		return nil
	}
	if c.col >= w.x.limits.Columns {
		return tooManyColumns(w.x.name, w.sheet.name, c.row, w.x.limits.Columns)
	}
	return w.onCell(c)
}

func appendRaw(dst []byte, t *token) []byte {
	if t.cdata {
		return append(dst, t.text...)
	}
	return appendText(dst, t.text)
}

// parseRef reads "AB12" as row 12, column 27.
func parseRef(ref []byte) (row, col int, ok bool) {
	i := 0
	for i < len(ref) && (ref[i]|0x20 >= 'a' && ref[i]|0x20 <= 'z' || ref[i] == '$') {
		if ref[i] != '$' {
			col = col*26 + int(ref[i]&^0x20-'A') + 1
		}
		i++
	}
	if col == 0 || i > 5 || i == len(ref) || len(ref)-i > 8 {
		return 0, 0, false
	}
	for _, c := range ref[i:] {
		if c < '0' || c > '9' {
			return 0, 0, false
		}
		row = row*10 + int(c-'0')
	}
	return row, col - 1, row > 0 && row <= 1<<20 && col <= 1<<14
}

// shape counts the rows and collects the merged ranges, which stand behind the rows.
func (x *xlsxSource) shape(i int) (Shape, error) {
	if x.sheets[i].shape != nil {
		return *x.sheets[i].shape, nil
	}
	var sh Shape
	last := 0
	w := &sheetScan{
		onRow: func(int, bool) error { return nil },
		onCell: func(c *cellAt) error {
			if c.row != last {
				last = c.row
				if sh.Rows++; sh.Rows > x.limits.Rows {
					return tooManyRows(x.name, x.sheets[i].name, x.limits.Rows)
				}
			}
			return nil
		},
		onEnd: func() error { return nil },
	}
	if err := x.scan(i, w, true); err != nil {
		return Shape{}, err
	}
	sh.Merges = w.merges
	x.sheets[i].shape = &sh
	return sh, nil
}

// rows builds each row's cells and hands them to fn.
func (x *xlsxSource) rows(i int, fn func(*Row) error) error {
	var row Row
	n := 0
	b := &rowBuilder{x: x, sheet: i}
	w := &sheetScan{
		onRow: func(r int, hidden bool) error {
			row.N, row.Hidden = r, hidden
			b.reset()
			return nil
		},
		onCell: b.add,
		onEnd: func() error {
			if len(b.cells) == 0 {
				return nil
			}
			if n++; n > x.limits.Rows {
				return tooManyRows(x.name, x.sheets[i].name, x.limits.Rows)
			}
			row.Cells = b.finish()
			return fn(&row)
		},
	}
	return x.scan(i, w, false)
}

// rowBuilder gathers the cells of one row; the texts that lie in the row itself
// share one string.
type rowBuilder struct {
	x     *xlsxSource
	sheet int
	cells []Cell
	arena []byte
	spans []span
}

type span struct{ cell, from, to int }

func (b *rowBuilder) reset() {
	clear(b.cells)
	b.cells, b.arena, b.spans = b.cells[:0], b.arena[:0], b.spans[:0]
}

func (b *rowBuilder) add(c *cellAt) error {
	for len(b.cells) <= c.col {
		b.cells = append(b.cells, Cell{})
	}
	cell, err := b.x.resolve(b.sheet, c)
	if err != nil {
		return err
	}
	if cell.Kind == Text && cell.Text == "" && len(c.value) > 0 {
		from := len(b.arena)
		b.arena = append(b.arena, c.value...)
		b.spans = append(b.spans, span{c.col, from, len(b.arena)})
	}
	cell.Formula = c.formula != nil
	b.cells[c.col] = cell
	return nil
}

func (b *rowBuilder) finish() []Cell {
	if len(b.spans) > 0 {
		all := string(b.arena)
		for _, s := range b.spans {
			b.cells[s.cell].Text = all[s.from:s.to]
		}
	}
	return b.cells
}

// resolve applies type, shared strings and style. A Text cell with empty Text
// asks the caller to take the bytes of c.value.
func (x *xlsxSource) resolve(sheet int, c *cellAt) (Cell, error) {
	if c.formula != nil && (!c.hasValue || len(c.value) == 0) {
		if c.typ == 't' && c.hasValue {
			return Cell{}, nil // a formula whose text is empty
		}
		return x.evaluate(sheet, c)
	}
	var st style
	if c.style >= 0 && c.style < len(x.styles) {
		st = x.styles[c.style]
	}
	switch c.typ {
	case 's':
		k, err := strconv.Atoi(string(c.value))
		if err != nil || k < 0 || k >= len(x.strings) {
			return Cell{}, damaged(x.name)
		}
		if x.strings[k] == "" {
			return Cell{}, nil
		}
		return Cell{Kind: Text, Text: x.strings[k]}, nil
	case 'b':
		if c.value[0] == '1' || c.value[0] == 't' {
			return Cell{Kind: Bool, Text: "TRUE"}, nil
		}
		return Cell{Kind: Bool, Text: "FALSE"}, nil
	case 'e':
		return Cell{Kind: Error, Text: string(c.value)}, nil
	case 'd':
		return isoCell(string(c.value), st), nil
	case 't':
		return Cell{Kind: Text}, nil
	}
	return numberCell(string(c.value), st, x.d1904), nil
}
