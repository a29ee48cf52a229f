package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"qipan/internal/platform/date"
)

// Writer writes one workbook, row by row; large sheets go through a temporary
// file, not through memory. Every text is neutralised (see Neutral).
type Writer struct {
	f       *excelize.File
	w       *excelize.StreamWriter
	name    string
	row     int
	sheets  int
	title   int // style ids
	day     int
	warning int
}

// Column describes a column of a new sheet.
type Column struct {
	Title string
	Width float64 // in characters; 0 is 12
}

// Decimal is an exact number as text ("100000000.00"); it is written as a number.
type Decimal string

// Warning is a text that is shown highlighted.
type Warning string

// NewWriter begins a workbook. Close it in any case.
func NewWriter() (*Writer, error) {
	w := &Writer{f: excelize.NewFile()}
	var err error
	style := func(s excelize.Style) int {
		id, e := w.f.NewStyle(&s)
		if err == nil {
			err = e
		}
		return id
	}
	format := "yyyy-mm-dd"
	w.title = style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6EEF8"}}})
	w.day = style(excelize.Style{CustomNumFmt: &format})
	w.warning = style(excelize.Style{Font: &excelize.Font{Color: "A8071A"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF1F0"}}})
	if err != nil {
		return nil, fmt.Errorf("style workbook: %w", err)
	}
	return w, nil
}

// Sheet begins a new sheet with a frozen title row. Names that Excel does not
// allow are made fit.
func (w *Writer) Sheet(name string, columns []Column) error {
	if err := w.begin(name, len(columns) > 0, columns); err != nil {
		return err
	}
	if len(columns) == 0 {
		return nil
	}
	titles := make([]any, len(columns))
	for i, c := range columns {
		titles[i] = excelize.Cell{StyleID: w.title, Value: Neutral(c.Title)}
	}
	w.row++
	if err := w.w.SetRow("A1", titles); err != nil {
		return fmt.Errorf("write titles: %w", err)
	}
	return nil
}

func (w *Writer) begin(name string, freeze bool, columns []Column) error {
	if err := w.flush(); err != nil {
		return err
	}
	name = sheetName(name, w.sheets+1)
	if idx, _ := w.f.GetSheetIndex(name); idx >= 0 && w.sheets > 0 {
		name = sheetName(strconv.Itoa(w.sheets+1)+"-"+name, w.sheets+1)
	}
	var err error
	if w.sheets == 0 {
		err = w.f.SetSheetName("Sheet1", name)
	} else {
		_, err = w.f.NewSheet(name)
	}
	if err != nil {
		return fmt.Errorf("add sheet: %w", err)
	}
	w.sheets++
	w.name, w.row = name, 0
	if w.w, err = w.f.NewStreamWriter(name); err != nil {
		return fmt.Errorf("stream sheet: %w", err)
	}
	for i, c := range columns {
		width := c.Width
		if width == 0 {
			width = 12
		}
		if err := w.w.SetColWidth(i+1, i+1, width); err != nil {
			return fmt.Errorf("set width: %w", err)
		}
	}
	if freeze {
		if err := w.w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return fmt.Errorf("freeze titles: %w", err)
		}
	}
	return nil
}

// Row writes the next row. Values are string, Decimal, Warning, date.Date, int,
// int64, bool or nil; a blank date or nil leaves the cell empty.
func (w *Writer) Row(values ...any) error { return w.RowAt(w.row+1, values...) }

// RowAt writes row n, which must lie below the last one written; between them
// rows stay empty.
func (w *Writer) RowAt(n int, values ...any) error {
	cells := make([]any, len(values))
	for i, v := range values {
		cells[i] = w.cell(v)
	}
	if err := w.w.SetRow("A"+strconv.Itoa(n), cells); err != nil {
		return fmt.Errorf("write row %d: %w", n, err)
	}
	w.row = n
	return nil
}

func (w *Writer) cell(v any) any {
	switch x := v.(type) {
	case nil:
		return nil
	case string:
		if x == "" {
			return nil
		}
		return Neutral(x)
	case Warning:
		return excelize.Cell{StyleID: w.warning, Value: Neutral(string(x))}
	case Decimal:
		f, err := strconv.ParseFloat(string(x), 64)
		if err != nil || len(strings.Trim(string(x), "-.0")) > 15 {
			return Neutral(string(x)) // more digits than a spreadsheet number can hold stay text
		}
		return f
	case date.Date:
		if x.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: w.day, Value: x.Time()}
	}
	return v
}

func (w *Writer) flush() error {
	if w.w == nil {
		return nil
	}
	if err := w.w.Flush(); err != nil {
		return fmt.Errorf("flush sheet: %w", err)
	}
	w.w = nil
	return nil
}

// WriteTo ends the workbook and writes it.
func (w *Writer) WriteTo(out io.Writer) (int64, error) {
	if err := w.flush(); err != nil {
		return 0, err
	}
	n, err := w.f.WriteTo(out)
	if err != nil {
		return n, fmt.Errorf("write workbook: %w", err)
	}
	return n, nil
}

// Close removes temporary files.
func (w *Writer) Close() error { return w.f.Close() }

// Neutral makes a text harmless that a spreadsheet would run as a formula when
// the file is opened or saved as CSV: an apostrophe goes before = + - @ tab and
// CR, half or full width. A lone sign ("-" for "none") is left as it is. Longer
// texts than a cell can hold are cut.
func Neutral(s string) string {
	if n := 32_700; len(s) > n {
		if r := []rune(s); len(r) > n {
			s = string(r[:n]) + "…"
		}
	}
	if len(s) < 2 {
		return s
	}
	for _, p := range []string{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, p) && len(s) > len(p) {
			return "'" + s
		}
	}
	return s
}

// Plain undoes Neutral.
func Plain(s string) string {
	if strings.HasPrefix(s, "'") && Neutral(s[1:]) == s {
		return s[1:]
	}
	return s
}

func sheetName(name string, n int) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' {
			return '_'
		}
		return r
	}, strings.Trim(name, "' "))
	if r := []rune(name); len(r) > 28 {
		name = string(r[:28])
	}
	if name == "" {
		name = "表" + strconv.Itoa(n)
	}
	return name
}
