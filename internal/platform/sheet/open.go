package sheet

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"

	"qipan/internal/platform/fault"
)

// Options say what the file itself does not.
type Options struct {
	Encoding  string // of a text file: "", "utf-8", "utf-16", "gb18030", "latin-1", "windows-1252"
	Delimiter rune   // of a text file; 0 finds it
	Limits    Limits
}

// Book is an open table file. It reads from the ReaderAt it was opened on, so
// that must stay open. Not safe for concurrent use.
type Book struct {
	sheets []Info
	limits Limits
	src    source
}

// source is one file format.
type source interface {
	shape(i int) (Shape, error)
	rows(i int, fn func(*Row) error) error
	date1904() bool
	format() string
}

// Open looks at the content (never at the name alone) and opens xlsx or
// delimited text. name is used in messages only. Refusals are faults of kind
// Invalid, Unsupported or TooLarge with codes "sheet.…".
func Open(r io.ReaderAt, size int64, name string, o Options) (*Book, error) {
	o.Limits = o.Limits.orDefaults()
	if size == 0 {
		return nil, fault.New(fault.Invalid, "sheet.empty", "文件 %s 是空的。", label(name))
	}
	if size > o.Limits.FileBytes {
		return nil, fault.New(fault.TooLarge, "sheet.file_too_large",
			"文件 %s 有 %d MB，最多可导入 %d MB。请拆分后分批导入。", label(name), size>>20, o.Limits.FileBytes>>20)
	}
	head := make([]byte, min(size, 8192))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read head of spreadsheet: %w", err)
	}
	b := &Book{limits: o.Limits}
	var err error
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		b.src, b.sheets, err = openXLSX(r, size, name, o.Limits)
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}):
		return nil, refuseOLE(r, size, name)
	default:
		if err := refuseOther(head, name); err != nil {
			return nil, err
		}
		b.src, err = openText(r, size, name, o)
		b.sheets = []Info{{}}
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Sheets lists the sheets in the book's order.
func (b *Book) Sheets() []Info { return b.sheets }

// Format is "xlsx" or "csv".
func (b *Book) Format() string { return b.src.format() }

// Date1904 reports whether serial days count from 1904-01-01 (old Excel for Mac).
func (b *Book) Date1904() bool { return b.src.date1904() }

// Shape reads through sheet i once and tells its size and merged ranges; the
// answer is kept for the next call.
func (b *Book) Shape(i int) (Shape, error) { return b.src.shape(i) }

// Rows calls fn for each row of sheet i that holds a cell, top to bottom. An
// error of fn ends the reading and is returned.
func (b *Book) Rows(i int, fn func(*Row) error) error { return b.src.rows(i, fn) }

func label(name string) string {
	if name = path.Base(strings.ReplaceAll(name, `\`, "/")); name == "." || name == "/" {
		return "（未命名）"
	}
	return "“" + name + "”"
}
