package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"qipan/internal/importer"
	"qipan/internal/importer/understand"
)

// printedRow is a row as --json prints it: what was understood and, where it was
// held against a city, what importing it would do or did.
type printedRow struct {
	*understand.Row
	State     importer.RowState `json:"state,omitempty"`
	ProjectID string            `json:"project_id,omitempty"`
	Similar   *importer.Similar `json:"similar,omitempty"`
	Changes   []importer.Change `json:"changes,omitempty"`
}

// judged is a judged row, its problems those of the reading and of the rules.
func judged(r *importer.Row) printedRow {
	row := r.Data.Row
	row.Problems, row.Notices = r.Problems(), r.Notices()
	if row.Problems == nil {
		row.Problems = []understand.Problem{}
	}
	return printedRow{&row, r.State, r.Data.ProjectID, r.Data.Similar, r.Data.Changes}
}

// summary is the end of the answer.
type summary struct {
	understand.Summary
	States map[importer.RowState]int `json:"states,omitempty"`
	Batch  string                    `json:"batch,omitempty"`
	Result *importer.Result          `json:"result,omitempty"`
}

// printer writes the answer as it comes, so that a large ledger needs no memory:
// JSON as {"file", "sheets", "rows": [one row a line], "summary"}, or text.
type printer struct {
	w      *bufio.Writer
	json   bool
	file   string
	sheets []*understand.Layout
	rows   int
	sum    summary
}

func newPrinter(out io.Writer, asJSON bool, file string) *printer {
	p := &printer{w: bufio.NewWriterSize(out, 1<<16), json: asJSON, file: file}
	p.sum.Problems = map[string]int{}
	return p
}

// sheet is told of every sheet; they are printed after the rows.
func (p *printer) sheet(l *understand.Layout) error {
	short := *l
	short.Sample = nil
	p.sheets = append(p.sheets, &short)
	return nil
}

func (p *printer) row(r printedRow) error {
	p.rows++
	p.count(r)
	if !p.json {
		return p.text(r)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("print row: %w", err)
	}
	open := ",\n"
	if p.rows == 1 {
		if open, err = p.head(); err != nil {
			return err
		}
	}
	_, _ = p.w.WriteString(open)
	_, err = p.w.Write(raw)
	return err
}

func (p *printer) head() (string, error) {
	name, err := json.Marshal(p.file)
	return `{"file":` + string(name) + `,"rows":[` + "\n", err
}

// count keeps the numbers for an import, whose rows are read back from the city.
func (p *printer) count(r printedRow) {
	p.sum.Rows++
	if r.Hidden {
		p.sum.Hidden++
	}
	for _, x := range r.Problems {
		p.sum.Problems[x.Code]++
	}
	switch {
	case !r.Enters():
		p.sum.Bad++
		return
	case len(r.Problems) > 0:
		p.sum.Warned++
	}
	p.sum.Good++
}

var states = map[importer.RowState]string{importer.RowNew: "新项目", importer.RowChanged: "有变化", importer.RowUnchanged: "无变化",
	importer.RowDuplicate: "疑似重复", importer.RowProblem: "有问题", importer.RowSkipped: "不导入"}

func (p *printer) text(r printedRow) error {
	at := fmt.Sprintf("第 %d 行", r.Row.Row)
	if r.Sheet != "" {
		at = "“" + r.Sheet + "”" + at
	}
	for _, x := range r.Problems {
		kind := "提示"
		if x.Severity == understand.Fatal {
			kind = "错误"
		}
		_, _ = fmt.Fprintf(p.w, "%s  %s  %s “%s”  %s\n", at, kind, x.Column, x.Value, x.Message)
	}
	for _, c := range r.Changes {
		_, _ = fmt.Fprintf(p.w, "%s  变化  %s  %s → %s\n", at, c.Label, c.Before, c.After)
	}
	if r.Similar != nil {
		_, _ = fmt.Fprintf(p.w, "%s  重复  %s %s\n", at, r.Similar.Reason, r.Similar.Code)
	}
	return nil
}

// end writes the sheets and the summary.
func (p *printer) end(s summary) error {
	if s.Rows == 0 {
		s.Rows, s.Good, s.Bad, s.Warned, s.Hidden, s.Problems = p.sum.Rows, p.sum.Good, p.sum.Bad, p.sum.Warned, p.sum.Hidden, p.sum.Problems
	}
	if !p.json {
		p.total(s)
		return p.w.Flush()
	}
	if p.rows == 0 {
		head, err := p.head()
		if err != nil {
			return err
		}
		_, _ = p.w.WriteString(head)
	}
	sheets, err := json.Marshal(p.sheets)
	if err != nil {
		return fmt.Errorf("print sheets: %w", err)
	}
	if p.sheets == nil {
		sheets = []byte("[]")
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("print summary: %w", err)
	}
	_, _ = fmt.Fprintf(p.w, "\n],\"sheets\":%s,\"summary\":%s}\n", sheets, raw)
	return p.w.Flush()
}

func (p *printer) total(s summary) {
	_, _ = fmt.Fprintf(p.w, "共 %d 个项目：%d 个可以导入（其中 %d 个有提示），%d 个有错误。\n", s.Rows, s.Good, s.Warned, s.Bad)
	var parts []string
	for _, st := range []importer.RowState{importer.RowNew, importer.RowChanged, importer.RowUnchanged, importer.RowDuplicate, importer.RowProblem, importer.RowSkipped} {
		if n := s.States[st]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", states[st], n))
		}
	}
	if len(parts) > 0 {
		_, _ = fmt.Fprintln(p.w, "与系统核对：", strings.Join(parts, "，"))
	}
	var other []string
	for why, n := range s.Other {
		other = append(other, fmt.Sprintf("%s %d", why, n))
	}
	if slices.Sort(other); len(other) > 0 {
		_, _ = fmt.Fprintln(p.w, "不是项目的行：", strings.Join(other, "，"))
	}
	if r := s.Result; r != nil {
		_, _ = fmt.Fprintf(p.w, "已导入：新建 %d，更新 %d，无变化 %d，未导入 %d。批次 %s\n", r.Created, r.Changed, r.Unchanged, r.Skipped, s.Batch)
	}
}
