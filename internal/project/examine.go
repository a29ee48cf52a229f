package project

import (
	"context"
	"fmt"
	"time"

	"qipan/internal/platform/date"
	"qipan/internal/platform/fault"
)

// Examine says in words what of stored projects is not as the rules would have
// left it: a basis that the evidence does not bear out, a derived column that
// differs, a stage entered past its gate, days or instants out of order. It looks
// at every project named, whoever may see it, and is for tests and for whoever
// keeps the installation. zone is the city's; its day at an instant was "today".
func (s *Service) Examine(ctx context.Context, zone *time.Location, ids []ID) ([]string, error) {
	var out []string
	for _, id := range ids {
		p := &Project{}
		if err := s.db.Read.NewSelect().Model(p).Where("p.id = ?", id).Scan(ctx); err != nil {
			return nil, fmt.Errorf("examine %s: %w", id, err)
		}
		x := examiner{zone: zone, fault: func(format string, args ...any) {
			out = append(out, p.Code+": "+fmt.Sprintf(format, args...))
		}}
		if err := x.load(ctx, s, p); err != nil {
			return nil, err
		}
		x.now()
		x.fields(s.industry)
		x.instants()
		x.gates()
		if err := x.owners(ctx, s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// examiner looks at one project.
type examiner struct {
	zone       *time.Location
	fault      func(format string, args ...any)
	st         *state
	events     []Event
	values     []valueRow
	contacts   []Contact
	milestones []Milestone
}

func (x *examiner) load(ctx context.Context, s *Service, p *Project) (err error) {
	q := s.db.Read
	if x.st, err = s.state(ctx, q, p); err != nil {
		return err
	}
	if x.events, err = eventsOf(ctx, q, p.ID); err != nil {
		return err
	}
	if err := q.NewSelect().Model(&x.values).Where("v.project_id = ?", p.ID).OrderExpr("v.recorded_at, v.id").Scan(ctx); err != nil {
		return fmt.Errorf("examine values: %w", err)
	}
	if err := q.NewSelect().Model(&x.contacts).Where("ct.project_id = ?", p.ID).Scan(ctx); err != nil {
		return fmt.Errorf("examine contacts: %w", err)
	}
	if err := q.NewSelect().Model(&x.milestones).Where("m.project_id = ?", p.ID).Scan(ctx); err != nil {
		return fmt.Errorf("examine milestones: %w", err)
	}
	return nil
}

// now compares what is stored with what settle would store.
func (x *examiner) now() {
	p := x.st.project
	for _, e := range x.st.standing {
		if want := x.st.proof(e.Stage); e.Basis != Forced && e.Basis != want {
			x.fault("%s is %s, its evidence says %s", e.Stage, e.Basis, want)
		}
	}
	was := *p
	x.st.derive()
	if was.Stage != p.Stage || was.StageRank != p.StageRank || was.StageDay != p.StageDay || was.StageBasis != p.StageBasis || was.Missing != p.Missing {
		x.fault("stored %s %s %s, %d missing; derived %s %s %s, %d missing", was.Stage, was.StageDay, was.StageBasis, was.Missing, p.Stage, p.StageDay, p.StageBasis, p.Missing)
	}
	*p = was
	if len(x.values) == 0 || !x.values[len(x.values)-1].same(p.value("", 0)) {
		x.fault("the newest counted values are not the project's")
	}
	for i := 1; i < len(x.values); i++ {
		if x.values[i].same(x.values[i-1]) {
			x.fault("counted values kept twice")
		}
	}
	if (p.Status == Active && p.StatusReason == "" && p.StatusDay != "") || (p.Status != Active && (p.StatusReason == "" || p.StatusDay == "")) {
		x.fault("status %s of %q without reason or day", p.Status, p.StatusDay)
	}
}

// fields checks the values as an edit would.
func (x *examiner) fields(industry func(string) bool) {
	p, rules := x.st.project, x.st.rules
	var f fault.Form
	for code, v := range p.Fields {
		def := rules.field(code)
		if def == nil {
			x.fault("there is no field %s", code)
			continue
		}
		checkField(rules, def, code, v, &f)
	}
	if err, ok := fault.As(f.Err("", "")); ok {
		for _, d := range err.Details {
			x.fault("%s: %s", d.Pointer, d.Message)
		}
	}
	if p.IndustryCode != "" && !industry(p.IndustryCode) {
		x.fault("there is no industry %s", p.IndustryCode)
	}
	if !known(rules.Channels, p.Channel) && !(p.Channel == "" && p.BatchID != "") { // ledgers do not say where a lead came from
		x.fault("there is no channel %s", p.Channel)
	}
	if t, a := p.Total(), p.FixedAssets(); t != nil && a != nil && t.Currency == a.Currency && a.Minor > t.Minor {
		x.fault("fixed assets %s over the total %s", a, t)
	}
}

// day is the business day of an instant.
func (x *examiner) day(at int64) date.Date { return date.From(time.UnixMilli(at).In(x.zone)) }

// instants checks that nothing was recorded before it happened, or decided before
// it was uploaded, and that nothing is younger than the project's last change.
func (x *examiner) instants() {
	p := x.st.project
	late := func(what string, at int64) {
		if at < p.CreatedAt || at > p.UpdatedAt {
			x.fault("%s recorded at %d, the project lived from %d to %d", what, at, p.CreatedAt, p.UpdatedAt)
		}
	}
	for _, e := range x.events {
		late(string(e.Act), e.RecordedAt)
		if x.day(e.RecordedAt) < e.Day {
			x.fault("%s of %s on %s recorded on %s", e.Act, e.Stage, e.Day, x.day(e.RecordedAt))
		}
	}
	for _, f := range x.st.evidence {
		late("file", f.UploadedAt)
		if x.day(f.UploadedAt) < f.Day {
			x.fault("file of %s uploaded on %s", f.Day, x.day(f.UploadedAt))
		}
		if f.State == Unverified && f.DecidedAt != 0 || f.State != Unverified && (f.DecidedAt <= f.UploadedAt || f.DecidedBy == f.UploadedBy) || f.State == Rejected && f.Reason == "" {
			x.fault("file %s is %s, decided at %d by %q: %q", f.Filename, f.State, f.DecidedAt, f.DecidedBy, f.Reason)
		}
		if f.State != Unverified {
			late("decision", f.DecidedAt)
		}
	}
	for _, c := range x.contacts {
		late("contact", c.CreatedAt)
		if x.day(c.CreatedAt) < c.Day {
			x.fault("contact of %s logged on %s", c.Day, x.day(c.CreatedAt))
		}
	}
}

// gates goes back to the moment before each stage was entered and asks its gate.
// A ledger's claims pass none. Fields are taken as they are now: they are the one
// thing whose past is not kept.
func (x *examiner) gates() {
	for i, e := range x.events {
		if e.Act != Enter || e.Origin == Imported || e.Stage == Lead {
			continue
		}
		st := x.before(i)
		st.today = x.day(e.RecordedAt)
		for _, it := range st.gate(e.Stage, e.Day) {
			if !it.Done {
				x.fault("%s entered on %s without %s %s %s", e.Stage, e.Day, it.Pointer, it.Label, it.Message)
			}
		}
	}
}

// before is the state as event i found it. What was recorded at the event's own
// instant had not happened yet, except by a ledger, whose rows are one act.
func (x *examiner) before(i int) *state {
	at := x.events[i].RecordedAt
	p := *x.st.project
	for _, v := range x.values {
		if v.RecordedAt < at {
			p.Kind, p.Status, p.TotalMinor, p.FixedMinor, p.FDIMinor = v.Kind, v.Status, v.TotalMinor, v.FixedMinor, v.FDIMinor
		}
	}
	st := &state{rules: x.st.rules, project: &p, standing: fold(x.events[:i])}
	for _, f := range x.st.evidence {
		if f.UploadedAt < at {
			if f.DecidedAt >= at {
				f.State = Unverified
			}
			st.evidence = append(st.evidence, f)
		}
	}
	for _, c := range x.contacts {
		if c.TwoWay && c.CreatedAt < at {
			st.twoWay++
		}
	}
	for _, m := range x.milestones {
		if m.CreatedAt < at {
			st.milestones++
		}
	}
	st.derive()
	return st
}

// owners: a project that goes on has both stewards from talks on, unless a ledger
// brought it.
func (x *examiner) owners(ctx context.Context, s *Service) error {
	p := x.st.project
	if p.Status != Active || p.BatchID != "" || Rank(p.Stage) < Rank(Talks) {
		return nil
	}
	n, err := s.db.Read.NewSelect().Model((*Owner)(nil)).Where("o.project_id = ?", p.ID).Count(ctx)
	if err != nil {
		return fmt.Errorf("examine owners: %w", err)
	}
	if n != 2 {
		x.fault("%d stewards at %s", n, p.Stage)
	}
	return nil
}
