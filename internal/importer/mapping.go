package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/sheet"
)

// SheetMapping is how a person says one sheet is to be read.
type SheetMapping struct {
	Name        string
	Used        bool
	HeaderFirst int // 1-based; 0: as found
	HeaderLast  int
	Columns     []ColumnMapping
	Defaults    map[string]string // field → value where a row has none
}

// ColumnMapping says what a column is. An empty field is kept beside, by its title.
type ColumnMapping struct {
	Index int
	Field string
	Unit  string // "", or as in a mapping file: 亿元, 万美元
}

// layout is a sheet's mapping as an organisation keeps it for next week.
type layout struct {
	bun.BaseModel `bun:"table:import_layout"`

	OrgID       string           `bun:"org_id,pk"`
	Fingerprint string           `bun:"fingerprint,pk"`
	Mapping     understand.Sheet `bun:"mapping,type:text"`
	UpdatedAt   int64            `bun:"updated_at"`
	UpdatedBy   string           `bun:"updated_by"`
	Version     int64            `bun:"version"`
}

// fingerprint identifies the layout of a sheet by what is found without help: its
// titles, or where no header was found the wording of its first rows without
// their figures, so that a new date in the title does not make it another.
func fingerprint(l *understand.Layout) string {
	if l.Fingerprint != "" {
		return l.Fingerprint
	}
	if len(l.Sample) == 0 {
		return ""
	}
	h := sha256.New()
	for _, r := range l.Sample[:min(len(l.Sample), 3)] {
		for _, c := range r.Cells {
			h.Write([]byte(strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return -1
				}
				return r
			}, c) + "\x00"))
		}
	}
	return "~" + hex.EncodeToString(h.Sum(nil)[:11])
}

// remembered is how the organisation corrected these layouts before; nil if it never did.
func (s *Service) remembered(ctx context.Context, org string, auto []*understand.Layout) (*understand.Mapping, error) {
	var prints []string
	for _, l := range auto {
		if fp := fingerprint(l); fp != "" {
			prints = append(prints, fp)
		}
	}
	if len(prints) == 0 {
		return nil, nil
	}
	var rows []layout
	if err := s.DB.Read.NewSelect().Model(&rows).Where("org_id = ? AND fingerprint IN (?)", org, bun.List(prints)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read remembered layouts: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	kept := map[string]understand.Sheet{}
	for _, r := range rows {
		kept[r.Fingerprint] = r.Mapping
	}
	m := &understand.Mapping{Version: understand.MappingVersion, PerSheet: map[string]understand.Sheet{}}
	for _, l := range auto {
		if sh, ok := kept[fingerprint(l)]; ok {
			m.PerSheet[l.Sheet] = sh
		}
	}
	return m, m.Validate()
}

// SetMapping reads the file again as a person says, and remembers it for this
// layout. version is that of the batch that was read.
func (s *Service) SetMapping(ctx context.Context, who identity.Caller, id string, version int64, sheets []SheetMapping) (*Batch, error) {
	err := db.Do(ctx, s.DB, func(tx *db.Tx) error {
		b, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if err := b.need(Ready, Refused, Failed); err != nil {
			return err
		}
		m, err := b.mapping(sheets)
		if err != nil {
			return err
		}
		if err := remember(ctx, tx, who, b, m); err != nil {
			return err
		}
		b.Mapping, b.Counts = m, newCounts()
		b.Run++
		if err := s.begin(ctx, tx, who, b, Reading, jobRead, "重新读取"); err != nil {
			return err
		}
		if err := b.save(ctx, tx); err != nil {
			return err
		}
		raw, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("keep mapping: %w", err)
		}
		return audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "import.mapping", Subject: b.subject(), BatchID: b.ID,
			Changes: []audit.Change{{Field: "mapping", After: string(raw)}}})
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

// mapping turns what a person said into a mapping of the whole file.
func (b *Batch) mapping(sheets []SheetMapping) (*understand.Mapping, error) {
	m := &understand.Mapping{Version: understand.MappingVersion, PerSheet: map[string]understand.Sheet{}}
	if b.Mapping != nil { // what only a mapping file can say stays
		m.Encoding, m.Delimiter, m.Words, m.Key, m.Filter, m.DateForm, m.Defaults = b.Mapping.Encoding, b.Mapping.Delimiter, b.Mapping.Words, b.Mapping.Key, b.Mapping.Filter, b.Mapping.DateForm, b.Mapping.Defaults
	}
	have := map[string]*Sheet{}
	for i := range b.Sheets {
		have[b.Sheets[i].Sheet] = &b.Sheets[i]
	}
	var f fault.Form
	for i, in := range sheets {
		at := fmt.Sprintf("/sheets/%d", i)
		was := have[in.Name]
		if was == nil {
			f.Add(at+"/name", "sheet.unknown", "文件里没有工作表“%s”。", in.Name)
			continue
		}
		out := understand.Sheet{Skip: !in.Used, Defaults: in.Defaults}
		if in.Used {
			m.Sheets = append(m.Sheets, in.Name)
		}
		if in.HeaderFirst > 0 && (in.HeaderFirst != was.AutoFirst || in.HeaderLast != was.AutoLast) {
			out.HeaderRows = &understand.HeaderRows{First: in.HeaderFirst, Last: in.HeaderLast}
		}
		seen := map[string]bool{}
		for k, c := range in.Columns {
			field := c.Field
			if field == "" {
				field = "extra"
			}
			if c.Index < 0 || c.Index >= 1<<14 {
				f.Add(fmt.Sprintf("%s/columns/%d", at, k), "column", "没有这一列。")
				continue
			}
			if seen[field] && !many(field) {
				f.Add(fmt.Sprintf("%s/columns/%d", at, k), "column.twice", "“%s”只能由一列读出。", field)
			}
			seen[field] = true
			out.Columns = append(out.Columns, understand.ColumnRule{Column: "@" + sheet.ColumnName(c.Index), Field: field, Unit: c.Unit, DateForm: was.dateForm(c.Index)})
		}
		m.PerSheet[in.Name] = out
	}
	if len(m.Sheets) == 0 {
		f.Add("/sheets", "required", "请至少选择一个工作表。")
	}
	if err := f.Err("mapping.invalid", "列对应有误。"); err != nil {
		return nil, err
	}
	return m, m.Validate()
}

func (s *Sheet) dateForm(index int) string {
	for _, c := range s.Columns {
		if c.Index == index {
			return c.DateForm
		}
	}
	return ""
}

// many are the fields that several columns may have.
func many(field string) bool {
	switch field {
	case "extra", "ignore", "remarks", "content", "progress":
		return true
	}
	return false
}

// remember keeps the mapping of each sheet under its layout.
func remember(ctx context.Context, tx *db.Tx, who identity.Caller, b *Batch, m *understand.Mapping) error {
	for i := range b.Sheets {
		sh, said := m.PerSheet[b.Sheets[i].Sheet]
		if !said || b.Sheets[i].Auto == "" {
			continue
		}
		l := layout{OrgID: b.OrgID, Fingerprint: b.Sheets[i].Auto, Mapping: sh, UpdatedAt: tx.Millis(), UpdatedBy: string(who.User.ID), Version: 1}
		_, err := tx.NewInsert().Model(&l).On("CONFLICT (org_id, fingerprint) DO UPDATE").Set("mapping = EXCLUDED.mapping").
			Set("updated_at = EXCLUDED.updated_at").Set("updated_by = EXCLUDED.updated_by").Set("version = layout.version + 1").Exec(ctx)
		if err != nil {
			return fmt.Errorf("remember layout: %w", err)
		}
	}
	return nil
}
