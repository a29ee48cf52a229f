package project

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
)

// Update is what today's ledger says of a project that an earlier ledger spoke
// of. Base is what the earlier one said; nil where no ledger of this office has
// spoken of it yet.
type Update struct {
	ID    ID
	Base  Cells
	Claim Claim
}

// Delta is one field that changes.
type Delta struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Kept is one field where ledger and project differ and the project stays as it is.
type Kept struct {
	Field   string `json:"field"`
	Ledger  string `json:"ledger"`  // what the ledger says now
	Present string `json:"present"` // what the project says
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Why a field is kept.
const (
	KeptEdited = "edited"    // somebody changed it since the last import
	KeptMoved  = "moved"     // the project has moved through gates since; stages are no ledger's any more
	KeptProved = "proved"    // evidence stands behind the entry
	KeptPath   = "path"      // the project's kind has no such stage, or stages entered that the new kind lacks
	KeptVoid   = "void"      // the project was voided
	KeptAmount = "amount"    // fixed assets would exceed the total
	KeptGone   = "not_yours" // the caller no longer sees the project
)

// Plan is what taking an Update over would do.
type Plan struct {
	ID      ID
	Code    string
	Name    string
	Stage   Stage // of the project before
	Version int64 // of the project before
	At      int64 // its last change before (Unix ms)
	Apply   []Delta
	Kept    []Kept
	Cells   Cells // what the next ledger is compared with
}

// Idle reports whether the ledger brings nothing that anybody must know.
func (p *Plan) Idle() bool { return len(p.Apply) == 0 && len(p.Kept) == 0 }

// Plans compares ledger of last time, ledger of today and project, field by
// field: a field that the ledger changed and nobody else did is applied; one that
// somebody edited since is kept. The answers are in the order of the updates.
func (d *Desk) Plans(ctx context.Context, q bun.IDB, updates []Update) ([]Plan, error) {
	out := make([]Plan, 0, len(updates))
	for part := range slices.Chunk(updates, piece) {
		ids := make([]ID, len(part))
		for i, u := range part {
			ids[i] = u.ID
		}
		have, err := d.dossiers(ctx, q.NewSelect(), q, ids)
		if err != nil {
			return nil, err
		}
		for i := range part {
			out = append(out, d.plan(have[part[i].ID], &part[i]))
		}
	}
	return out, nil
}

// dossier is a project with all that a ledger can speak of.
type dossier struct {
	state
	chains []tag
	lead   identity.UserID
}

func (o *dossier) cells() Cells {
	codes := make([]string, len(o.chains))
	for i, c := range o.chains {
		codes[i] = c.ChainCode
	}
	return o.project.cells(o.standing, codes, o.lead)
}

// moved reports whether the project has gone through a gate of the system.
func (o *dossier) moved() bool {
	return slices.ContainsFunc(o.standing, func(e standing) bool { return e.Origin == Entered && e.Stage != Lead })
}

// dossiers reads the caller's projects among ids; sel may lock them.
func (d *Desk) dossiers(ctx context.Context, sel *bun.SelectQuery, q bun.IDB, ids []ID) (map[ID]*dossier, error) {
	var ps []*Project
	if err := sel.Model(&ps).Where("p.id IN (?)", bun.List(ids)).Apply(visible(d.who.Scope())).OrderExpr("p.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read projects: %w", err)
	}
	out := make(map[ID]*dossier, len(ps))
	for _, p := range ps {
		out[p.ID] = &dossier{state: state{rules: d.rules, project: p, today: d.today}}
	}
	var events []Event
	if err := q.NewSelect().Model(&events).Where("ev.project_id IN (?)", bun.List(ids)).OrderExpr("ev.project_id, ev.recorded_at, ev.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read stage events: %w", err)
	}
	for len(events) > 0 {
		n := slices.IndexFunc(events, func(e Event) bool { return e.ProjectID != events[0].ProjectID })
		if n < 0 {
			n = len(events)
		}
		if o := out[events[0].ProjectID]; o != nil {
			o.standing = fold(events[:n])
		}
		events = events[n:]
	}
	var files []Evidence
	if err := q.NewSelect().Model(&files).Where("f.project_id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	for _, f := range files {
		if o := out[f.ProjectID]; o != nil {
			o.evidence = append(o.evidence, f)
		}
	}
	return out, d.people(ctx, q, ids, out)
}

// people adds lead stewards and chain tags.
func (d *Desk) people(ctx context.Context, q bun.IDB, ids []ID, to map[ID]*dossier) error {
	var tags []tag
	if err := q.NewSelect().Model(&tags).Where("c.project_id IN (?)", bun.List(ids)).OrderExpr("c.chain_code").Scan(ctx); err != nil {
		return fmt.Errorf("read chains: %w", err)
	}
	for _, c := range tags {
		if o := to[c.ProjectID]; o != nil {
			o.chains = append(o.chains, c)
		}
	}
	var owners []Owner
	err := q.NewSelect().Model(&owners).Where("o.project_id IN (?) AND o.duty = ?", bun.List(ids), LeadSteward).Scan(ctx)
	if err != nil {
		return fmt.Errorf("read owners: %w", err)
	}
	for _, o := range owners {
		if x := to[o.ProjectID]; x != nil {
			x.lead = o.UserID
		}
	}
	return nil
}

// plan is the three-way comparison of one project.
func (d *Desk) plan(o *dossier, u *Update) Plan {
	now := u.Claim.Cells()
	p := Plan{ID: u.ID, Cells: now}
	if o == nil {
		p.Kept = []Kept{{Field: "name", Ledger: now["name"], Code: KeptGone, Message: "项目已不在您的管辖范围内，未作改动。"}}
		return p
	}
	p.Code, p.Name, p.Stage, p.Version, p.At = o.project.Code, o.project.Name, o.project.Stage, o.project.Version, o.project.UpdatedAt
	m := merge{desk: d, have: o, base: maps.Clone(u.Base), now: now, present: o.cells(), plan: &p}
	fields := map[string]bool{}
	for _, c := range []Cells{u.Base, now} {
		for f := range c {
			if !strings.HasPrefix(f, stageCell) {
				fields[f] = true
			}
		}
	}
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		m.field(f)
	}
	for _, s := range Stages {
		m.stage(s, u.Claim.Stage)
	}
	m.amounts()
	return p
}

// merge is the comparison under way.
type merge struct {
	desk               *Desk
	have               *dossier
	base, now, present Cells
	plan               *Plan
}

func (m *merge) keep(field, code, message string) {
	m.plan.Kept = append(m.plan.Kept, Kept{Field: field, Ledger: m.now[field], Present: m.present[field], Code: code, Message: message})
}

func (m *merge) apply(field string) {
	m.plan.Apply = append(m.plan.Apply, Delta{Field: field, Before: m.present[field], After: m.now[field]})
}

// settled reports whether nothing is to be decided about a field, and keeps it
// where it may not be touched at all.
func (m *merge) settled(field string) bool {
	switch {
	case m.base[field] == m.now[field], m.present[field] == m.now[field]:
		return true
	case m.have.project.Status == Void:
		m.keep(field, KeptVoid, "项目已作废，未作改动。")
		return true
	case m.present[field] != m.base[field]:
		m.keep(field, KeptEdited, "系统内已有人修改，保留系统中的值。")
		return true
	}
	return false
}

func (m *merge) field(f string) {
	// What a ledger does not say cannot be told from the default it stands for.
	if m.base == nil && (f == "kind" && m.now[f] == string(KindLand) || f == "status" && m.now[f] == string(Active)) {
		return
	}
	// A day the ledger had not given was set by the taking over itself.
	if f == "status_day" && m.base != nil && m.base[f] == "" && m.now[f] != "" && m.base["status"] == m.present["status"] && m.present["status"] == m.now["status"] {
		m.base[f] = m.present[f]
	}
	if m.settled(f) {
		return
	}
	if f == "kind" {
		k := m.desk.rules.Kind(Kind(m.now[f]))
		for _, e := range m.have.standing {
			if k == nil || k.Step(e.Stage) == nil {
				m.keep(f, KeptPath, "已进入的阶段不在新类型的路径上，类型未改。")
				return
			}
		}
	}
	m.apply(f)
}

// stage compares one stage's day. An earlier stage that today's ledger is silent
// about, or names without the day it once gave, stays as it was said.
func (m *merge) stage(s, claimed Stage) {
	f := stageCell + string(s)
	if was, now := m.base[f], m.now[f]; was != "" && (now == "" && Rank(s) < Rank(claimed) || now == undated) {
		m.now[f] = was
	}
	if m.settled(f) {
		return
	}
	e := standingOf(m.have.standing, s)
	switch {
	case m.have.moved() && (e == nil || e.Origin == Imported && m.now[f] == ""):
		m.keep(f, KeptMoved, "项目已在系统内推进，阶段以系统为准。")
	case e == nil && m.desk.rules.Kind(m.have.project.Kind).Step(s) == nil:
		m.keep(f, KeptPath, "项目类型的路径上没有这个阶段。")
	case e != nil && (e.Origin != Imported || e.Basis != Claimed):
		m.keep(f, KeptProved, "这个阶段已有佐证或经系统推进，日期以系统为准。")
	default:
		m.apply(f)
	}
}

// amounts keeps what would make the fixed assets exceed the total, because
// somebody edited one of the two.
func (m *merge) amounts() {
	after := *m.have.project
	for _, d := range m.plan.Apply {
		if d.Field == "total_investment" || d.Field == "fixed_assets" {
			if after.setCell(d.Field, d.After) != nil {
				return
			}
		}
	}
	if !over(after.Total(), after.FixedAssets()) {
		return
	}
	var rest []Delta
	for _, d := range m.plan.Apply {
		if d.Field == "total_investment" || d.Field == "fixed_assets" {
			m.keep(d.Field, KeptAmount, "改后固定资产投资会大于总投资，未作改动。")
			continue
		}
		rest = append(rest, d)
	}
	m.plan.Apply = rest
}
