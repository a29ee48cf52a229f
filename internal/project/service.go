package project

import (
	"context"
	"fmt"
	"sync"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/chain"
	"qipan/internal/enterprise"
	"qipan/internal/identity"
	"qipan/internal/platform/blob"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/text"
)

// Service is the use cases of the pipeline.
type Service struct {
	db     *db.DB
	newID  func() string
	today  func() date.Date // the city's business day
	prefix func() string    // of project codes, from the city's pack
	firms  *enterprise.Service
	files  *blob.Store
	sink   FactSink
	rules  *ruleBook
	chains *chain.Service

	industry func(code string) bool // is it a code of GB/T 4754-2017?
}

// Config is what the service is made of.
type Config struct {
	DB         *db.DB
	NewID      func() string
	Today      func() date.Date
	CodePrefix func() string
	Firms      *enterprise.Service
	Files      *blob.Store
	Facts      FactSink
	Chains     *chain.Service
	Industry   func(code string) bool
}

// New makes the service.
func New(c Config) *Service {
	return &Service{db: c.DB, newID: c.NewID, today: c.Today, prefix: c.CodePrefix, firms: c.Firms, files: c.Files, sink: c.Facts,
		rules: &ruleBook{}, chains: c.Chains, industry: c.Industry}
}

// ruleBook keeps compiled rule sets: they never change once published.
type ruleBook struct{ byVersion sync.Map }

// Publish stores a rules document as the city's newest, inside tx.
func Publish(ctx context.Context, tx *db.Tx, doc []byte) error {
	r, err := ParseRules(doc)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO gate_rules (version, document, published_at) VALUES (?, ?, ?)", r.Version, string(doc), tx.Millis()).Exec(ctx)
	if err != nil {
		return fmt.Errorf("publish gate rules: %w", err)
	}
	return nil
}

func (b *ruleBook) current(ctx context.Context, q bun.IDB) (*Rules, error) {
	var version int64
	if err := q.NewSelect().Table("gate_rules").ColumnExpr("MAX(version)").Scan(ctx, &version); err != nil {
		return nil, fmt.Errorf("find gate rules: %w", err)
	}
	if r, ok := b.byVersion.Load(version); ok {
		return r.(*Rules), nil
	}
	var doc string
	if err := q.NewSelect().Table("gate_rules").Column("document").Where("version = ?", version).Scan(ctx, &doc); err != nil {
		return nil, fmt.Errorf("read gate rules: %w", err)
	}
	r, err := ParseRules([]byte(doc))
	if err != nil {
		return nil, err
	}
	b.byVersion.Store(version, r)
	return r, nil
}

// Rules is the rule set in force.
func (s *Service) Rules(ctx context.Context) (*Rules, error) { return s.rules.current(ctx, s.db.Read) }

var errUnknown = fault.New(fault.NotFound, "project.unknown", "没有这个项目，或您无权查看。")

// Find is one project in the caller's scope.
func (s *Service) Find(ctx context.Context, who identity.Caller, id ID) (*Project, error) {
	return findProject(ctx, s.db.Read.NewSelect(), who.Scope(), id)
}

func findProject(ctx context.Context, q *bun.SelectQuery, scope identity.Scope, id ID) (*Project, error) {
	p := &Project{}
	err := q.Model(p).Where("p.id = ?", id).Apply(visible(scope)).Scan(ctx)
	if db.NotFound(err) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("find project: %w", err)
	}
	return p, nil
}

// locked reads a project for writing; its rows stay as they are until tx ends.
func (s *Service) locked(ctx context.Context, tx *db.Tx, who identity.Caller, id ID) (*Project, error) {
	return findProject(ctx, tx.ForUpdate(tx.NewSelect()), who.Scope(), id)
}

// at is locked plus the check that the caller read this version.
func (s *Service) at(ctx context.Context, tx *db.Tx, who identity.Caller, id ID, version int64) (*Project, error) {
	p, err := s.locked(ctx, tx, who, id)
	if err != nil {
		return nil, err
	}
	if p.Version != version {
		return nil, fault.New(fault.Stale, "stale", "这个项目刚被别人改过，请对照后再保存。").Param("version", p.Version)
	}
	return p, nil
}

// state gathers all that a gate looks at.
func (s *Service) state(ctx context.Context, q bun.IDB, p *Project) (*state, error) {
	rules, err := s.rules.current(ctx, q)
	if err != nil {
		return nil, err
	}
	st := &state{rules: rules, project: p, today: s.today()}
	events, err := eventsOf(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	st.standing = fold(events)
	if err := q.NewSelect().Model(&st.evidence).Where("f.project_id = ?", p.ID).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	if st.twoWay, err = q.NewSelect().Model((*Contact)(nil)).Where("ct.project_id = ? AND ct.two_way", p.ID).Count(ctx); err != nil {
		return nil, fmt.Errorf("count meetings: %w", err)
	}
	if st.milestones, err = q.NewSelect().Model((*Milestone)(nil)).Where("m.project_id = ?", p.ID).Count(ctx); err != nil {
		return nil, fmt.Errorf("count milestones: %w", err)
	}
	return st, nil
}

func eventsOf(ctx context.Context, q bun.IDB, id ID) ([]Event, error) {
	var out []Event
	if err := q.NewSelect().Model(&out).Where("ev.project_id = ?", id).OrderExpr("ev.recorded_at, ev.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read stage events: %w", err)
	}
	return out, nil
}

// settle ends every write to a project: it judges the evidence anew, derives
// what the project says of itself, keeps the counted values, tells the figures
// and leaves the trail, all in tx.
func (s *Service) settle(ctx context.Context, tx *db.Tx, who identity.Caller, p *Project, verb, reason string, changes []audit.Change) error {
	st, err := s.state(ctx, tx, p)
	if err != nil {
		return err
	}
	if err := s.judge(ctx, tx, who, st); err != nil {
		return err
	}
	st.derive()
	p.UpdatedAt, p.UpdatedBy = tx.Millis(), string(who.User.ID)
	if _, err := tx.NewUpdate().Model(p).WherePK().ExcludeColumn("seq", "code", "created_at").Exec(ctx); err != nil {
		return fmt.Errorf("store project: %w", err)
	}
	if err := s.keepValue(ctx, tx, p); err != nil {
		return err
	}
	if err := s.sink.Receive(ctx, tx, []Facts{p.facts(entriesOf(st.standing))}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: verb, Subject: p.subject(), Changes: changes, Reason: reason, BatchID: p.batchOf(verb)})
}

func (p *Project) batchOf(verb string) string {
	if len(verb) > 7 && verb[:7] == "import." {
		return p.BatchID
	}
	return ""
}

// judge adds a Prove or Unprove event wherever the evidence now says otherwise.
func (s *Service) judge(ctx context.Context, tx *db.Tx, who identity.Caller, st *state) error {
	for i := range st.standing {
		e := &st.standing[i]
		if e.Basis == Forced {
			continue
		}
		now := st.proof(e.Stage)
		if now == e.Basis {
			continue
		}
		act := Prove
		if now == Claimed {
			act = Unprove
		}
		row := Event{ID: s.newID(), ProjectID: st.project.ID, Act: act, Ref: e.event.ID, Stage: e.Stage, Day: e.Day, Precision: e.Precision, Basis: now,
			Origin: e.Origin, GateVersion: e.event.GateVersion, RecordedAt: tx.Millis(), ActorID: string(who.User.ID)}
		if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return fmt.Errorf("store stage event: %w", err)
		}
		e.Basis = now
	}
	return nil
}

// keepValue adds a row when the counted part differs from the newest kept.
func (s *Service) keepValue(ctx context.Context, tx *db.Tx, p *Project) error {
	now := p.value(s.newID(), tx.Millis())
	var last valueRow
	err := tx.NewSelect().Model(&last).Where("v.project_id = ?", p.ID).OrderExpr("v.recorded_at DESC, v.id DESC").Limit(1).Scan(ctx)
	if err == nil && last.same(now) {
		return nil
	}
	if err != nil && !db.NotFound(err) {
		return fmt.Errorf("read counted values: %w", err)
	}
	if _, err := tx.NewInsert().Model(&now).Exec(ctx); err != nil {
		return fmt.Errorf("keep counted values: %w", err)
	}
	if last.RegionCode != now.RegionCode {
		return followOwners(ctx, tx, p)
	}
	return nil
}

// index makes the project findable by name, investor and code.
func index(ctx context.Context, tx *db.Tx, ps ...*Project) error {
	for len(ps) > 0 {
		n := min(200, len(ps))
		if err := indexBatch(ctx, tx, ps[:n]); err != nil {
			return err
		}
		ps = ps[n:]
	}
	return nil
}

func searchTokens(p *Project) []string {
	return text.Index(p.Name + " " + p.InvestorName + " " + p.Code)
}
