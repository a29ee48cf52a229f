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

// Contact is one entry of the contact log. It belongs to the organisation.
type Contact struct {
	bun.BaseModel `bun:"table:contact,alias:ct"`

	ID         string    `bun:"id,pk"`
	ProjectID  ID        `bun:"project_id"`
	Day        date.Date `bun:"day"`
	Way        string    `bun:"way"`
	TwoWay     bool      `bun:"two_way"` // both sides were there
	Ours       string    `bun:"ours"`
	Theirs     string    `bun:"theirs"`
	Content    string    `bun:"content"`
	NextAction string    `bun:"next_action"`
	NextDay    date.Date `bun:"next_day"`
	OrgID      string    `bun:"org_id"`
	CreatedAt  int64     `bun:"created_at"`
	CreatedBy  string    `bun:"created_by"`
}

// Log adds an entry to a project's contact log.
func (s *Service) Log(ctx context.Context, who identity.Caller, id ID, key string, c Contact) (Contact, error) {
	if err := who.Need(identity.EditProjects); err != nil {
		return c, err
	}
	rules, err := s.Rules(ctx)
	if err != nil {
		return c, err
	}
	c.Content, c.Ours, c.Theirs = strings.TrimSpace(c.Content), strings.TrimSpace(c.Ours), strings.TrimSpace(c.Theirs)
	var f fault.Form
	if !c.Day.Valid() || c.Day > s.today() {
		f.Add("/day", "field.day", "请填写正确的日期，不能晚于今天。")
	}
	if !known(rules.ContactWays, c.Way) {
		f.Add("/way", "contact.way", "请选择往来方式。")
	}
	f.Require("/content", "内容", c.Content)
	f.MaxRunes("/content", "内容", c.Content, 4000)
	f.MaxRunes("/ours", "我方人员", c.Ours, 200)
	f.MaxRunes("/theirs", "企业方人员", c.Theirs, 200)
	f.MaxRunes("/next_action", "下一步", c.NextAction, 500)
	if c.TwoWay {
		f.Require("/ours", "我方人员", c.Ours)
		f.Require("/theirs", "企业方人员", c.Theirs)
	}
	if c.NextDay != "" && !c.NextDay.Valid() {
		f.Add("/next_day", "field.day", "请填写正确的日期。")
	}
	if err := f.Err("contact.invalid", "往来记录有误。"); err != nil {
		return c, err
	}
	return db.Write(ctx, s.db, func(tx *db.Tx) (Contact, error) {
		p, err := s.locked(ctx, tx, who, id)
		if err != nil {
			return c, err
		}
		if p.Status == Void {
			return c, errVoid
		}
		return db.Once(ctx, tx, string(who.User.ID), key, c, func() (Contact, error) {
			c.ID, c.ProjectID, c.OrgID, c.CreatedBy, c.CreatedAt = s.newID(), id, who.User.OrgID, string(who.User.ID), tx.Millis()
			if _, err := tx.NewInsert().Model(&c).Exec(ctx); err != nil {
				return c, fmt.Errorf("log contact: %w", err)
			}
			return c, s.settle(ctx, tx, who, p, "contact", "", audit.Diff(nil, map[string]any{"contact": c.ID, "day": string(c.Day), "way": c.Way, "content": c.Content}))
		})
	})
}

// Contacts is a project's contact log, newest day first.
func (s *Service) Contacts(ctx context.Context, who identity.Caller, id ID) ([]Contact, error) {
	if _, err := s.Find(ctx, who, id); err != nil {
		return nil, err
	}
	var out []Contact
	if err := s.db.Read.NewSelect().Model(&out).Where("ct.project_id = ?", id).OrderExpr("ct.day DESC, ct.id DESC").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	return out, nil
}

// Duty is what an owner owes a project.
type Duty string

// The duties: every project from talks on has both.
const (
	LeadSteward   Duty = "lead"   // 牵头人
	DeputySteward Duty = "deputy" // 协办人
)

// Owner is a person who watches a project.
type Owner struct {
	bun.BaseModel `bun:"table:project_owner,alias:o"`

	ProjectID ID              `bun:"project_id,pk"`
	Duty      Duty            `bun:"duty,pk"`
	UserID    identity.UserID `bun:"user_id"`
	Since     date.Date       `bun:"since"`
	Name      string          `bun:"name,scanonly"`

	RegionPath string `bun:"region_path"` // the project's, so that an index knows whose projects lie where
}

// SetOwners names who watches a project; an empty id clears the duty.
func (s *Service) SetOwners(ctx context.Context, who identity.Caller, id ID, version int64, owners map[Duty]identity.UserID) (*Project, error) {
	if err := who.Need(identity.EditProjects); err != nil {
		return nil, err
	}
	if l := owners[LeadSteward]; l != "" && l == owners[DeputySteward] {
		return nil, fault.New(fault.Invalid, "owner.same", "牵头人和协办人要是两个人。").With(fault.Detail{Pointer: "/deputy", Code: "owner.same", Message: "不能与牵头人相同。"})
	}
	err := db.Do(ctx, s.db, func(tx *db.Tx) error {
		p, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		var have []Owner
		if err := tx.NewSelect().Model(&have).Where("o.project_id = ?", id).Scan(ctx); err != nil {
			return fmt.Errorf("read owners: %w", err)
		}
		before, after := map[string]any{}, map[string]any{}
		for _, d := range []Duty{LeadSteward, DeputySteward} {
			i := slices.IndexFunc(have, func(o Owner) bool { return o.Duty == d })
			if i >= 0 {
				before[string(d)] = string(have[i].UserID)
			}
			if owners[d] != "" {
				after[string(d)] = string(owners[d])
			}
			if before[string(d)] == after[string(d)] {
				continue
			}
			if err := s.setOwner(ctx, tx, p, d, owners[d]); err != nil {
				return err
			}
		}
		changes := audit.Diff(before, after)
		if len(changes) == 0 {
			return nil
		}
		p.Version++
		return s.settle(ctx, tx, who, p, "owners", "", changes)
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

func (s *Service) setOwner(ctx context.Context, tx *db.Tx, p *Project, d Duty, user identity.UserID) error {
	if _, err := tx.NewDelete().Model((*Owner)(nil)).Where("project_id = ? AND duty = ?", p.ID, d).Exec(ctx); err != nil {
		return fmt.Errorf("set owner: %w", err)
	}
	if user == "" {
		return nil
	}
	ok, err := identity.Active(ctx, tx, user)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Invalid, "owner.unknown", "没有这个人，或账号已停用。").With(fault.Detail{Pointer: "/" + string(d), Code: "owner.unknown", Message: "请重新选择。"})
	}
	o := Owner{ProjectID: p.ID, Duty: d, UserID: user, Since: s.today(), RegionPath: p.RegionPath}
	if _, err := tx.NewInsert().Model(&o).Exec(ctx); err != nil {
		return fmt.Errorf("set owner: %w", err)
	}
	return nil
}

// followOwners keeps the place beside a project's owners the project's own.
func followOwners(ctx context.Context, tx *db.Tx, p *Project) error {
	_, err := tx.NewUpdate().Model((*Owner)(nil)).Set("region_path = ?", p.RegionPath).
		Where("project_id = ? AND region_path <> ?", p.ID, p.RegionPath).Exec(ctx)
	if err != nil {
		return fmt.Errorf("owners follow their project: %w", err)
	}
	return nil
}

// OwnersOf gives the owners of projects, with their names.
func (s *Service) OwnersOf(ctx context.Context, ids []ID) (map[ID][]Owner, error) {
	out := map[ID][]Owner{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []Owner
	err := s.db.Read.NewSelect().Model(&rows).Column("project_id", "duty", "user_id", "since").Where("o.project_id IN (?)", bun.List(ids)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read owners: %w", err)
	}
	people := make([]string, len(rows))
	for i, o := range rows {
		people[i] = string(o.UserID)
	}
	names, err := identity.Names(ctx, s.db.Read, people)
	if err != nil {
		return nil, err
	}
	for _, o := range rows {
		o.Name = names[string(o.UserID)]
		out[o.ProjectID] = append(out[o.ProjectID], o)
	}
	return out, nil
}
