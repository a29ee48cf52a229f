package importer

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/date"
	"qipan/internal/platform/sheet"
)

// Remarks writes the ledger back as a workbook: the same sheets, rows and columns,
// with one column more that says what is wrong with each row and what became of it.
func (s *Service) Remarks(ctx context.Context, who identity.Caller, id string, out io.Writer) error {
	b, err := s.Find(ctx, who, id)
	if err != nil {
		return err
	}
	if err := b.need(Ready, Confirmed, Undone); err != nil {
		return err
	}
	f, err := s.Files.Open(b.SHA256)
	if err != nil {
		return fmt.Errorf("read ledger: %w", err)
	}
	defer func() { _ = f.Close() }()
	book, err := sheet.Open(f, b.Size, b.Filename, b.Mapping.Options())
	if err != nil {
		return err
	}
	w, err := sheet.NewWriter()
	if err != nil {
		return err
	}
	defer func() { _ = w.Close() }()
	for i, info := range book.Sheets() {
		layout := b.layout(info.Name)
		if !layout.Ledger {
			continue
		}
		notes, err := s.remarksOf(ctx, b.ID, info.Name)
		if err != nil {
			return err
		}
		if err := remarked(ctx, w, book, i, info.Name, layout, notes); err != nil {
			return err
		}
	}
	_, err = w.WriteTo(out)
	return err
}

// remark is what the added column says of a row.
type remark struct {
	text string
	bad  bool
}

var stateText = map[RowState]string{RowNew: "新项目", RowChanged: "有变化", RowUnchanged: "无变化", RowDuplicate: "疑似重复", RowProblem: "有问题", RowSkipped: "不导入"}

func (s *Service) remarksOf(ctx context.Context, id, name string) (map[int]remark, error) {
	out := map[int]remark{}
	err := eachRows(ctx, s.DB.Read, id, nil, func(rows []*Row) error {
		for _, r := range rows {
			if r.Sheet == name {
				out[r.Line] = r.remark()
			}
		}
		return nil
	})
	return out, err
}

func (r *Row) remark() remark {
	parts := []string{stateText[r.State]}
	for _, p := range r.Problems() {
		kind := "提示"
		if p.Severity == understand.Fatal {
			kind = "错误"
		}
		part := kind + "：" + p.Column
		if p.Value != "" {
			part += "“" + p.Value + "”"
		}
		parts = append(parts, part+" "+p.Message)
	}
	if sim := r.Data.Similar; sim != nil {
		parts = append(parts, strings.TrimSpace(sim.Reason+" "+sim.Code))
	}
	for _, c := range r.Data.Changes {
		parts = append(parts, fmt.Sprintf("变化：%s %s → %s", c.Label, orNone(c.Before), orNone(c.After)))
	}
	return remark{strings.Join(parts, "\n"), r.State == RowProblem || r.State == RowDuplicate}
}

// remarked copies one sheet with the added column.
func remarked(ctx context.Context, w *sheet.Writer, book *sheet.Book, i int, name string, l *Sheet, notes map[int]remark) error {
	if err := w.Sheet(name, nil); err != nil {
		return err
	}
	width := len(l.Columns)
	return book.Rows(i, func(r *sheet.Row) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		note, noted := notes[r.N]
		cells := make([]any, max(width, len(r.Cells)), max(width, len(r.Cells))+1)
		for k, c := range r.Cells {
			cells[k] = copied(c)
		}
		switch {
		case r.N == l.HeaderLast:
			cells = append(cells, "核对意见")
		case noted && note.bad:
			cells = append(cells, sheet.Warning(note.text))
		case noted:
			cells = append(cells, note.text)
		}
		return w.RowAt(r.N, cells...)
	})
}

// copied is a cell as the writer takes it.
func copied(c sheet.Cell) any {
	switch c.Kind {
	case sheet.Empty:
		return nil
	case sheet.Number:
		return sheet.Decimal(c.Text)
	case sheet.Date:
		if c.Precision == date.Day {
			return date.Date(c.Text)
		}
		return c.Text[:7]
	}
	return c.Text
}

// Made is a file made for a download; Close removes it.
type Made struct {
	Size int64
	f    *os.File
}

// CopyTo writes the file out as far as the reader listens.
func (m *Made) CopyTo(w io.Writer) { _, _ = io.Copy(w, m.f) }

// Close removes the file.
func (m *Made) Close() {
	_ = m.f.Close()
	_ = os.Remove(m.f.Name())
}

// RemarksFile makes the workbook of Remarks in a temporary file: a large one does
// not lie in memory, and what goes wrong is known before the first byte is sent.
func (s *Service) RemarksFile(ctx context.Context, who identity.Caller, id string) (*Made, error) {
	f, err := os.CreateTemp("", "qipan-remarks-*")
	if err != nil {
		return nil, fmt.Errorf("make remarks: %w", err)
	}
	m := &Made{f: f}
	if err := s.Remarks(ctx, who, id, f); err != nil {
		m.Close()
		return nil, err
	}
	if m.Size, err = f.Seek(0, io.SeekEnd); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		m.Close()
		return nil, fmt.Errorf("make remarks: %w", err)
	}
	return m, nil
}
