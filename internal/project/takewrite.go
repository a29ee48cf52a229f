package project

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/enterprise"
	"qipan/internal/identity"
)

// Update applies what today's ledger changed, as Plans would; it answers with
// the plans it carried out and the versions it left.
func (t *Takeover) Update(ctx context.Context, updates []Update) ([]Plan, []Taken, error) {
	var plans []Plan
	var taken []Taken
	for part := range slices.Chunk(updates, piece) {
		ps, ts, err := t.update(ctx, part)
		if err != nil {
			return nil, nil, err
		}
		plans, taken = append(plans, ps...), append(taken, ts...)
	}
	return plans, taken, nil
}

func (t *Takeover) update(ctx context.Context, updates []Update) ([]Plan, []Taken, error) {
	ids := make([]ID, len(updates))
	claims := make([]Claim, len(updates))
	for i, u := range updates {
		ids[i], claims[i] = u.ID, u.Claim
	}
	have, err := t.dossiers(ctx, t.tx.ForUpdate(t.tx.NewSelect()), t.tx, ids)
	if err != nil {
		return nil, nil, err
	}
	firms, err := t.firms(ctx, claims)
	if err != nil {
		return nil, nil, err
	}
	w := &rewrite{Takeover: t, verb: "import.update", reason: imported, firms: firms}
	plans, taken := make([]Plan, len(updates)), make([]Taken, len(updates))
	for i := range updates {
		o := have[updates[i].ID]
		plans[i] = t.plan(o, &updates[i])
		if o == nil {
			continue
		}
		if len(plans[i].Apply) > 0 {
			if err := w.change(ctx, o, plans[i].Apply); err != nil {
				return nil, nil, err
			}
		}
		taken[i] = Taken{ID: o.project.ID, Code: o.project.Code, Version: o.project.Version, At: o.project.UpdatedAt, Applied: plans[i].Apply}
	}
	return plans, taken, w.finish(ctx)
}

// rewrite changes projects that are there, and gathers what belongs to them.
type rewrite struct {
	*Takeover
	ledger
	verb    string
	reason  string
	firms   map[string]enterprise.ID
	touched []*dossier
}

// change carries out deltas of one project. It serves the taking over and,
// turned round, the taking back.
func (w *rewrite) change(ctx context.Context, o *dossier, deltas []Delta) error {
	p := o.project
	changes := make([]audit.Change, 0, len(deltas))
	for _, d := range deltas {
		if err := w.one(ctx, o, d); err != nil {
			return err
		}
		changes = append(changes, audit.Change{Field: d.Field, Before: orNil(d.Before), After: orNil(d.After)})
	}
	w.state(p, w.reason)
	p.Version++
	p.UpdatedAt, p.UpdatedBy = w.tx.Millis(), string(w.who.User.ID)
	w.judged(o)
	o.derive()
	w.touched = append(w.touched, o)
	w.facts = append(w.facts, p.facts(entriesOf(o.standing)))
	w.trail = append(w.trail, audit.Entry{Verb: w.verb, Subject: p.subject(), Changes: changes, Reason: w.reason, BatchID: w.batch})
	return nil
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (w *rewrite) one(ctx context.Context, o *dossier, d Delta) error {
	p := o.project
	if stage, ok := strings.CutPrefix(d.Field, stageCell); ok {
		w.stage(o, Stage(stage), d)
		return nil
	}
	switch d.Field {
	case "region_code":
		r, err := w.tree.Find(d.After)
		if err != nil {
			return err
		}
		p.RegionCode, p.RegionPath, p.DistrictCode = r.Code, r.Path, districtOf(r.Path)
		return followOwners(ctx, w.tx, p)
	case "chains":
		return w.tag(ctx, o, d.After)
	case "lead_owner":
		return w.owner(ctx, o, identity.UserID(d.After))
	}
	if err := p.setCell(d.Field, d.After); err != nil {
		return err
	}
	switch d.Field {
	case "investor_name":
		if id, ok := w.firms[enterprise.Key(p.InvestorName)]; ok {
			p.EnterpriseID = string(id)
		}
	case "status":
		p.StatusReason = ""
	}
	return nil
}

// stage adds the event that brings a stage from one text to the other, and moves
// the standing entries along.
func (w *rewrite) stage(o *dossier, s Stage, d Delta) {
	e := standingOf(o.standing, s)
	said := saidOf(s, d.After)
	switch {
	case e == nil && d.After != "":
		ev := w.event(o.project, Enter, "", said)
		w.rest.events = append(w.rest.events, ev)
		o.standing = append(o.standing, standing{Entry{s, said.Day, said.Precision, Claimed, Imported}, ev})
		slices.SortStableFunc(o.standing, func(a, b standing) int { return Rank(a.Stage) - Rank(b.Stage) })
	case e != nil && d.After == "":
		w.rest.events = append(w.rest.events, w.event(o.project, Reverse, e.event.ID, Said{s, e.Day, e.Precision}))
		o.standing = slices.DeleteFunc(o.standing, func(x standing) bool { return x.event.ID == e.event.ID })
	case e != nil:
		w.rest.events = append(w.rest.events, w.event(o.project, Redate, e.event.ID, said))
		e.Day, e.Precision = said.Day, said.Precision
	}
}

// judged adds the events by which evidence that is there already proves, or no
// longer proves, what the ledger changed.
func (w *rewrite) judged(o *dossier) {
	for i := range o.standing {
		e := &o.standing[i]
		now := o.proof(e.Stage)
		if e.Basis == Forced || e.Basis == now {
			continue
		}
		act := Prove
		if now == Claimed {
			act = Unprove
		}
		ev := w.event(o.project, act, e.event.ID, Said{e.Stage, e.Day, e.Precision})
		ev.Basis, ev.Origin, ev.GateVersion, ev.Reason = now, e.Origin, e.event.GateVersion, ""
		w.rest.events = append(w.rest.events, ev)
		e.Basis = now
	}
}

func (w *rewrite) tag(ctx context.Context, o *dossier, codes string) error {
	want := strings.Split(codes, ",")
	if codes == "" {
		want = nil
	}
	var stay []tag
	for _, c := range o.chains {
		if slices.Contains(want, c.ChainCode) {
			stay = append(stay, c)
		}
	}
	if len(stay) < len(o.chains) {
		_, err := w.tx.NewDelete().Model((*tag)(nil)).Where("project_id = ?", o.project.ID).Where("chain_code NOT IN (?)", bun.List(append(want, ""))).Exec(ctx)
		if err != nil {
			return fmt.Errorf("tag project: %w", err)
		}
	}
	for _, code := range want {
		if !slices.ContainsFunc(stay, func(c tag) bool { return c.ChainCode == code }) {
			c := tag{ProjectID: o.project.ID, ChainCode: code, TaggedAt: w.tx.Millis()}
			w.rest.tags, stay = append(w.rest.tags, c), append(stay, c)
		}
	}
	o.chains = stay
	return nil
}

func (w *rewrite) owner(ctx context.Context, o *dossier, user identity.UserID) error {
	_, err := w.tx.NewDelete().Model((*Owner)(nil)).Where("project_id = ? AND duty = ?", o.project.ID, LeadSteward).Exec(ctx)
	if err != nil {
		return fmt.Errorf("set owner: %w", err)
	}
	if user != "" {
		w.rest.owners = append(w.rest.owners, Owner{ProjectID: o.project.ID, Duty: LeadSteward, UserID: user, Since: w.today, RegionPath: o.project.RegionPath})
	}
	o.lead = user
	return nil
}

// finish writes everything gathered.
func (w *rewrite) finish(ctx context.Context) error {
	if len(w.touched) == 0 {
		return nil
	}
	ids := make([]ID, len(w.touched))
	ps := make([]*Project, len(w.touched))
	for i, o := range w.touched {
		ids[i], ps[i] = o.project.ID, o.project
		if _, err := w.tx.NewUpdate().Model(o.project).WherePK().ExcludeColumn("seq", "code", "created_at").Exec(ctx); err != nil {
			return fmt.Errorf("store project: %w", err)
		}
	}
	var last []valueRow
	if err := w.tx.NewSelect().Model(&last).Where("v.project_id IN (?)", bun.List(ids)).OrderExpr("v.project_id, v.recorded_at, v.id").Scan(ctx); err != nil {
		return fmt.Errorf("read counted values: %w", err)
	}
	newest := make(map[ID]valueRow, len(ids))
	for _, v := range last {
		newest[v.ProjectID] = v
	}
	for _, p := range ps {
		if v := p.value(w.service.newID(), w.tx.Millis()); !newest[p.ID].same(v) {
			w.rest.values = append(w.rest.values, v)
		}
	}
	if err := index(ctx, w.tx, ps...); err != nil {
		return err
	}
	return w.follow(ctx, w.Takeover)
}

// Undoing is a project that a batch made or changed, as the batch left it.
type Undoing struct {
	ID      ID
	Created bool
	Version int64
	At      int64   // the instant the batch left it (Unix ms)
	Applied []Delta // what it changed, if it did not make it
}

// Undone says what became of one project: taken back, or kept as it is because
// somebody worked on it since.
type Undone struct {
	Taken
	Name string
	Kept string // why, for people; empty if taken back
}

// Undo takes a batch back: what it made is voided, what it changed is set back,
// each with a reason. A project that was touched since is kept whole.
func (t *Takeover) Undo(ctx context.Context, batch []Undoing, reason string) ([]Undone, error) {
	var out []Undone
	for part := range slices.Chunk(batch, piece) {
		done, err := t.undo(ctx, part, reason)
		if err != nil {
			return nil, err
		}
		out = append(out, done...)
	}
	return out, nil
}

func (t *Takeover) undo(ctx context.Context, batch []Undoing, reason string) ([]Undone, error) {
	ids := make([]ID, len(batch))
	var investors []Claim
	for i, u := range batch {
		ids[i] = u.ID
		for _, d := range u.Applied {
			if d.Field == "investor_name" {
				investors = append(investors, Claim{InvestorName: d.Before})
			}
		}
	}
	have, err := t.dossiers(ctx, t.tx.ForUpdate(t.tx.NewSelect()), t.tx, ids)
	if err != nil {
		return nil, err
	}
	w := &rewrite{Takeover: t, verb: "import.undo", reason: reason}
	if len(investors) > 0 {
		if w.firms, err = t.firms(ctx, investors); err != nil {
			return nil, err
		}
	}
	out := make([]Undone, len(batch))
	for i, u := range batch {
		if out[i], err = w.back(ctx, have[u.ID], u); err != nil {
			return nil, err
		}
	}
	return out, w.finish(ctx)
}

// back takes one project back.
func (w *rewrite) back(ctx context.Context, o *dossier, u Undoing) (Undone, error) {
	if o == nil {
		return Undone{Taken: Taken{ID: u.ID}, Kept: "项目已不在您的管辖范围内。"}, nil
	}
	p := o.project
	out := Undone{Taken: Taken{ID: p.ID, Code: p.Code}, Name: p.Name}
	var deltas []Delta
	switch {
	case p.Status == Void && u.Created:
		out.Kept = "项目已作废。"
	case p.Version != u.Version || p.UpdatedAt != u.At:
		out.Kept = "导入后有人修改过。"
	case u.Created:
		deltas = []Delta{{"status", string(p.Status), string(Void)}, {"status_day", string(p.StatusDay), string(w.today)}}
	default:
		for _, d := range slices.Backward(u.Applied) {
			deltas = append(deltas, Delta{d.Field, d.After, d.Before})
		}
	}
	if out.Kept == "" && len(deltas) > 0 {
		if err := w.change(ctx, o, deltas); err != nil {
			return out, err
		}
	}
	out.Version, out.At = p.Version, p.UpdatedAt
	return out, nil
}
