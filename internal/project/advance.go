package project

import (
	"context"
	"fmt"
	"strings"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
)

// Gate lists what entering a stage on a day asks for (day may be empty). An
// empty stage means the next one on the path; none left gives no items.
func (s *Service) Gate(ctx context.Context, who identity.Caller, id ID, to Stage, day date.Date) (Stage, []Item, error) {
	p, err := s.Find(ctx, who, id)
	if err != nil {
		return "", nil, err
	}
	st, err := s.state(ctx, s.db.Read, p)
	if err != nil {
		return "", nil, err
	}
	if to == "" {
		if to = st.next(); to == "" {
			return "", nil, nil
		}
	}
	return to, st.gate(to, day), nil
}

// next is the first stage of the path that is still to come and may not be left out.
func (st *state) next() Stage {
	k := st.rules.Kind(st.project.Kind)
	for i := range k.Path {
		s := &k.Path[i]
		if standingOf(st.standing, s.Stage) != nil || s.Optional || (s.Unless != "" && st.yes(s.Unless)) || st.claimedPast(s.Stage) {
			continue
		}
		return s.Stage
	}
	return ""
}

// Move asks to enter a stage.
type Move struct {
	Stage  Stage
	Day    date.Date // when it happened; today if empty
	Reason string
}

// Advance enters a stage through its gate. It answers with everything that is
// missing at once, and changes nothing until nothing is.
func (s *Service) Advance(ctx context.Context, who identity.Caller, id ID, version int64, m Move) (*Project, error) {
	if err := who.Need(identity.MoveProjects); err != nil {
		return nil, err
	}
	if m.Day == "" {
		m.Day = s.today()
	}
	if !m.Day.Valid() {
		return nil, fault.New(fault.Invalid, "project.invalid", "日期有误。").With(fault.Detail{Pointer: "/day", Code: "field.day", Message: "应为 2024-03-15 这样的日期。"})
	}
	err := db.Do(ctx, s.db, func(tx *db.Tx) error {
		p, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if p.Status == Void {
			return errVoid
		}
		st, err := s.state(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := missing(st.gate(m.Stage, m.Day)); err != nil {
			return err
		}
		ev := Event{ID: s.newID(), ProjectID: id, Act: Enter, Stage: m.Stage, Day: m.Day, Precision: date.Day, Basis: Claimed, Origin: Entered,
			GateVersion: st.rules.Version, RecordedAt: tx.Millis(), ActorID: string(who.User.ID), Reason: strings.TrimSpace(m.Reason)}
		if _, err := tx.NewInsert().Model(&ev).Exec(ctx); err != nil {
			return fmt.Errorf("store stage event: %w", err)
		}
		p.Version++
		return s.settle(ctx, tx, who, p, "stage.enter", ev.Reason,
			[]audit.Change{{Field: "stage", Before: string(p.Stage), After: string(m.Stage)}, {Field: "stage_day", Before: string(p.StageDay), After: string(m.Day)}})
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

// Correction puts a stage entry right without deleting anything: it is either
// dated anew (Day) or taken back (Reverse). Reports closed before it stay as they were.
type Correction struct {
	Reverse bool
	Day     date.Date
	Reason  string
}

// Correct applies a correction to the entry with this event id.
func (s *Service) Correct(ctx context.Context, who identity.Caller, id ID, version int64, event string, c Correction) (*Project, error) {
	if err := who.Need(identity.MoveProjects); err != nil {
		return nil, err
	}
	c.Reason = strings.TrimSpace(c.Reason)
	var f fault.Form
	f.Require("/reason", "更正理由", c.Reason)
	f.MaxRunes("/reason", "更正理由", c.Reason, 500)
	if !c.Reverse && (!c.Day.Valid() || c.Day > s.today()) {
		f.Add("/day", "field.day", "请填写正确的日期，不能晚于今天。")
	}
	if err := f.Err("project.invalid", "更正信息有误。"); err != nil {
		return nil, err
	}
	err := db.Do(ctx, s.db, func(tx *db.Tx) error {
		p, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if p.Status == Void {
			return errVoid
		}
		return s.correct(ctx, tx, who, p, event, c)
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

func (s *Service) correct(ctx context.Context, tx *db.Tx, who identity.Caller, p *Project, event string, c Correction) error {
	st, err := s.state(ctx, tx, p)
	if err != nil {
		return err
	}
	var target *standing
	for i := range st.standing {
		if st.standing[i].event.ID == event {
			target = &st.standing[i]
		}
	}
	if target == nil {
		return fault.New(fault.NotFound, "event.unknown", "没有这条阶段记录，或它已经被更正。")
	}
	row := Event{ID: s.newID(), ProjectID: p.ID, Act: Redate, Ref: event, Stage: target.Stage, Day: c.Day, Precision: date.Day, Basis: target.Basis,
		Origin: target.Origin, GateVersion: target.event.GateVersion, RecordedAt: tx.Millis(), ActorID: string(who.User.ID), Reason: c.Reason}
	change := audit.Change{Field: "stage." + string(target.Stage), Before: string(target.Day), After: string(c.Day)}
	verb := "stage.redate"
	if c.Reverse {
		if err := st.mayReverse(target.Stage); err != nil {
			return err
		}
		verb, row.Act, row.Day, row.Precision, change.After = "stage.reverse", Reverse, target.Day, target.Precision, nil
	}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return fmt.Errorf("store correction: %w", err)
	}
	p.Version++
	return s.settle(ctx, tx, who, p, verb, c.Reason, []audit.Change{change})
}

// mayReverse: a stage that a later one rests on is reversed after it, and the
// lead is where a project begins.
func (st *state) mayReverse(s Stage) error {
	if s == Lead {
		return fault.New(fault.Conflict, "event.lead", "线索是项目的起点，不能撤回；录错的项目请作废。")
	}
	k := st.rules.Kind(st.project.Kind)
	for _, e := range st.standing {
		step := k.Step(e.Stage)
		if step == nil || e.Origin == Imported {
			continue
		}
		for _, a := range step.After {
			if a == s {
				return fault.New(fault.Conflict, "event.later_stage", "请先撤回之后的“%s”。", st.rules.StageLabel(st.project.Kind, e.Stage))
			}
		}
	}
	return nil
}

// SetStatus changes the status beside the stage. Every status but active needs a
// reason; leaving one is an act of its own.
func (s *Service) SetStatus(ctx context.Context, who identity.Caller, id ID, version int64, to Status, day date.Date, reason string) (*Project, error) {
	need := identity.EditProjects
	if to == Void {
		need = identity.VoidProjects
	}
	if err := who.Need(need); err != nil {
		return nil, err
	}
	if day == "" {
		day = s.today()
	}
	reason = strings.TrimSpace(reason)
	rules, err := s.Rules(ctx)
	if err != nil {
		return nil, err
	}
	var f fault.Form
	if !known(rules.Statuses, string(to)) {
		f.Add("/status", "status.unknown", "没有“%s”这个状态。", to)
	}
	f.Require("/reason", "理由", reason)
	f.MaxRunes("/reason", "理由", reason, 500)
	if !day.Valid() || day > s.today() {
		f.Add("/day", "field.day", "请填写正确的日期，不能晚于今天。")
	}
	if err := f.Err("project.invalid", "状态信息有误。"); err != nil {
		return nil, err
	}
	err = db.Do(ctx, s.db, func(tx *db.Tx) error {
		p, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		switch {
		case p.Status == Void:
			return errVoid
		case p.Status == to:
			return fault.New(fault.Conflict, "status.same", "项目已经是这个状态。")
		}
		before := p.view()
		p.Status, p.StatusDay, p.StatusReason = to, day, reason
		p.Version++
		verb := "status"
		if to == Void {
			verb = "void"
		}
		return s.settle(ctx, tx, who, p, verb, reason, audit.Diff(before, p.view()))
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

// Next is the stage a project can enter next; "" at the end of its path.
func (s *Service) Next(ctx context.Context, p *Project) (Stage, error) {
	rules, err := s.Rules(ctx)
	if err != nil {
		return "", err
	}
	events, err := eventsOf(ctx, s.db.Read, p.ID)
	if err != nil {
		return "", err
	}
	st := &state{rules: rules, project: p, standing: fold(events)}
	return st.next(), nil
}
