package target

import (
	"fmt"
	"slices"

	"qipan/internal/platform/fault"
	"qipan/internal/platform/money"
	"qipan/internal/project"
	"qipan/packs"
)

// AmountOf names the amount of a project that a card tests.
type AmountOf string

// The amounts.
const (
	Total         AmountOf = "total_investment"
	FixedAssets   AmountOf = "fixed_assets"
	ContractedFDI AmountOf = "contracted_fdi"
)

// Card is an indicator's definition: what counts, when, and against which
// threshold. A card with a Pending reason counts nothing and says why (待核).
type Card struct {
	Code       string
	Name       string
	Version    int
	Owner      string
	Unit       string
	Definition string
	Notes      []string
	Pending    string

	Stage          project.Stage // its day is the day that counts
	StageIfSkipped project.Stage // counts where Stage was passed over; "" if nothing does
	StageAssumed   bool          // the source names no stage: 口径为系统假定
	StageNote      string

	Amount       AmountOf
	AbsentPends  bool // a project without the amount is shown as 待核; otherwise it is outside the indicator
	Comparator   money.Comparator
	Threshold    money.Amount
	Relocation   bool // a move inside the city counts as new
	ExcludedIf   []project.Status
	CountedBases []project.Basis // what makes up the figure
	Implies      []string        // indicators that contain this one
}

// CardOf reads a pack's definition and refuses one that could not be counted as
// written.
func CardOf(i packs.Indicator) (Card, error) {
	c := Card{
		Code: i.Code, Name: i.Name, Version: i.Version, Owner: i.Owner, Unit: i.Unit,
		Definition: i.Definition, Notes: i.Notes, Pending: i.Pending,
		Stage: project.Stage(i.Stage), StageIfSkipped: project.Stage(i.StageIfSkipped),
		StageAssumed: i.StageAssumed, StageNote: i.StageNote,
		Amount: AmountOf(i.Amount), AbsentPends: i.AmountAbsent == "pending",
		Comparator: money.Comparator(i.Comparator), Relocation: !i.ExcludeCityRelocation, Implies: i.Implies,
	}
	for _, s := range i.ExcludeStatuses {
		c.ExcludedIf = append(c.ExcludedIf, project.Status(s))
	}
	for _, b := range i.CountedBases {
		c.CountedBases = append(c.CountedBases, project.Basis(b))
	}
	if i.Threshold != nil {
		c.Threshold = money.Of(i.Threshold.Minor, money.Currency(i.Threshold.Currency))
	}
	return c, c.check(i)
}

func (c Card) check(i packs.Indicator) error {
	var f fault.Form
	f.Require("/code", "代码", c.Code)
	f.Require("/name", "名称", c.Name)
	if c.Version < 1 {
		f.Add("/version", "invalid", "版本从 1 开始。")
	}
	if c.Pending == "" {
		c.checkCountable(i, &f)
	}
	return f.Err("indicator.invalid", fmt.Sprintf("指标口径“%s”不完整。", c.Code))
}

func (c Card) checkCountable(i packs.Indicator, f *fault.Form) {
	if i.Entity != "project" {
		f.Add("/entity", "invalid", "目前只能对项目计数。")
	}
	if !slices.Contains(project.Stages, c.Stage) {
		f.Add("/stage", "invalid", "计数阶段“%s”不存在。", c.Stage)
	}
	if c.StageIfSkipped != "" && rank(c.StageIfSkipped) <= rank(c.Stage) {
		f.Add("/stage_if_skipped", "invalid", "跳过计数阶段时，只能按其后的阶段计数。")
	}
	if !slices.Contains([]AmountOf{Total, FixedAssets, ContractedFDI}, c.Amount) {
		f.Add("/amount", "invalid", "金额口径“%s”不存在。", c.Amount)
	}
	if i.AmountAbsent != "pending" && i.AmountAbsent != "not_applicable" {
		f.Add("/amount_absent", "invalid", "需要说明没有金额的项目如何处理。")
	}
	if i.OtherCurrency != "not_converted" {
		f.Add("/other_currency", "invalid", "外币只支持不折算。")
	}
	if !slices.Contains([]money.Comparator{money.AtLeast, money.MoreThan, money.AtMost, money.LessThan}, c.Comparator) {
		f.Add("/comparator", "invalid", "比较方式“%s”不存在。", c.Comparator)
	}
	if !c.Threshold.Currency.Known() {
		f.Add("/threshold", "invalid", "门槛需要金额和币种。")
	}
	if len(c.CountedBases) == 0 {
		f.Add("/counted_bases", "required", "需要说明哪些佐证状态计数。")
	}
	for _, b := range c.CountedBases {
		if !slices.Contains([]project.Basis{project.Proved, project.Claimed, project.Forced}, b) {
			f.Add("/counted_bases", "invalid", "佐证状态“%s”不存在。", b)
		}
	}
}

// Counts reports whether entries on this basis make up the figure; the others
// are shown in columns of their own.
func (c Card) Counts(b project.Basis) bool { return slices.Contains(c.CountedBases, b) }

// amount is the amount of f that the card tests; nil is not known.
func (c Card) amount(f project.Facts) *money.Amount {
	switch c.Amount {
	case Total:
		return f.Total
	case FixedAssets:
		return f.FixedAssets
	}
	return f.ContractedFDI
}

// rank is a stage's place in a full path; -1 for none.
func rank(s project.Stage) int { return slices.Index(project.Stages, s) }
