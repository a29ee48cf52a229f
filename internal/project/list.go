package project

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/page"
	"qipan/internal/region"
)

// Filter says which projects are asked for; empty means all. Lists mean any of.
type Filter struct {
	Query      string
	Districts  []string
	Region     string // a region and all below it
	Stages     []Stage
	Statuses   []Status // all but void if empty
	Kinds      []Kind
	Bases      []Basis
	Chains     []string
	Channels   []string
	Owner      string // "me" is the caller
	Enterprise string
	Batch      string
	MinTotal   *int64 // fen
	MaxTotal   *int64 // fen, excluded
	Incomplete bool   // evidence outstanding
	IDs        []ID
}

// sorts are the fields a list can be ordered by.
var sorts = map[string]page.Sort{
	"updated_at": {Column: "p.updated_at", Number: true}, "name": {Column: "p.name"}, "code": {Column: "p.seq", Number: true},
	"total_investment": {Column: "p.total_cny", Number: true}, "stage_day": {Column: "p.stage_day"}, "stage": {Column: "p.stage_rank", Number: true},
}

// Check refuses codes that do not exist: a misspelt filter must not look like an empty list.
func (f Filter) Check() error {
	var form fault.Form
	for _, s := range f.Stages {
		if !slices.Contains(Stages, s) {
			form.Add("query:stage", "stage.unknown", "没有“%s”这个阶段。", s)
		}
	}
	for _, s := range f.Statuses {
		if !slices.Contains(Statuses, s) {
			form.Add("query:status", "status.unknown", "没有“%s”这个状态。", s)
		}
	}
	for _, k := range f.Kinds {
		if !slices.Contains(Kinds, k) {
			form.Add("query:kind", "kind.unknown", "没有“%s”这种类型。", k)
		}
	}
	for _, b := range f.Bases {
		if b != Proved && b != Claimed && b != Forced {
			form.Add("query:basis", "basis.unknown", "没有“%s”这种依据。", b)
		}
	}
	return form.Err("filter.invalid", "筛选条件有误。")
}

func (s *Service) filtered(ctx context.Context, q *bun.SelectQuery, who identity.Caller, f Filter) (*bun.SelectQuery, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	sees, err := s.sees(ctx, who.Scope())
	if err != nil {
		return nil, err
	}
	q = q.Apply(sees, matching(s.db.Dialect, f.Query))
	in := func(column string, n int, values any) {
		if n > 0 {
			q = q.Where("? IN (?)", bun.Safe(column), bun.List(values))
		}
	}
	in("p.district_code", len(f.Districts), f.Districts)
	in("p.stage", len(f.Stages), f.Stages)
	in("p.kind", len(f.Kinds), f.Kinds)
	in("p.stage_basis", len(f.Bases), f.Bases)
	in("p.channel", len(f.Channels), f.Channels)
	in("p.id", len(f.IDs), f.IDs)
	if len(f.Statuses) > 0 {
		in("p.status", len(f.Statuses), f.Statuses)
	} else {
		q = q.Where("p.status <> ?", Void)
	}
	if f.Region != "" {
		path, err := region.PathOf(ctx, s.db.Read, f.Region)
		if err != nil {
			return nil, err
		}
		from, to := region.PathRange(path)
		q = q.Where("p.region_path >= ? AND p.region_path < ?", from, to)
	}
	if len(f.Chains) > 0 {
		q = q.Where("EXISTS (SELECT 1 FROM project_chain c WHERE c.project_id = p.id AND c.chain_code IN (?))", bun.List(f.Chains))
	}
	if f.Owner != "" {
		owner := f.Owner
		if owner == "me" {
			owner = string(who.User.ID)
		}
		q = q.Where("p.id IN (SELECT o.project_id FROM project_owner o WHERE o.user_id = ?)", owner)
	}
	if f.Enterprise != "" {
		q = q.Where("p.enterprise_id = ?", f.Enterprise)
	}
	if f.Batch != "" {
		q = q.Where("p.batch_id = ?", f.Batch)
	}
	if f.MinTotal != nil {
		q = q.Where("p.total_cny >= ?", *f.MinTotal)
	}
	if f.MaxTotal != nil {
		q = q.Where("p.total_cny >= 0 AND p.total_cny < ?", *f.MaxTotal)
	}
	if f.Incomplete {
		q = q.Where("p.missing > 0")
	}
	return q, nil
}

// List is one page of the projects the caller sees. It finds the page in a
// covering index first and reads the wide rows of that page only.
func (s *Service) List(ctx context.Context, who identity.Caller, f Filter, r page.Request) ([]*Project, string, error) {
	if err := who.Need(identity.ReadProjects); err != nil {
		return nil, "", err
	}
	plan, err := page.Check(r, sorts, "-updated_at", "p.seq")
	if err != nil {
		return nil, "", err
	}
	q, err := s.filtered(ctx, s.db.Read.NewSelect().Model((*Project)(nil)).ColumnExpr("p.seq"), who, f)
	if err != nil {
		return nil, "", err
	}
	var seqs []int64
	if err := q.Apply(plan.Apply).Scan(ctx, &seqs); err != nil {
		return nil, "", fmt.Errorf("list projects: %w", err)
	}
	if len(seqs) == 0 {
		return nil, "", nil
	}
	var found []*Project
	if err := s.db.Read.NewSelect().Model(&found).Where("p.seq IN (?)", bun.List(seqs)).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("list projects: %w", err)
	}
	place := make(map[int64]int, len(seqs))
	for i, n := range seqs {
		place[n] = i
	}
	slices.SortFunc(found, func(a, b *Project) int { return place[a.Seq] - place[b.Seq] })
	rows, next := page.Cut(plan, found, func(p *Project) (any, any) { return sortKey(plan.Field(), p), p.Seq })
	return rows, next, nil
}

func sortKey(field string, p *Project) any {
	switch field {
	case "name":
		return p.Name
	case "code":
		return p.Seq
	case "total_investment":
		return p.TotalCNY
	case "stage_day":
		return string(p.StageDay)
	case "stage":
		return int64(p.StageRank)
	}
	return p.UpdatedAt
}

// CountCap is where a capped count stops.
const CountCap = 1000

// Count is how many projects match, at most most of them (0: all).
func (s *Service) Count(ctx context.Context, who identity.Caller, f Filter, most int) (int, error) {
	inner, err := s.filtered(ctx, s.db.Read.NewSelect().Model((*Project)(nil)).ColumnExpr("p.seq"), who, f)
	if err != nil {
		return 0, err
	}
	if most > 0 {
		inner = inner.Limit(int64(most))
	}
	var n int
	if err := s.db.Read.NewSelect().TableExpr("(?) AS matched", inner).ColumnExpr("COUNT(*)").Scan(ctx, &n); err != nil {
		return 0, fmt.Errorf("count projects: %w", err)
	}
	return n, nil
}

// StageCount is how many of the matching projects stand at a stage.
type StageCount struct {
	Stage Stage `bun:"stage"`
	Count int   `bun:"count"`
}

// Counts is the number of matching projects per stage, in stage order; stages
// without any are there with 0.
func (s *Service) Counts(ctx context.Context, who identity.Caller, f Filter) ([]StageCount, error) {
	if err := who.Need(identity.ReadProjects); err != nil {
		return nil, err
	}
	var rows []StageCount
	q, err := s.filtered(ctx, s.db.Read.NewSelect().Model((*Project)(nil)).ColumnExpr("p.stage, COUNT(*) AS count").GroupExpr("p.stage"), who, f)
	if err != nil {
		return nil, err
	}
	if err := q.Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("count projects by stage: %w", err)
	}
	out := make([]StageCount, len(Stages))
	for i, st := range Stages {
		out[i].Stage = st
		for _, r := range rows {
			if r.Stage == st {
				out[i].Count = r.Count
			}
		}
	}
	return out, nil
}
