package understand

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"qipan/internal/platform/fault"
	"qipan/internal/platform/money"
	"qipan/internal/platform/sheet"
)

// MappingVersion is the version of mapping documents this program writes.
const MappingVersion = 1

// Mapping fixes what cannot be found out: it is written by people (or kept from
// the wizard) and read as JSON. Everything in it is optional.
type Mapping struct {
	Version int    `json:"version"`
	Title   string `json:"title,omitempty"`
	Source  string `json:"source,omitempty"` // where the file comes from, its licence
	Notes   string `json:"notes,omitempty"`  // why it maps as it does

	Encoding  string `json:"encoding,omitempty"`  // of text files: utf-8, utf-16, gb18030, latin-1, windows-1252
	Delimiter string `json:"delimiter,omitempty"` // one character

	Sheets     []string         `json:"sheets,omitempty"`      // only these, hidden ones too; empty: every visible ledger
	HeaderRows *HeaderRows      `json:"header_rows,omitempty"` // for all sheets
	PerSheet   map[string]Sheet `json:"per_sheet,omitempty"`   // by sheet name; wins over the rest

	Columns   []ColumnRule      `json:"columns,omitempty"`
	Guess     *bool             `json:"guess,omitempty"`    // false: columns not named here are only kept as extras
	Defaults  map[string]string `json:"defaults,omitempty"` // field → value where the row has none
	Unit      string            `json:"unit,omitempty"`     // of amounts without one: "亿元", "万美元"
	DateForm  string            `json:"date_format,omitempty"`
	Words     Words             `json:"words,omitzero"`
	Key       []string          `json:"key,omitempty"`    // fields that tell projects apart; default: code, else name and investor
	Filter    []Condition       `json:"filter,omitempty"` // rows that do not meet all of them are left out
	Hidden    string            `json:"hidden_rows,omitempty"`
	KeepExtra *bool             `json:"keep_extra,omitempty"` // false: unnamed columns are dropped
}

// Sheet is what a mapping says of one sheet.
type Sheet struct {
	HeaderRows *HeaderRows       `json:"header_rows,omitempty"`
	Columns    []ColumnRule      `json:"columns,omitempty"`
	Defaults   map[string]string `json:"defaults,omitempty"`
	Unit       string            `json:"unit,omitempty"`
	Skip       bool              `json:"skip,omitempty"`
}

// HeaderRows are 1-based and inclusive.
type HeaderRows struct {
	First int `json:"first"`
	Last  int `json:"last"`
}

// ColumnRule says what a column is. Column is its title (any part of a
// multi-row header) or "@" and its letter. Several columns may have one field:
// the first that is not blank counts, except that of dates the earliest does.
type ColumnRule struct {
	Column   string            `json:"column"`
	Field    string            `json:"field"`
	Unit     string            `json:"unit,omitempty"`
	DateForm string            `json:"date_format,omitempty"`
	Words    map[string]string `json:"words,omitempty"` // value → code, for this column only
}

// Words add to the city's dictionary.
type Words struct {
	Stages    map[string]string `json:"stages,omitempty"`    // word → stage code, or "status:lost"
	Districts map[string]string `json:"districts,omitempty"` // word → region code
	Kinds     map[string]string `json:"kinds,omitempty"`
}

// Condition keeps or drops rows by the text of a column.
type Condition struct {
	Column string   `json:"column"`
	In     []string `json:"in,omitempty"`
	NotIn  []string `json:"not_in,omitempty"`
}

// ParseMapping reads a mapping; all faults come back at once with their place.
func ParseMapping(doc []byte) (*Mapping, error) {
	var m Mapping
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF"))))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return nil, fault.New(fault.Invalid, "mapping.invalid", "映射文件不是有效的 JSON，或有不认识的字段：%v。", err)
	}
	if err := m.Validate(); err != nil {
		return nil, err
	}
	return &m, nil
}

// plainFields are the fields without a suffix.
var plainFields = []string{"ignore", "extra", "code", "name", "investor", "company", "credit_code", "district", "region", "address", "total", "fixed", "fdi", "fdi_actual",
	"stage", "progress", "kind", "chain", "industry", "content", "owner", "unit", "contact", "phone", "remarks"}

// validField knows plain fields and date:<stage>, plan:<stage>, mark:<stage>,
// date:status:<status>, date:status.
func validField(f string) bool {
	if slices.Contains(plainFields, f) {
		return true
	}
	kind, of, ok := strings.Cut(f, ":")
	if !ok {
		return false
	}
	switch kind {
	case "date":
		return rank(of) >= 0 || of == "status" || strings.HasPrefix(of, "status:") && knownStatus(of[7:])
	case "plan", "mark":
		return rank(of) >= 0
	}
	return false
}

func knownStatus(s string) bool {
	return slices.Contains([]string{"paused", "transferring", "lost", "terminated", "halted", "exited"}, s)
}

// Validate checks the mapping by itself.
func (m *Mapping) Validate() error {
	var f fault.Form
	if m.Version != MappingVersion {
		f.Add("/version", "version", "映射的 version 应为 %d。", MappingVersion)
	}
	if m.Delimiter != "" && utf8.RuneCountInString(m.Delimiter) != 1 {
		f.Add("/delimiter", "delimiter", "分隔符应是一个字符。")
	}
	if m.Hidden != "" && m.Hidden != "read" && m.Hidden != "skip" {
		f.Add("/hidden_rows", "hidden_rows", "hidden_rows 只能是 read 或 skip。")
	}
	checkFormat(&f, "/date_format", m.DateForm)
	checkUnit(&f, "/unit", m.Unit)
	checkHeader(&f, "/header_rows", m.HeaderRows)
	checkColumns(&f, "/columns", m.Columns)
	checkDefaults(&f, "/defaults", m.Defaults)
	for name, s := range m.PerSheet {
		at := "/per_sheet/" + name
		checkHeader(&f, at+"/header_rows", s.HeaderRows)
		checkColumns(&f, at+"/columns", s.Columns)
		checkDefaults(&f, at+"/defaults", s.Defaults)
		checkUnit(&f, at+"/unit", s.Unit)
	}
	for word, code := range m.Words.Stages {
		if rank(code) < 0 && !(strings.HasPrefix(code, "status:") && knownStatus(code[7:])) {
			f.Add("/words/stages/"+word, "stage", "“%s”不是阶段代码，也不是 status:状态代码。", code)
		}
	}
	for i, k := range m.Key {
		if !slices.Contains([]string{"code", "name", "investor", "district"}, k) {
			f.Add(fmt.Sprintf("/key/%d", i), "key", "“%s”不能作主键，可用 code、name、investor、district。", k)
		}
	}
	return f.Err("mapping.invalid", "映射有误。")
}

func checkFormat(f *fault.Form, at, format string) {
	if format != "" && !validFormat(format) {
		f.Add(at, "date_format", "日期格式“%s”看不懂，例：dd/mm/yyyy。", format)
	}
}

func checkUnit(f *fault.Form, at, unit string) {
	if unit != "" && !mappingUnit(unit).Said {
		f.Add(at, "unit", "单位“%s”看不懂，例：亿元、万元、万美元、USD。", unit)
	}
}

func checkHeader(f *fault.Form, at string, h *HeaderRows) {
	if h != nil && (h.First < 1 || h.Last < h.First || h.Last-h.First > 5) {
		f.Add(at, "header_rows", "表头行应从 1 起，最多 6 行。")
	}
}

func checkColumns(f *fault.Form, at string, cols []ColumnRule) {
	for i, c := range cols {
		here := fmt.Sprintf("%s/%d", at, i)
		if strings.TrimSpace(c.Column) == "" {
			f.Add(here+"/column", "required", "请写明列的标题，或 @ 加列号。")
		} else if letter, ok := strings.CutPrefix(c.Column, "@"); ok {
			if _, ok := sheet.ColumnIndex(letter); !ok {
				f.Add(here+"/column", "column", "“%s”不是列号。", c.Column)
			}
		}
		if !validField(c.Field) {
			f.Add(here+"/field", "field", "没有“%s”这个字段。", c.Field)
		}
		checkUnit(f, here+"/unit", c.Unit)
		checkFormat(f, here+"/date_format", c.DateForm)
	}
}

func checkDefaults(f *fault.Form, at string, d map[string]string) {
	for k := range d {
		if !slices.Contains([]string{"district", "region", "investor", "stage", "kind", "chain", "industry", "owner", "unit", "code", "total", "fixed", "fdi"}, k) {
			f.Add(at+"/"+k, "field", "字段“%s”不能设默认值。", k)
		}
	}
}

// mappingUnit reads a unit of a mapping without the city's words: 亿元, 万美元,
// USD, "百万 EUR".
func mappingUnit(s string) Unit {
	t := fold(s)
	exp, n := takeScale(t)
	rest := t[n:]
	names := map[string]money.Currency{"元": money.CNY, "人民币": money.CNY, "美元": money.USD, "欧元": money.EUR, "港元": money.HKD, "日元": money.JPY, "英镑": money.GBP, "韩元": money.KRW, "新加坡元": money.SGD}
	if c := money.Currency(strings.ToUpper(rest)); c.Known() {
		return Unit{exp, c, true}
	}
	if c, ok := names[rest]; ok {
		return Unit{exp, c, true}
	}
	return Unit{Scale: exp, Said: n > 0 && rest == ""}
}

// Options for opening the file that a mapping gives.
func (m *Mapping) Options() sheet.Options {
	if m == nil {
		return sheet.Options{}
	}
	r, _ := utf8.DecodeRuneInString(m.Delimiter)
	if m.Delimiter == "" {
		r = 0
	}
	return sheet.Options{Encoding: m.Encoding, Delimiter: r}
}

func (m *Mapping) guesses() bool { return m == nil || m.Guess == nil || *m.Guess }
func (m *Mapping) extras() bool  { return m == nil || m.KeepExtra == nil || *m.KeepExtra }

// rules are the column rules for a sheet: its own before the general ones.
func (m *Mapping) rules(name string) []ColumnRule {
	if m == nil {
		return nil
	}
	return slices.Concat(m.PerSheet[name].Columns, m.Columns)
}

func (m *Mapping) header(name string) *HeaderRows {
	if m == nil {
		return nil
	}
	if h := m.PerSheet[name].HeaderRows; h != nil {
		return h
	}
	return m.HeaderRows
}

func (m *Mapping) fallback(name, field string) string {
	if m == nil {
		return ""
	}
	if v := m.PerSheet[name].Defaults[field]; v != "" {
		return v
	}
	return m.Defaults[field]
}

func (m *Mapping) unit(name string) Unit {
	if m == nil {
		return Unit{}
	}
	if u := m.PerSheet[name].Unit; u != "" {
		return mappingUnit(u)
	}
	return mappingUnit(m.Unit)
}
