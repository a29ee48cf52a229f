package project

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/money"
	"qipan/internal/region"
)

// Desk reads claims the way the API reads forms: the same rules, for a caller,
// held in memory so that a hundred thousand rows ask the database nothing.
type Desk struct {
	service *Service
	who     identity.Caller
	rules   *Rules
	tree    *region.Tree
	today   date.Date
	chains  map[string]bool
}

// Desk opens a desk on the state of q.
func (s *Service) Desk(ctx context.Context, q bun.IDB, who identity.Caller) (*Desk, error) {
	d := &Desk{service: s, who: who, today: s.today(), chains: map[string]bool{}}
	var err error
	if d.rules, err = s.rules.current(ctx, q); err != nil {
		return nil, err
	}
	if d.tree, err = region.Read(ctx, q); err != nil {
		return nil, err
	}
	list, err := s.chains.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		d.chains[c.Code] = true
	}
	return d, nil
}

// Rules is the rule set the desk reads by.
func (d *Desk) Rules() *Rules { return d.rules }

// Tree is the regions the desk knows.
func (d *Desk) Tree() *region.Tree { return d.tree }

// Weight says what a finding means for its row.
type Weight int

// The weights.
const (
	Refuses Weight = iota // the row cannot be taken over
	Warns                 // it can; the value is taken as the message says
	Informs               // good to know
)

// Finding is what a desk says of one cell of a claim.
type Finding struct {
	Cell    string // a field of Cells
	Code    string
	Message string
	Weight  Weight
}

// Check holds a claim against the rules of the form and brings it to its normal
// shape: a kind, a status, the entries of its own path up to its stage and in
// order, the claimed stage among them.
func (d *Desk) Check(c *Claim) []Finding {
	var f fault.Form
	c.Name, c.InvestorName = strings.TrimSpace(c.Name), strings.TrimSpace(c.InvestorName)
	f.Require("/name", "项目名称", c.Name)
	f.MaxRunes("/name", "项目名称", c.Name, 200)
	f.Require("/investor_name", "投资方", c.InvestorName)
	f.MaxRunes("/investor_name", "投资方", c.InvestorName, 200)
	if c.IndustryCode != "" && !d.service.industry(c.IndustryCode) {
		f.Add("/industry_code", "industry.unknown", "行业代码“%s”不在 GB/T 4754-2017 中。", c.IndustryCode)
	}
	d.checkAmounts(c, &f)
	d.checkPlace(c, &f)
	for _, code := range c.Chains {
		if !d.chains[code] {
			f.Add("/chains", "chain.unknown", "没有代码为“%s”的产业链。", code)
		}
	}
	c.Fields = applyFields(d.rules, Values{}, c.Fields, &f)
	d.checkStatus(c, &f)
	out := d.checkStages(c, &f)
	if e, ok := fault.As(f.Err("", "")); ok {
		for _, x := range e.Details {
			out = append(out, Finding{Cell: strings.ReplaceAll(strings.TrimPrefix(x.Pointer, "/"), "/", "."), Code: x.Code, Message: x.Message})
		}
	}
	return out
}

func (d *Desk) checkAmounts(c *Claim, f *fault.Form) {
	p := &Project{}
	applyAmount(f, "/total_investment", "总投资", Some(c.Total), p.setTotal)
	applyAmount(f, "/fixed_assets", "固定资产投资", Some(c.FixedAssets), p.setFixed)
	applyAmount(f, "/contracted_fdi", "合同外资", Some(c.ContractedFDI), p.setFDI)
	if over(p.Total(), p.FixedAssets()) {
		f.Add("/fixed_assets", "amount.fixed_over_total", "固定资产投资大于总投资。")
	}
}

func over(total, fixed *money.Amount) bool {
	return total != nil && fixed != nil && total.Currency == fixed.Currency && fixed.Minor > total.Minor
}

func (d *Desk) checkPlace(c *Claim, f *fault.Form) {
	r, err := d.tree.Find(c.RegionCode)
	switch {
	case c.RegionCode == "":
		f.Add("/region_code", "required", "请填写区市。")
	case err != nil:
		f.Add("/region_code", "region.unknown", "没有代码为“%s”的区域。", c.RegionCode)
	case !d.who.Scope().Covers(r.Path) && c.RegionCode != d.who.Organisation.RegionCode:
		f.Add("/region_code", "region.outside", "“%s”不在您的管辖范围内。", r.DisplayName)
	}
}

func (d *Desk) checkStatus(c *Claim, f *fault.Form) {
	if c.Status == "" {
		c.Status = Active
	}
	switch {
	case c.Status == Void || !known(d.rules.Statuses, string(c.Status)):
		f.Add("/status", "status.unknown", "没有“%s”这个状态。", c.Status)
	case c.Status == Active:
		c.StatusDay = ""
	case c.StatusDay > d.today:
		f.Add("/status_day", "day.future", "状态日期 %s 晚于今天。", c.StatusDay)
	}
}

// checkStages brings the entries into order. What lies after the claimed stage
// has not happened by the ledger's own word; what is not on the kind's path
// cannot be entered.
func (d *Desk) checkStages(c *Claim, f *fault.Form) []Finding {
	if c.Kind == "" {
		c.Kind = KindLand
	}
	k := d.rules.Kind(c.Kind)
	if k == nil {
		f.Add("/kind", "kind.unknown", "没有“%s”这种项目类型。", c.Kind)
		return nil
	}
	if Rank(c.Stage) < 0 {
		f.Add("/stage", "stage.unknown", "没有“%s”这个阶段。", c.Stage)
		return nil
	}
	var out []Finding
	if k.Step(c.Stage) == nil {
		said, to := c.Stage, d.implied(k, c.Stage)
		for _, e := range c.Entries { // and what it dates
			if k.Step(e.Stage) != nil && Rank(e.Stage) < Rank(said) && Rank(e.Stage) > Rank(to) {
				to = e.Stage
			}
		}
		out = append(out, Finding{"stage", "stage_not_on_path", fmt.Sprintf("“%s”项目没有“%s”这个阶段，按它之前的“%s”接收；类型或阶段有误请改正。",
			k.Label, label(d.rules.Stages, string(said)), d.rules.StageLabel(c.Kind, to)), Warns})
		c.Stage = to
	}
	entries := make([]Said, 0, len(c.Entries)+1)
	for _, e := range c.Entries {
		cell, name := stageCell+string(e.Stage), d.rules.StageLabel(c.Kind, e.Stage)
		switch {
		case Rank(e.Stage) > Rank(c.Stage):
			out = append(out, Finding{cell, "stage_beyond", fmt.Sprintf("“%s”晚于台账所称阶段“%s”，日期未采用。", name, d.rules.StageLabel(c.Kind, c.Stage)), Informs})
		case k.Step(e.Stage) == nil:
			out = append(out, Finding{cell, "stage_not_on_path", fmt.Sprintf("“%s”项目没有“%s”这个阶段，日期未采用。", k.Label, name), Informs})
		default:
			if e.Day > d.today {
				f.Add("/"+cell, "day.future", "“%s”的日期 %s 晚于今天。", name, e.text())
			}
			entries = append(entries, e)
		}
	}
	if !slices.ContainsFunc(entries, func(e Said) bool { return e.Stage == c.Stage }) {
		entries = append(entries, Said{Stage: c.Stage, Precision: date.Day})
		out = append(out, Finding{stageCell + string(c.Stage), "stage_undated",
			fmt.Sprintf("台账没有“%s”的日期，按“日期待补”接收，补齐前不计入任何时期。", d.rules.StageLabel(c.Kind, c.Stage)), Informs})
	}
	slices.SortStableFunc(entries, func(a, b Said) int { return Rank(a.Stage) - Rank(b.Stage) })
	c.Entries = slices.CompactFunc(entries, func(a, b Said) bool { return a.Stage == b.Stage })
	return append(out, d.disorder(c)...)
}

// implied is the furthest stage on k's path that a project must have entered that
// is at s on the full path: what a ledger claims when it uses a word of another kind.
func (d *Desk) implied(k *KindRules, s Stage) Stage {
	best := Lead
	full := d.rules.Kind(KindLand)
	if step := full.Step(s); step != nil {
		for _, a := range step.After {
			if k.Step(a) == nil {
				a = d.implied(k, a)
			}
			if Rank(a) > Rank(best) {
				best = a
			}
		}
	}
	return best
}

// disorder warns of days that run backwards: real ledgers have them, and what
// they say is history, so it is shown and not refused.
func (d *Desk) disorder(c *Claim) []Finding {
	var out []Finding
	for i := 1; i < len(c.Entries); i++ {
		a, b := c.Entries[i-1], c.Entries[i]
		if !a.Day.IsZero() && !b.Day.IsZero() && b.last() < a.Day {
			out = append(out, Finding{stageCell + string(b.Stage), "date_order", fmt.Sprintf("“%s”（%s）早于“%s”（%s），请核对。",
				d.rules.StageLabel(c.Kind, b.Stage), b.text(), d.rules.StageLabel(c.Kind, a.Stage), a.text()), Warns})
		}
	}
	return out
}

// last is the latest day a Said can mean.
func (s Said) last() date.Date {
	if s.Precision == date.Month {
		return s.Day.MonthEnd()
	}
	return s.Day
}

// Outline is as much of a project as tells it from others.
type Outline struct {
	ID           ID     `bun:"id"`
	Code         string `bun:"code"`
	Name         string `bun:"name"`
	InvestorName string `bun:"investor_name"`
	DistrictCode string `bun:"district_code"`
}

// Outlines walks through the projects the caller sees, voided ones left out:
// what a ledger is held against so that nobody enters a project twice.
func (s *Service) Outlines(ctx context.Context, q bun.IDB, who identity.Caller, each func(Outline)) error {
	const piece = 5000
	after := ID("")
	for {
		var part []Outline
		err := q.NewSelect().Model((*Project)(nil)).Column("p.id", "p.code", "p.name", "p.investor_name", "p.district_code").
			Where("p.id > ? AND p.status <> ?", after, Void).Apply(visible(who.Scope())).OrderExpr("p.id").Limit(piece).Scan(ctx, &part)
		if err != nil && !db.NotFound(err) {
			return fmt.Errorf("walk outlines: %w", err)
		}
		for _, o := range part {
			each(o)
		}
		if len(part) < piece {
			return nil
		}
		after = part[len(part)-1].ID
	}
}
