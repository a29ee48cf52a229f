package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/project"
)

// link says that a row of a batch was taken over to a project. The newest live
// link of a project holds what the last ledger said of it.
type link struct {
	bun.BaseModel `bun:"table:import_link,alias:l"`

	ID         string          `bun:"id,pk"`
	OrgID      string          `bun:"org_id"`
	ProjectID  project.ID      `bun:"project_id"`
	CodeKey    string          `bun:"code_key"`
	NameKey    string          `bun:"name_key"`
	District   string          `bun:"district"`
	BatchID    string          `bun:"batch_id"`
	Position   int64           `bun:"position"`
	Created    bool            `bun:"created"` // this row made the project
	Cells      project.Cells   `bun:"cells,type:text"`
	Digest     string          `bun:"digest"` // of cells
	Applied    []project.Delta `bun:"applied,type:text"`
	Version    int64           `bun:"version"`     // of the project after
	RecordedAt int64           `bun:"recorded_at"` // of the project after
	Clean      bool            `bun:"clean"`       // nobody had touched the project since the link before
	Undone     bool            `bun:"undone"`
	Kept       string          `bun:"kept"` // why undoing left it, for people
}

// digest tells two sets of cells apart.
func digest(c project.Cells) string {
	h := sha256.New()
	for _, k := range slices.Sorted(maps.Keys(c)) {
		h.Write([]byte(k + "\x00" + c[k] + "\x00"))
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

var byName = &understand.Mapping{Key: []string{"investor", "name"}}

// nameKey tells projects apart by investor and name.
func nameKey(r *understand.Row) string { return understand.KeyOf(r, byName) }

// codeKey is the ledger's own key, if it is one: a mapping's, or a code that is
// more than a running number, which next week counts other rows.
func codeKey(r *understand.Row, m *understand.Mapping) string {
	if m != nil && len(m.Key) > 0 {
		return understand.KeyOf(r, m)
	}
	if len(r.Code) <= 5 && strings.Trim(r.Code, "0123456789") == "" {
		return ""
	}
	return understand.KeyOf(r, &understand.Mapping{Key: []string{"code"}})
}

// known is a project that an earlier ledger of this organisation spoke of.
type known struct {
	link     string // id of the newest live link
	project  project.ID
	codeKey  string
	nameKey  string
	district string
	digest   string
	version  int64
	at       int64
}

// matcher finds what a row's project is here already. It holds what the importer
// may see, and nothing else.
type matcher struct {
	byCode  map[string]*known
	byName  map[string][]*known
	newest  map[project.ID]*known
	visible map[string][]project.Outline // by name, not of this organisation's ledgers
}

func (s *Service) matcher(ctx context.Context, q bun.IDB, who identity.Caller) (*matcher, error) {
	m := &matcher{byCode: map[string]*known{}, byName: map[string][]*known{}, visible: map[string][]project.Outline{}}
	var rows []link
	err := q.NewSelect().Model(&rows).Column("l.id", "l.project_id", "l.code_key", "l.name_key", "l.district", "l.digest", "l.version", "l.recorded_at").
		Where("l.org_id = ? AND NOT l.undone", who.User.OrgID).OrderExpr("l.recorded_at, l.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read earlier imports: %w", err)
	}
	newest := make(map[project.ID]*known, len(rows))
	m.newest = newest
	for i := range rows {
		r := &rows[i]
		newest[r.ProjectID] = &known{r.ID, r.ProjectID, r.CodeKey, r.NameKey, r.District, r.Digest, r.Version, r.RecordedAt}
	}
	for i := range rows { // in their order, so that what is found does not depend on a map's
		k := newest[rows[i].ProjectID]
		if k.link == rows[i].ID {
			m.add(k)
		}
	}
	err = s.Projects.Outlines(ctx, q, who, func(o project.Outline) {
		if newest[o.ID] == nil {
			key := nameKey(&understand.Row{Name: o.Name, Investor: o.InvestorName})
			m.visible[key] = append(m.visible[key], o)
		}
	})
	return m, err
}

func (m *matcher) add(k *known) {
	if k.codeKey != "" {
		m.byCode[k.codeKey] = k
	}
	m.byName[k.nameKey] = append(m.byName[k.nameKey], k)
}

// find is the project that a row means for certain, or one that it may mean.
func (m *matcher) find(code, name, district string) (*known, *Similar) {
	if k := m.byCode[code]; k != nil && code != "" {
		return k, nil
	}
	if name == "" {
		return nil, nil
	}
	var elsewhere *known
	for _, k := range m.byName[name] {
		switch {
		case k.codeKey != "" && code != "" && k.codeKey != code:
			// The ledger itself tells the two apart.
		case k.district == district:
			return k, nil
		case elsewhere == nil:
			elsewhere = k
		}
	}
	if elsewhere != nil {
		return nil, &Similar{ProjectID: string(elsewhere.project), Reason: "以前导入过同名、同投资方的项目，区市不同"}
	}
	for _, o := range m.visible[name] {
		return nil, &Similar{ProjectID: string(o.ID), Code: o.Code, Name: o.Name, Reason: "系统内已有同名、同投资方的项目"}
	}
	return nil, nil
}

// bases reads what the last ledger said of projects, by link.
func bases(ctx context.Context, q bun.IDB, ids []string) (map[string]project.Cells, error) {
	out := make(map[string]project.Cells, len(ids))
	for part := range slices.Chunk(ids, 500) {
		var rows []struct{ ID, Cells string }
		if err := q.NewSelect().Table("import_link").Column("id", "cells").Where("id IN (?)", bun.List(part)).Scan(ctx, &rows); err != nil {
			return nil, fmt.Errorf("read earlier cells: %w", err)
		}
		for _, r := range rows {
			c := project.Cells{}
			if err := json.Unmarshal([]byte(r.Cells), &c); err != nil {
				return nil, fmt.Errorf("read earlier cells: %w", err)
			}
			out[r.ID] = c
		}
	}
	return out, nil
}
