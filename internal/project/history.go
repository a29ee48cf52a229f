package project

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/db"
)

// Histories walks through the facts of projects as they became known, oldest
// first per project: what figures are recounted from. ids empty means all. It
// reads in bounded pieces, so a city of any size fits in memory.
func Histories(ctx context.Context, q bun.IDB, ids []ID, each func(ID, []FactsAt) error) error {
	const piece = 500
	if len(ids) > 0 {
		for len(ids) > 0 {
			n := min(piece, len(ids))
			if err := histories(ctx, q, ids[:n], each); err != nil {
				return err
			}
			ids = ids[n:]
		}
		return nil
	}
	after := ID("")
	for {
		var part []ID
		if err := q.NewSelect().Model((*Project)(nil)).Column("p.id").Where("p.id > ?", after).OrderExpr("p.id").Limit(piece).Scan(ctx, &part); err != nil {
			return fmt.Errorf("walk projects: %w", err)
		}
		if len(part) == 0 {
			return nil
		}
		if err := histories(ctx, q, part, each); err != nil {
			return err
		}
		after = part[len(part)-1]
	}
}

func histories(ctx context.Context, q bun.IDB, ids []ID, each func(ID, []FactsAt) error) error {
	var values []valueRow
	if err := q.NewSelect().Model(&values).Where("v.project_id IN (?)", bun.List(ids)).OrderExpr("v.project_id, v.recorded_at, v.id").Scan(ctx); err != nil {
		return fmt.Errorf("read counted values: %w", err)
	}
	var events []Event
	if err := q.NewSelect().Model(&events).Where("ev.project_id IN (?)", bun.List(ids)).OrderExpr("ev.project_id, ev.recorded_at, ev.id").Scan(ctx); err != nil {
		return fmt.Errorf("read stage events: %w", err)
	}
	vs, es := map[ID][]valueRow{}, map[ID][]Event{}
	for _, v := range values {
		vs[v.ProjectID] = append(vs[v.ProjectID], v)
	}
	for _, e := range events {
		es[e.ProjectID] = append(es[e.ProjectID], e)
	}
	for _, id := range ids {
		if err := each(id, replay(id, vs[id], es[id])); err != nil {
			return err
		}
	}
	return nil
}

// replay merges counted values and stage events by recorded instant: one FactsAt
// for every instant at which something became known.
func replay(id ID, values []valueRow, events []Event) []FactsAt {
	var out []FactsAt
	i, j := 0, 0
	for i < len(values) || j < len(events) {
		at := int64(1<<63 - 1)
		if i < len(values) {
			at = values[i].RecordedAt
		}
		if j < len(events) {
			at = min(at, events[j].RecordedAt)
		}
		for i < len(values) && values[i].RecordedAt == at {
			i++
		}
		for j < len(events) && events[j].RecordedAt == at {
			j++
		}
		if i == 0 {
			continue // nothing is counted of a project without values
		}
		p := values[i-1].project(id)
		st := state{project: p, standing: fold(events[:j])}
		for _, e := range st.standing {
			if Rank(e.Stage) >= Rank(p.Stage) {
				p.Stage = e.Stage
			}
		}
		out = append(out, FactsAt{at, p.facts(entriesOf(st.standing))})
	}
	return out
}

func (v valueRow) project(id ID) *Project {
	return &Project{ID: id, Stage: Lead, DistrictCode: v.DistrictCode, RegionCode: v.RegionCode, Kind: v.Kind, Status: v.Status,
		TotalMinor: v.TotalMinor, TotalCurrency: v.TotalCurrency, FixedMinor: v.FixedMinor, FixedCurrency: v.FixedCurrency,
		FDIMinor: v.FDIMinor, FDICurrency: v.FDICurrency, CityRelocation: v.CityRelocation}
}

// Events is a project's stage history, oldest first, corrections and proofs included.
func (s *Service) Events(ctx context.Context, who identity.Caller, id ID) ([]Event, error) {
	if _, err := s.Find(ctx, who, id); err != nil {
		return nil, err
	}
	return eventsOf(ctx, s.db.Read, id)
}

// Entered are the stage entries that stand, in stage order, each with the id of
// the event a correction refers to.
func (s *Service) Entered(ctx context.Context, p *Project) ([]Event, error) {
	events, err := eventsOf(ctx, s.db.Read, p.ID)
	if err != nil {
		return nil, err
	}
	var out []Event
	for _, st := range fold(events) {
		e := st.event
		e.Day, e.Precision, e.Basis = st.Day, st.Precision, st.Basis
		out = append(out, e)
	}
	return out, nil
}

// History is what was done to a project, newest first, field by field.
func (s *Service) History(ctx context.Context, who identity.Caller, id ID, limit int) ([]audit.Row, error) {
	if _, err := s.Find(ctx, who, id); err != nil {
		return nil, err
	}
	return audit.Of(ctx, s.db.Read, Ref(id), limit)
}

// FactsOf is the facts of one project as known now.
func FactsOf(ctx context.Context, tx *db.Tx, id ID) (Facts, error) {
	var out Facts
	err := Histories(ctx, tx, []ID{id}, func(_ ID, h []FactsAt) error {
		if len(h) > 0 {
			out = h[len(h)-1].Facts
		}
		return nil
	})
	return out, err
}
