package report

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/money"
	"qipan/internal/platform/page"
	"qipan/internal/project"
	"qipan/internal/target"
)

// Column names the part of the cockpit that is opened.
type Column struct {
	Class target.Class  // Met if empty
	Basis project.Basis // the counted ones if empty
	Late  bool          // 补报 only
	Month string        // YYYY-MM: only this month of the period
	Stage project.Stage // a step of the funnel instead of the indicator's figure
}

// Project is a project behind a number, as far as a list shows it.
type Project struct {
	bun.BaseModel `bun:"table:project,alias:p"`

	ID           project.ID     `bun:"id"`
	Code         string         `bun:"code"`
	Name         string         `bun:"name"`
	DistrictCode string         `bun:"district_code"`
	Stage        project.Stage  `bun:"stage"`
	Status       project.Status `bun:"status"`
	Day          date.Date      `bun:"day"`   // on which it counts
	Basis        project.Basis  `bun:"basis"` // on which it counts
	Late         bool           `bun:"late"`
	Currency     money.Currency `bun:"currency"` // of Minor; "" where the amount was not known
	Minor        int64          `bun:"minor"`    // the amount that was tested, as known then

	TotalMinor    *int64         `bun:"total_minor"` // as known now
	TotalCurrency money.Currency `bun:"total_currency"`
	FDIMinor      *int64         `bun:"fdi_minor"`
	FDICurrency   money.Currency `bun:"fdi_currency"`
}

// Behind is a page of projects behind a number.
type Behind struct {
	Projects []Project
	Next     string
	Total    int // of the number itself
	Hidden   int // of Total: 另有 N 项无权查看
}

// Projects opens a number of the cockpit: the projects behind it that the caller
// sees, the latest first, and how many more there are.
func (s *Service) Projects(ctx context.Context, who identity.Caller, a Ask, c Column, r page.Request) (Behind, error) {
	q, err := s.read(ctx, who, a)
	if err != nil {
		return Behind{}, err
	}
	if err := c.check(&q); err != nil {
		return Behind{}, err
	}
	plan, err := page.Check(r, map[string]page.Sort{"day": {Column: "b.day"}}, "-day", "p.id")
	if err != nil {
		return Behind{}, err
	}
	if c.Stage != "" {
		return s.page(ctx, who, s.standing(q, c), plan)
	}
	if q.Card.Pending != "" {
		return Behind{}, fault.New(fault.Conflict, "indicator.pending", "“%s”还不能计数：%s。", q.Card.Name, q.Card.Pending)
	}
	part := target.Part{District: q.region.Code, Class: c.Class, Late: c.Late}
	switch {
	case c.Basis != "":
		part.Bases = []project.Basis{c.Basis}
	case c.Class == target.Met:
		part.Bases = q.Card.CountedBases
	}
	return s.page(ctx, who, target.Behind(s.db.Read, q.Query, part), plan)
}

// check refuses what the cockpit has no number for, and narrows q to a month.
func (c *Column) check(q *question) error {
	var f fault.Form
	if c.Class == "" {
		c.Class = target.Met
	}
	if !slices.Contains([]target.Class{target.Met, target.OtherCurrency, target.AmountUnknown, target.Relocated, target.Undated}, c.Class) {
		f.Add("query:class", "class.unknown", "没有“%s”这一列。", c.Class)
	}
	if c.Basis != "" && !slices.Contains([]project.Basis{project.Proved, project.Claimed, project.Forced}, c.Basis) {
		f.Add("query:basis", "basis.unknown", "没有“%s”这种依据。", c.Basis)
	}
	if c.Stage != "" && !slices.Contains(project.Stages, c.Stage) {
		f.Add("query:stage", "stage.unknown", "没有“%s”这个阶段。", c.Stage)
	}
	if c.Month != "" {
		if !slices.Contains(q.Period.Months(), c.Month) {
			f.Add("query:month", "month.outside", "%s 不在期间 %s 之内。", c.Month, q.Period.Code)
		} else {
			q.Period.From, q.Period.To = date.Date(c.Month+"-01"), date.Date(c.Month+"-01").MonthEnd()
		}
	}
	return f.Err("cockpit.invalid", "查询条件有误。")
}

// page reads one page of the visible projects of b, a query of target.Behind's
// columns, and counts the others.
func (s *Service) page(ctx context.Context, who identity.Caller, b *bun.SelectQuery, plan page.Plan) (Behind, error) {
	var out Behind
	if err := s.db.Read.NewSelect().TableExpr("(?) AS b", b).ColumnExpr("COUNT(*)").Scan(ctx, &out.Total); err != nil {
		return out, fmt.Errorf("count projects behind a figure: %w", err)
	}
	seen := func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Join("JOIN (?) AS b ON b.project_id = p.id", b).Apply(project.Visible(who.Scope()))
	}
	visible := 0
	if err := s.db.Read.NewSelect().Model((*Project)(nil)).ColumnExpr("COUNT(*)").Apply(seen).Scan(ctx, &visible); err != nil {
		return out, fmt.Errorf("count visible projects behind a figure: %w", err)
	}
	out.Hidden = out.Total - visible
	var rows []Project
	err := s.db.Read.NewSelect().Model(&rows).
		ColumnExpr("p.id, p.code, p.name, p.district_code, p.stage, p.status, p.total_minor, p.total_currency, p.fdi_minor, p.fdi_currency, b.day, b.basis, b.late, b.currency, b.minor").
		Apply(seen, plan.Apply).Scan(ctx)
	if err != nil {
		return out, fmt.Errorf("read projects behind a figure: %w", err)
	}
	out.Projects, out.Next = page.Cut(plan, rows, func(p Project) (any, any) { return string(p.Day), string(p.ID) })
	return out, nil
}

// standing selects the projects of a step of the funnel, in target.Behind's
// columns: as they are, from the projects themselves, or as they were, from the figures.
func (s *Service) standing(q question, c Column) *bun.SelectQuery {
	district := q.region.Code
	if district == q.tree.City().Code {
		district = ""
	}
	var b *bun.SelectQuery
	if q.current {
		b = s.db.Read.NewSelect().TableExpr("project AS s").
			ColumnExpr("s.id AS project_id, s.stage_day AS day, s.stage_basis AS basis, s.total_currency AS currency").
			ColumnExpr("COALESCE(s.total_minor, 0) AS minor, 1 = 0 AS late").
			Where("s.stage = ?", c.Stage).Where("s.status IN (?)", bun.List(inPipeline))
		if district != "" {
			b = b.Where("s.district_code = ?", district)
		}
	} else {
		b = target.Stood(s.db.Read, c.Stage, inPipeline, district, q.Day, q.KnownAt)
	}
	if c.Basis != "" {
		b = s.db.Read.NewSelect().TableExpr("(?) AS any_basis", b).Where("basis = ?", c.Basis)
	}
	return b
}
