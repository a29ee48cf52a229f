package project

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qipan/internal/audit"
	"qipan/internal/enterprise"
	"qipan/internal/identity"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
)

// piece is how many projects one statement carries.
const piece = 500

// Takeover takes a ledger's rows over, all inside one transaction of the caller:
// stages as claims of the ledger (basis claimed, origin imported), every record
// with its own entry in the trail under one batch. Whatever it writes, figures,
// counted values and search are moved with it.
type Takeover struct {
	*Desk
	tx    *db.Tx
	batch string
}

// Takeover begins to take a batch over inside tx.
func (s *Service) Takeover(ctx context.Context, tx *db.Tx, who identity.Caller, batch string) (*Takeover, error) {
	if err := who.Need(identity.ImportLedgers); err != nil {
		return nil, err
	}
	d, err := s.Desk(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	return &Takeover{d, tx, batch}, nil
}

// Taken says what became of one claim: the project, its number and the version
// it has now.
type Taken struct {
	ID      ID
	Code    string
	Version int64
	At      int64   // the instant recorded (Unix ms)
	Applied []Delta // of an update: what was changed, in order
}

// Create opens a project for each claim, at its claimed stage. Claims must have
// passed Check without a finding that refuses; the answers are in their order.
func (t *Takeover) Create(ctx context.Context, claims []Claim) ([]Taken, error) {
	out := make([]Taken, 0, len(claims))
	for part := range slices.Chunk(claims, piece) {
		taken, err := t.create(ctx, part)
		if err != nil {
			return nil, err
		}
		out = append(out, taken...)
	}
	return out, nil
}

func (t *Takeover) create(ctx context.Context, claims []Claim) ([]Taken, error) {
	firms, err := t.firms(ctx, claims)
	if err != nil {
		return nil, err
	}
	seq, err := next(ctx, t.tx, "project", int64(len(claims)))
	if err != nil {
		return nil, err
	}
	n := &ledger{}
	out := make([]Taken, len(claims))
	for i := range claims {
		p, err := t.open(&claims[i], seq+int64(i))
		if err != nil {
			return nil, err
		}
		p.EnterpriseID = string(firms[enterprise.Key(p.InvestorName)])
		t.enter(n, p, &claims[i])
		out[i] = Taken{ID: p.ID, Code: p.Code, Version: p.Version, At: t.tx.Millis()}
	}
	return out, n.add(ctx, t)
}

// firms finds or makes the records of the investors.
func (t *Takeover) firms(ctx context.Context, claims []Claim) (map[string]enterprise.ID, error) {
	names := make([]string, len(claims))
	for i, c := range claims {
		names[i] = c.InvestorName
	}
	return t.service.firms.NamedAll(ctx, t.tx, t.who, names, t.batch)
}

// open makes the project of a claim, without its history.
func (t *Takeover) open(c *Claim, seq int64) (*Project, error) {
	r, err := t.tree.Find(c.RegionCode)
	if err != nil {
		return nil, err
	}
	if !t.who.Scope().Covers(r.Path) && r.Code != t.who.Organisation.RegionCode {
		return nil, fault.New(fault.Forbidden, "region.outside", "“%s”不在您的管辖范围内。", r.DisplayName)
	}
	p := &Project{ID: ID(t.service.newID()), Seq: seq, Code: Code(t.service.prefix(), t.today.Year(), seq), Name: c.Name, InvestorName: c.InvestorName,
		Kind: c.Kind, Status: c.Status, StatusDay: c.StatusDay, DistrictCode: districtOf(r.Path), RegionCode: r.Code, RegionPath: r.Path,
		OrgID: t.who.User.OrgID, IndustryCode: c.IndustryCode, Fields: c.Fields.clone(), BatchID: t.batch, ReporterID: string(t.who.User.ID),
		CreatedAt: t.tx.Millis(), UpdatedAt: t.tx.Millis(), UpdatedBy: string(t.who.User.ID), Version: 1}
	t.state(p, imported)
	p.setTotal(c.Total)
	p.setFixed(c.FixedAssets)
	p.setFDI(c.ContractedFDI)
	return p, nil
}

// state completes the status: all but active carry a reason and a day, the day of
// taking over where the ledger gives none; active carries neither.
func (t *Takeover) state(p *Project, reason string) {
	switch {
	case p.Status == Active:
		p.StatusReason, p.StatusDay = "", ""
		return
	case p.StatusDay.IsZero():
		p.StatusDay = t.today
	}
	if p.StatusReason == "" {
		p.StatusReason = reason
	}
}

// imported is the reason the trail gives for what a ledger says.
const imported = "历史导入（台账）"

// enter puts a new project with its history, owner and tags on the list.
func (t *Takeover) enter(n *ledger, p *Project, c *Claim) {
	st := &state{rules: t.rules, project: p, today: t.today}
	d := &Draft{}
	for _, e := range c.Entries {
		ev := t.event(p, Enter, "", e)
		d.events = append(d.events, ev)
		st.standing = append(st.standing, standing{Entry{e.Stage, e.Day, e.Precision, Claimed, Imported}, ev})
	}
	st.derive()
	d.p = *p
	d.values = []valueRow{p.value(t.service.newID(), t.tx.Millis())}
	for _, code := range slices.Compact(slices.Sorted(slices.Values(c.Chains))) {
		d.tags = append(d.tags, tag{ProjectID: p.ID, ChainCode: code, TaggedAt: t.tx.Millis()})
	}
	after := p.view()
	if c.LeadOwner != "" {
		d.owners = []Owner{{ProjectID: p.ID, Duty: LeadSteward, UserID: c.LeadOwner, Since: t.today, RegionPath: p.RegionPath}}
		after["lead_owner"] = string(c.LeadOwner)
	}
	n.projects = append(n.projects, d)
	n.facts = append(n.facts, p.facts(entriesOf(st.standing)))
	n.trail = append(n.trail, audit.Entry{Verb: "import.create", Subject: p.subject(), Changes: audit.Diff(nil, after), Reason: imported, BatchID: t.batch})
}

// event is a stage event of the ledger.
func (t *Takeover) event(p *Project, act Act, ref string, e Said) Event {
	return Event{ID: t.service.newID(), ProjectID: p.ID, Act: act, Ref: ref, Stage: e.Stage, Day: e.Day, Precision: e.Precision, Basis: Claimed, Origin: Imported,
		GateVersion: t.rules.Version, RecordedAt: t.tx.Millis(), ActorID: string(t.who.User.ID), Reason: imported, BatchID: t.batch}
}

// ledger gathers the rows of a piece, so that each table is written once.
type ledger struct {
	projects []*Draft // with the rows that are theirs
	rest     Draft    // rows of projects that are there
	facts    []Facts
	trail    []audit.Entry
}

// add writes new projects with all that belongs to them.
func (n *ledger) add(ctx context.Context, t *Takeover) error {
	for _, d := range n.projects {
		raw, err := json.Marshal(d.p.Fields)
		if err != nil {
			return fmt.Errorf("take projects over: %w", err)
		}
		d.fields, d.tokens = string(raw), strings.Join(searchTokens(&d.p), " ")
	}
	for _, table := range seedTables {
		b := t.tx.Bulk(table.name, table.columns...)
		for _, d := range n.projects {
			if err := table.rows(ctx, b, d); err != nil {
				return err
			}
		}
		if err := b.Flush(ctx); err != nil {
			return err
		}
	}
	if err := indexDrafts(ctx, t.tx, n.projects); err != nil {
		return err
	}
	return n.tell(ctx, t)
}

// follow writes what belongs to projects that are there.
func (n *ledger) follow(ctx context.Context, t *Takeover) error {
	for _, table := range seedTables {
		if table.name == "project" {
			continue
		}
		b := t.tx.Bulk(table.name, table.columns...)
		if err := table.rows(ctx, b, &n.rest); err != nil {
			return err
		}
		if err := b.Flush(ctx); err != nil {
			return err
		}
	}
	return n.tell(ctx, t)
}

// tell moves the figures and leaves the trail.
func (n *ledger) tell(ctx context.Context, t *Takeover) error {
	if err := t.service.sink.Receive(ctx, t.tx, n.facts); err != nil {
		return err
	}
	return audit.Record(ctx, t.tx, t.who.Actor(), n.trail...)
}
