package project

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
)

// Milestone is a step of a project's own plan.
type Milestone struct {
	bun.BaseModel `bun:"table:milestone,alias:m"`

	ID         string    `bun:"id,pk"`
	ProjectID  ID        `bun:"project_id"`
	Name       string    `bun:"name"`
	PlannedDay date.Date `bun:"planned_day"`
	ActualDay  date.Date `bun:"actual_day"` // "" until reached
	Note       string    `bun:"note"`
	CreatedAt  int64     `bun:"created_at"`
	UpdatedAt  int64     `bun:"updated_at"`
	Version    int64     `bun:"version"`
}

func (s *Service) checkMilestone(m *Milestone) error {
	m.Name, m.Note = strings.TrimSpace(m.Name), strings.TrimSpace(m.Note)
	var f fault.Form
	f.Require("/name", "里程碑", m.Name)
	f.MaxRunes("/name", "里程碑", m.Name, 100)
	f.MaxRunes("/note", "说明", m.Note, 500)
	if !m.PlannedDay.Valid() {
		f.Add("/planned_day", "field.day", "请填写计划日期。")
	}
	if m.ActualDay != "" && (!m.ActualDay.Valid() || m.ActualDay > s.today()) {
		f.Add("/actual_day", "field.day", "实际日期不能晚于今天。")
	}
	return f.Err("milestone.invalid", "里程碑有误。")
}

// Plan adds a milestone.
func (s *Service) Plan(ctx context.Context, who identity.Caller, id ID, key string, m Milestone) (Milestone, error) {
	if err := who.Need(identity.EditProjects); err != nil {
		return m, err
	}
	if err := s.checkMilestone(&m); err != nil {
		return m, err
	}
	return db.Write(ctx, s.db, func(tx *db.Tx) (Milestone, error) {
		p, err := s.locked(ctx, tx, who, id)
		if err != nil {
			return m, err
		}
		if p.Status == Void {
			return m, errVoid
		}
		return db.Once(ctx, tx, string(who.User.ID), key, m, func() (Milestone, error) {
			m.ID, m.ProjectID, m.CreatedAt, m.UpdatedAt, m.Version = s.newID(), id, tx.Millis(), tx.Millis(), 1
			if _, err := tx.NewInsert().Model(&m).Exec(ctx); err != nil {
				return m, fmt.Errorf("add milestone: %w", err)
			}
			return m, s.settle(ctx, tx, who, p, "milestone.add", "", audit.Diff(nil, m.view()))
		})
	})
}

// Replan writes a milestone that was read at version.
func (s *Service) Replan(ctx context.Context, who identity.Caller, milestone string, version int64, in Milestone) (Milestone, error) {
	if err := who.Need(identity.EditProjects); err != nil {
		return in, err
	}
	if err := s.checkMilestone(&in); err != nil {
		return in, err
	}
	return db.Write(ctx, s.db, func(tx *db.Tx) (Milestone, error) {
		var m Milestone
		err := tx.NewSelect().Model(&m).Where("m.id = ?", milestone).Scan(ctx)
		if db.NotFound(err) {
			return m, errMilestone
		}
		if err != nil {
			return m, fmt.Errorf("find milestone: %w", err)
		}
		p, err := s.locked(ctx, tx, who, m.ProjectID)
		if fault.Is(err, fault.NotFound) {
			return m, errMilestone
		}
		if err != nil {
			return m, err
		}
		if m.Version != version {
			return m, fault.New(fault.Stale, "stale", "这个里程碑刚被别人改过，请对照后再保存。").Param("version", m.Version)
		}
		before := m.view()
		m.Name, m.PlannedDay, m.ActualDay, m.Note = in.Name, in.PlannedDay, in.ActualDay, in.Note
		changes := audit.Diff(before, m.view())
		if len(changes) == 0 {
			return m, nil
		}
		m.Version, m.UpdatedAt = version+1, tx.Millis()
		if _, err := tx.NewUpdate().Model(&m).WherePK().Exec(ctx); err != nil {
			return m, fmt.Errorf("store milestone: %w", err)
		}
		return m, s.settle(ctx, tx, who, p, "milestone.edit", "", changes)
	})
}

var errMilestone = fault.New(fault.NotFound, "milestone.unknown", "没有这个里程碑，或您无权查看。")

func (m Milestone) view() map[string]any {
	return map[string]any{"milestone": m.Name, "planned_day": string(m.PlannedDay), "actual_day": string(m.ActualDay), "note": m.Note}
}

// Milestones is a project's plan by planned day.
func (s *Service) Milestones(ctx context.Context, who identity.Caller, id ID) ([]Milestone, error) {
	if _, err := s.Find(ctx, who, id); err != nil {
		return nil, err
	}
	var out []Milestone
	if err := s.db.Read.NewSelect().Model(&out).Where("m.project_id = ?", id).OrderExpr("m.planned_day, m.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list milestones: %w", err)
	}
	return out, nil
}

type tag struct {
	bun.BaseModel `bun:"table:project_chain,alias:c"`

	ProjectID ID     `bun:"project_id,pk"`
	ChainCode string `bun:"chain_code,pk"`
	TaggedAt  int64  `bun:"tagged_at"`
}

// Tag sets the chains a project belongs to. A tag names a chain of one taxonomy
// and stays what it was when the taxonomy changes.
func (s *Service) Tag(ctx context.Context, who identity.Caller, id ID, version int64, chains []string) (*Project, error) {
	if err := who.Need(identity.EditProjects); err != nil {
		return nil, err
	}
	chains = slices.Compact(slices.Sorted(slices.Values(chains)))
	if len(chains) > 10 {
		return nil, fault.New(fault.Invalid, "chain.too_many", "一个项目最多 10 条产业链标签。")
	}
	err := db.Do(ctx, s.db, func(tx *db.Tx) error {
		p, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if err := s.chains.Check(ctx, tx, chains); err != nil {
			return err
		}
		have, err := tagsOf(ctx, tx, []ID{id})
		if err != nil {
			return err
		}
		if slices.Equal(have[id], chains) {
			return nil
		}
		if _, err := tx.NewDelete().Model((*tag)(nil)).Where("project_id = ?", id).Exec(ctx); err != nil {
			return fmt.Errorf("tag project: %w", err)
		}
		rows := make([]tag, len(chains))
		for i, c := range chains {
			rows[i] = tag{ProjectID: id, ChainCode: c, TaggedAt: tx.Millis()}
		}
		if len(rows) > 0 {
			if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
				return fmt.Errorf("tag project: %w", err)
			}
		}
		p.Version++
		return s.settle(ctx, tx, who, p, "chains", "", []audit.Change{{Field: "chains", Before: strings.Join(have[id], ","), After: strings.Join(chains, ",")}})
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

// TagsOf gives the chain codes of projects, sorted.
func (s *Service) TagsOf(ctx context.Context, ids []ID) (map[ID][]string, error) {
	return tagsOf(ctx, s.db.Read, ids)
}

func tagsOf(ctx context.Context, q bun.IDB, ids []ID) (map[ID][]string, error) {
	out := map[ID][]string{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []tag
	if err := q.NewSelect().Model(&rows).Where("c.project_id IN (?)", bun.List(ids)).OrderExpr("c.chain_code").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read chain tags: %w", err)
	}
	for _, r := range rows {
		out[r.ProjectID] = append(out[r.ProjectID], r.ChainCode)
	}
	return out, nil
}
