package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"qipan/internal/platform/fault"
)

// recordReader splits delimited text as spreadsheets do: quotes may be doubled
// inside quotes, a record may span lines inside quotes, an empty line is an empty
// row, and a quote in the middle of a field is an ordinary character.
type recordReader struct {
	t     *textSource
	r     *bufio.Reader
	comma byte
	arena []byte
	ends  []int
	row   int
	line  int
	runes int
}

// records calls fn for every record that has a cell.
func (t *textSource) records(comma byte, fn func(*Row) error) error {
	p := &recordReader{t: t, r: bufio.NewReaderSize(t.reader(), 1<<16), comma: comma, line: 1}
	var row Row
	n := 0
	for {
		more, err := p.record()
		if err != nil {
			return err
		}
		if !more {
			return nil
		}
		row.N = p.row
		if row.Cells = p.cells(row.Cells[:0]); len(row.Cells) == 0 {
			continue
		}
		if n++; n > t.limits.Rows {
			return tooManyRows(t.name, "", t.limits.Rows)
		}
		if err := fn(&row); err != nil {
			return err
		}
	}
}

// cells turns the record into cells; blanks at the end are cut.
func (p *recordReader) cells(dst []Cell) []Cell {
	all := string(p.arena)
	from := 0
	last := 0
	for i, to := range p.ends {
		text := all[from:to]
		from = to
		if strings.TrimSpace(text) == "" {
			dst = append(dst, Cell{})
			continue
		}
		if strings.HasPrefix(text, `="`) && strings.HasSuffix(text, `"`) && len(text) > 2 {
			text = text[2 : len(text)-1] // Excel's way to keep leading zeros in text files
		}
		dst = append(dst, Cell{Kind: Text, Text: text})
		last = i + 1
	}
	return dst[:last]
}

// record reads one record; false at the end of the text.
func (p *recordReader) record() (bool, error) {
	p.arena, p.ends, p.runes = p.arena[:0], p.ends[:0], 0
	p.row++
	quoted, started, opened := false, false, 0
	for {
		c, _, err := p.r.ReadRune()
		if err == io.EOF {
			if quoted {
				return false, fault.New(fault.Invalid, "sheet.quote", "文件 %s 第 %d 行开始的引号没有结束，无法分出各列。", label(p.t.name), opened).
					Param("row", opened)
			}
			if !started && len(p.ends) == 0 {
				return false, nil
			}
			p.endField()
			return true, p.check()
		}
		if err != nil {
			return false, fmt.Errorf("read text: %w", err)
		}
		if c == '\r' {
			// CR LF, and the CR alone of old files, end a line like LF.
			if next, err := p.r.Peek(1); err == nil && next[0] == '\n' {
				_, _ = p.r.ReadByte()
			}
			c = '\n'
		}
		if c == '\n' {
			p.line++
		}
		switch {
		case quoted && c == '"':
			if next, err := p.r.Peek(1); err == nil && next[0] == '"' {
				_, _ = p.r.ReadByte()
				p.add('"')
			} else {
				quoted = false
			}
			continue
		case quoted:
		case c == '"' && p.fieldEmpty():
			quoted, started, opened = true, true, p.line
			continue
		case c == rune(p.comma):
			started = true
			p.endField()
			if err := p.check(); err != nil {
				return false, err
			}
			continue
		case c == '\n':
			p.endField()
			return true, p.check()
		}
		started = true
		if p.add(c); p.runes > p.t.limits.CellRunes {
			return false, cellTooLong(p.t.name, "", p.row, len(p.ends), p.t.limits.CellRunes)
		}
	}
}

func (p *recordReader) add(c rune) {
	p.arena = utf8.AppendRune(p.arena, c)
	p.runes++
}

func (p *recordReader) fieldEmpty() bool {
	return len(p.ends) == 0 && len(p.arena) == 0 || len(p.ends) > 0 && p.ends[len(p.ends)-1] == len(p.arena)
}

func (p *recordReader) endField() {
	p.ends = append(p.ends, len(p.arena))
	p.runes = 0
}

func (p *recordReader) check() error {
	if len(p.ends) > 1<<14 || len(p.ends) > p.t.limits.Columns*4 {
		return tooManyColumns(p.t.name, "", p.row, p.t.limits.Columns)
	}
	return nil
}
