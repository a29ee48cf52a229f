package understand

import (
	"fmt"

	"qipan/internal/platform/fault"
	"qipan/internal/platform/sheet"
)

// Options are the words, places and corrections a ledger is read with.
type Options struct {
	Rules    *Rules
	Places   *Places
	Mapping  *Mapping                                // nil: everything is found out
	Progress func(done, total int)                   // called now and then with rows read; may be nil
	Stop     func() error                            // asked now and then; its error ends the reading; may be nil
	OnLayout func(l *Layout) error                   // told of each sheet before its rows; may be nil
	OnSkip   func(sheet string, row int, why string) // rows that are no project; may be nil
}

// Summary counts what was read.
type Summary struct {
	Sheets   int            `json:"sheets"`  // read as ledgers
	Skipped  int            `json:"skipped"` // sheets that are no ledger
	Rows     int            `json:"rows"`    // projects
	Good     int            `json:"good"`    // rows that can enter
	Bad      int            `json:"bad"`     // rows with an error
	Warned   int            `json:"warned"`  // good rows with a warning
	Hidden   int            `json:"hidden"`  // rows that are hidden in the sheet
	Other    map[string]int `json:"other"`   // rows that are no project, by reason: total, heading, note, header, blank, filtered
	Problems map[string]int `json:"problems"`
}

type engine struct {
	book   *sheet.Book
	opt    Options
	places *Places
	dates  dates
	seen   map[uint64]seenAt
	sum    Summary
	done   int
	total  int
}

func newEngine(b *sheet.Book, o Options) (*engine, error) {
	if o.Rules == nil || o.Places == nil {
		return nil, fmt.Errorf("understand ledger: no words or places given")
	}
	e := &engine{book: b, opt: o, places: o.Places, seen: map[uint64]seenAt{}}
	if m := o.Mapping; m != nil {
		e.places = o.Places.with(m.Words.Districts)
		e.opt.Rules = o.Rules.with(m.Words)
	}
	e.dates = dates{rules: e.opt.Rules, date1904: b.Date1904()}
	e.sum.Other, e.sum.Problems = map[string]int{}, map[string]int{}
	return e, nil
}

// with adds a mapping's words, which win over the city's.
func (r *Rules) with(w Words) *Rules {
	if len(w.Stages) == 0 && len(w.Kinds) == 0 {
		return r
	}
	c := *r
	c.stages, c.kinds = newWords(), newWords()
	for word, code := range w.Stages {
		c.stages.add(word, code)
	}
	for word, code := range w.Kinds {
		c.kinds.add(word, code)
	}
	for word, code := range r.stages.codes {
		c.stages.add(word, code)
	}
	for word, code := range r.kinds.codes {
		c.kinds.add(word, code)
	}
	c.stageExact = c.stages.codes
	return &c
}

// Survey finds the layout of every sheet without reading the rows through.
func Survey(b *sheet.Book, o Options) ([]*Layout, error) {
	e, err := newEngine(b, o)
	if err != nil {
		return nil, err
	}
	return e.surveyAll()
}

func (e *engine) surveyAll() ([]*Layout, error) {
	var out []*Layout
	for i := range e.book.Sheets() {
		if e.opt.Stop != nil {
			if err := e.opt.Stop(); err != nil {
				return nil, err
			}
		}
		l, err := e.survey(i)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// Read understands the whole book and hands each project to emit, in the order of
// sheets and rows. The Row is not used again and may be kept. A book without any
// ledger is refused with "import.no_ledger"; an error of emit ends the reading.
func Read(b *sheet.Book, o Options, emit func(*Row) error) (Summary, error) {
	e, err := newEngine(b, o)
	if err != nil {
		return Summary{}, err
	}
	layouts, err := e.surveyAll()
	if err != nil {
		return Summary{}, err
	}
	for _, l := range layouts {
		e.total += l.Rows
		if l.Ledger {
			e.sum.Sheets++
		} else {
			e.sum.Skipped++
		}
	}
	if e.sum.Sheets == 0 {
		return e.sum, noLedger(layouts)
	}
	for _, l := range layouts {
		if o.OnLayout != nil {
			if err := o.OnLayout(l); err != nil {
				return e.sum, err
			}
		}
		if l.Ledger {
			if err := e.read(l, emit); err != nil {
				return e.sum, err
			}
		}
	}
	if o.Progress != nil {
		o.Progress(e.total, e.total)
	}
	return e.sum, nil
}

func noLedger(layouts []*Layout) error {
	f := fault.New(fault.Invalid, "import.no_ledger", "文件里没有认出项目台账。请检查表头，或在映射中指定表头行和各列。")
	for _, l := range layouts {
		f = f.With(fault.Detail{Pointer: "/sheets/" + l.Sheet, Code: "not_a_ledger", Message: "工作表“" + l.Sheet + "”：" + l.Reason})
	}
	return f
}

func (e *engine) skip(sheet string, row int, why string) {
	e.sum.Other[why]++
	if e.opt.OnSkip != nil {
		e.opt.OnSkip(sheet, row, why)
	}
}

// tick reports progress and asks whether to stop, every 500 rows.
func (e *engine) tick() error {
	e.done++
	if e.done%500 != 0 {
		return nil
	}
	if e.opt.Progress != nil {
		e.opt.Progress(min(e.done, e.total), e.total)
	}
	if e.opt.Stop != nil {
		return e.opt.Stop()
	}
	return nil
}

func (e *engine) count(r *Row) {
	e.sum.Rows++
	if r.Hidden {
		e.sum.Hidden++
	}
	for _, p := range r.Problems {
		e.sum.Problems[p.Code]++
	}
	switch {
	case !r.Enters():
		e.sum.Bad++
	case len(r.Problems) > 0:
		e.sum.Warned++
		e.sum.Good++
	default:
		e.sum.Good++
	}
}
