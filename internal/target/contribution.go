package target

import (
	"cmp"
	"slices"

	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
	"qipan/internal/project"
)

// Class says what a project is to an indicator. Where the indicator is a stage of
// the funnel, the class is the project's status.
type Class string

// The classes. Only Met makes up the figure; the rest is shown beside it, so that
// nothing disappears silently.
const (
	Met           Class = "met"
	OtherCurrency Class = "other_currency" // 外币未折算: cannot be tested against the threshold
	AmountUnknown Class = "amount_unknown" // 金额待核
	Relocated     Class = "relocated"      // 市内迁移: a move, not a new introduction
	Undated       Class = "undated"        // entered the counting stage on a day that nobody gave; Day is ""
)

// key is where a contribution stands. A project has at most one per indicator in
// its district, and one more for the city; for the funnel see moves.
type key struct {
	Indicator string // code of a card, or stagePrefix and a stage
	District  string // region code; the city's own code for the city's count of a card
	Region    string // town or park
	Day       date.Date
	Basis     project.Basis
	Class     Class
	Currency  money.Currency
}

// value is what stands there. It is signed: what is taken back is negative.
type value struct {
	Count int64
	Minor int64
}

func (v value) zero() bool { return v == value{} }

func (v value) plus(w value) value { return value{v.Count + w.Count, v.Minor + w.Minor} }

func (v value) minus(w value) value { return value{v.Count - w.Count, v.Minor - w.Minor} }

// share is a project's contributions, all indicators together.
type share map[key]value

// contributions is what a project with these facts contributes now. It is the
// whole of the counting rule and depends on nothing else: as the facts change,
// the difference of two shares is what history records.
func contributions(cards []Card, city string, f project.Facts) share {
	out := moves(f)
	for _, c := range cards {
		if c.Pending != "" || slices.Contains(c.ExcludedIf, f.Status) {
			continue
		}
		e, ok := countingEntry(c, f.Entries)
		if !ok {
			continue
		}
		class, amount, ok := classify(c, f)
		if !ok {
			continue
		}
		if e.Day.IsZero() && class != Relocated {
			class = Undated
		}
		k := key{Indicator: c.Code, Day: e.Day, Basis: e.Basis, Class: class, Currency: amount.Currency}
		v := value{1, amount.Minor}
		k.District, k.Region = city, city
		out[k] = v
		if f.District != "" && f.District != city {
			k.District, k.Region = f.District, f.Region
			out[k] = v
		}
	}
	return out
}

// countingEntry is the entry whose day counts. A project signed at several
// ceremonies has one signing: the earliest that is proved, or else the earliest.
//
// Where the counting stage was skipped, which is certain only once the project
// has gone beyond the stage that stands in for it, that stage's entry counts; on a
// path that has no such stage either (技改 without a new company) it is the next
// one entered. A ledger that claims a later stage and names neither day tells that
// the project was introduced and not when: its entry has no day.
func countingEntry(c Card, entries []project.Entry) (project.Entry, bool) {
	if e, ok := first(entries, c.Stage); ok {
		return e, true
	}
	if c.StageIfSkipped == "" {
		return project.Entry{}, false
	}
	var next project.Stage
	for _, e := range entries {
		if rank(e.Stage) > rank(c.StageIfSkipped) && (next == "" || rank(e.Stage) < rank(next)) {
			next = e.Stage
		}
	}
	if next == "" {
		return project.Entry{}, false
	}
	if e, ok := first(entries, c.StageIfSkipped); ok {
		return e, true
	}
	e, ok := first(entries, next)
	if e.Origin == project.Imported {
		e.Day = ""
	}
	return e, ok
}

func first(entries []project.Entry, s project.Stage) (project.Entry, bool) {
	var same []project.Entry
	for _, e := range entries {
		if e.Stage == s {
			same = append(same, e)
		}
	}
	if len(same) == 0 {
		return project.Entry{}, false
	}
	return slices.MinFunc(same, func(a, b project.Entry) int {
		return cmp.Or(cmp.Compare(weight(a), weight(b)), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Basis, b.Basis))
	}), true
}

// weight puts proved entries first and those without a day last of their kind.
func weight(e project.Entry) int {
	w := 0
	if e.Basis != project.Proved {
		w += 2
	}
	if e.Day.IsZero() {
		w++
	}
	return w
}

// classify tests f against the card's threshold; ok is false when f has nothing
// to do with the indicator.
func classify(c Card, f project.Facts) (Class, money.Amount, bool) {
	a := c.amount(f)
	if a == nil {
		return AmountUnknown, money.Amount{}, c.AbsentPends
	}
	meets, comparable := a.Meets(c.Comparator, c.Threshold)
	switch {
	case !comparable:
		return OtherCurrency, *a, true
	case !meets:
		return "", *a, false
	case f.CityRelocation && !c.Relocation:
		return Relocated, *a, true
	}
	return Met, *a, true
}

// difference is what has to be recorded so that before becomes after.
func difference(before, after share) share {
	out := share{}
	for k, v := range after {
		if d := v.minus(before[k]); !d.zero() {
			out[k] = d
		}
	}
	for k, v := range before {
		if _, still := after[k]; !still && !v.zero() {
			out[k] = value{}.minus(v)
		}
	}
	return out
}

// sorted gives the keys of a share an order, so that two transactions touch the
// same sums in the same order and never wait for each other in a circle.
func (s share) sorted() []key {
	out := make([]key, 0, len(s))
	for k := range s {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.District, b.District),
			cmp.Compare(a.Day, b.Day), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Class, b.Class),
			cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Region, b.Region))
	})
	return out
}

// closings are the months whose reports were sent off, with the instant (Unix ms).
type closings map[string]int64

// late reports whether something that happened on day and was recorded at an
// instant came after its month was closed: 补报.
func (c closings) late(day date.Date, recordedAt int64) bool {
	if day.IsZero() {
		return false
	}
	at, closed := c[day.Month()]
	return closed && recordedAt > at
}
