// Package sheet reads and writes the tables that offices keep: xlsx workbooks
// and delimited text. It streams: a workbook of a hundred thousand rows is never
// held in memory, only its shared strings are.
//
// Reading gives, per row, the text of each cell, whether it is a number or a
// date, the number format and whether row or sheet is hidden. Files that are no
// table, are encrypted, damaged or hostile are refused with a fault that says
// where and what to do. Writing neutralises formula injection.
//
// The reader is our own because excelize holds a whole part in memory and
// hides what an importer must see (cached formula values, merged ranges before
// the rows, very hidden sheets). The writer is excelize's stream writer.
package sheet

import "qipan/internal/platform/date"

// Kind says what a cell holds.
type Kind uint8

// The kinds of cell.
const (
	Empty  Kind = iota
	Text        // Cell.Text is what was typed
	Number      // Cell.Text is a plain decimal of at most 15 significant digits, as Excel shows it
	Date        // Cell.Text is YYYY-MM-DD; Cell.Precision says whether the day is shown
	Bool        // Cell.Text is TRUE or FALSE
	Error       // Cell.Text is #REF! and the like, or "=…" for a formula whose value is not in the file
)

// Cell is one cell. Its strings may be kept; the Cell itself is reused.
type Cell struct {
	Kind      Kind
	Text      string
	Precision date.Precision // of a Date
	Serial    string         // of a Date: the number behind it
	Format    string         // number format code of a Number or Date ("" is General)
	Formula   bool           // the value was computed by a formula
}

// Blank reports whether the cell shows nothing.
func (c Cell) Blank() bool { return c.Kind == Empty }

// Row is one row. It is reused between calls: copy what you keep.
type Row struct {
	N      int  // 1-based, as Excel numbers it; in text files the number of the record
	Hidden bool // hidden by hand or by a filter
	Cells  []Cell
}

// Cell is the cell of the 0-based column, or an empty one.
func (r *Row) Cell(col int) Cell {
	if col < 0 || col >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[col]
}

// Visibility of a sheet.
type Visibility uint8

// The visibilities; a very hidden sheet cannot be shown from the menu.
const (
	Visible Visibility = iota
	Hidden
	VeryHidden
)

// Range is a merged range, 1-based rows and 0-based columns, both inclusive.
type Range struct {
	Top, Bottom int
	Left, Right int
}

// Info names a sheet of a book. A text file has one sheet with the name "".
type Info struct {
	Name       string
	Visibility Visibility
}

// Shape is what is known of a sheet before its rows are read.
type Shape struct {
	Rows   int     // rows that hold at least one cell
	Merges []Range // in the file's order
}

// Limits bound what a file may cost. Zero fields take the defaults.
type Limits struct {
	FileBytes  int64 // size of the upload
	PartBytes  int64 // uncompressed size of one sheet
	Sheets     int
	Rows       int // rows with content, per sheet
	Columns    int
	CellRunes  int // Excel's own limit is 32,767
	TotalBytes int64
}

// DefaultLimits fit a ledger of 100,000 rows by 30 columns several times over.
var DefaultLimits = Limits{
	FileBytes:  128 << 20,
	PartBytes:  1 << 30,
	TotalBytes: 2 << 30,
	Sheets:     100,
	Rows:       200_000,
	Columns:    512,
	CellRunes:  32_767,
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits
	set := func(v *int, def int) {
		if *v == 0 {
			*v = def
		}
	}
	set64 := func(v *int64, def int64) {
		if *v == 0 {
			*v = def
		}
	}
	set(&l.Sheets, d.Sheets)
	set(&l.Rows, d.Rows)
	set(&l.Columns, d.Columns)
	set(&l.CellRunes, d.CellRunes)
	set64(&l.FileBytes, d.FileBytes)
	set64(&l.PartBytes, d.PartBytes)
	set64(&l.TotalBytes, d.TotalBytes)
	return l
}
