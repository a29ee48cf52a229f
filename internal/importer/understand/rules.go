package understand

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qipan/internal/platform/money"
)

// Rules are the words of ledgers: how headers, stages, statuses, kinds, units
// and doubts are written. They are data (packs/<city>/ledger.json).
type Rules struct {
	doc rulesDoc

	titles     map[string]titleHit // folded title → field
	titleWords *words
	deny       map[string][]string
	stages     *words
	stageExact map[string]string
	kinds      *words
	statusSet  map[string]bool
	notYet     []string
	totals     []string
	notes      []string
	unknown    map[string]bool
	approx     []string
	money      *words // label words in a cell → total, fixed, fdi
	currency   *words
	marks      map[string]bool
	noMarks    map[string]bool
	labels     map[string]string
}

type titleHit struct {
	field string
	order int // position in the list: earlier titles are preferred
}

type rulesDoc struct {
	Version int    `json:"version"`
	Edition string `json:"edition"`
	Fields  []struct {
		Code   string   `json:"code"`
		Label  string   `json:"label"`
		Titles []string `json:"titles"`
	} `json:"fields"`
	NotFields     map[string][]string         `json:"not_fields"`
	Stages        map[string][]string         `json:"stages"`
	Statuses      map[string][]string         `json:"statuses"`
	NotYet        []string                    `json:"not_yet"`
	Lower         map[string]string           `json:"lower"`
	Kinds         map[string][]string         `json:"kinds"`
	DateWords     []string                    `json:"date_words"`
	PlannedWords  []string                    `json:"planned_words"`
	Totals        []string                    `json:"totals"`
	Notes         []string                    `json:"notes"`
	NotLedgers    []string                    `json:"not_ledgers"`
	Marks         []string                    `json:"marks"`
	NoMarks       []string                    `json:"no_marks"`
	UnknownValues []string                    `json:"unknown_values"`
	Approximate   []string                    `json:"approximate"`
	MoneyWords    map[string][]string         `json:"money_words"`
	Currencies    map[money.Currency][]string `json:"currencies"`
	RegionWords   struct {
		Strip []string          `json:"strip"`
		Also  map[string]string `json:"also"`
	} `json:"region_words"`
}

// stageOrder is the order of the stages along a full path. Codes are those of
// the project module, which this package does not know.
var stageOrder = []string{"lead", "planned", "talks", "signed", "landed", "started", "building", "producing", "operating"}

var stageLabels = map[string]string{"lead": "线索", "planned": "策划储备", "talks": "在谈", "signed": "签约", "landed": "注册落地",
	"started": "开工", "building": "在建", "producing": "投产", "operating": "运营"}

func rank(stage string) int { return slices.Index(stageOrder, stage) }

// ParseRules reads a ledger.json. Misspelt keys, unknown stages and currencies are refused.
func ParseRules(doc []byte) (*Rules, error) {
	r := &Rules{titles: map[string]titleHit{}, titleWords: newWords(), deny: map[string][]string{}, stages: newWords(), stageExact: map[string]string{},
		kinds: newWords(), statusSet: map[string]bool{}, money: newWords(), currency: newWords(), labels: map[string]string{}}
	d := json.NewDecoder(bytes.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(&r.doc); err != nil {
		return nil, fmt.Errorf("read ledger words: %w", err)
	}
	for _, f := range r.doc.Fields {
		r.labels[f.Code] = f.Label
		for i, t := range f.Titles {
			key := titleKey(t)
			if _, taken := r.titles[key]; !taken {
				r.titles[key] = titleHit{f.Code, i}
			}
			if runes(key) >= 2 {
				r.titleWords.add(key, f.Code)
			}
		}
	}
	for field, list := range r.doc.NotFields {
		r.deny[field] = folded(list)
	}
	if err := r.compileStages(); err != nil {
		return nil, err
	}
	for code, list := range r.doc.Kinds {
		for _, w := range list {
			r.kinds.add(w, code)
		}
	}
	for code, list := range r.doc.MoneyWords {
		for _, w := range list {
			r.money.add(w, code)
		}
	}
	for code, list := range r.doc.Currencies {
		if !code.Known() {
			return nil, fmt.Errorf("read ledger words: currency %q is unknown", code)
		}
		for _, w := range list {
			r.currency.add(w, string(code))
		}
	}
	r.notYet, r.totals, r.notes = folded(r.doc.NotYet), folded(r.doc.Totals), folded(r.doc.Notes)
	r.approx = folded(r.doc.Approximate)
	r.unknown, r.marks, r.noMarks = setOf(r.doc.UnknownValues), setOf(r.doc.Marks), setOf(r.doc.NoMarks)
	return r, nil
}

func (r *Rules) compileStages() error {
	for code, list := range r.doc.Stages {
		if rank(code) < 0 {
			return fmt.Errorf("read ledger words: stage %q is unknown", code)
		}
		for _, w := range append(list, code, stageLabels[code]) {
			r.stages.add(w, code)
		}
	}
	for code, list := range r.doc.Statuses {
		r.statusSet[code] = true
		for _, w := range append(list, code) {
			r.stages.add(w, "status:"+code)
		}
	}
	r.stageExact = r.stages.codes
	return nil
}

func folded(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, fold(s))
	}
	// Longer words first, so that 不超过 is seen before 超过.
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

func setOf(list []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range list {
		out[fold(s)] = true
	}
	return out
}

func runes(s string) int { return len([]rune(s)) }

// Place is a region by all the names that ledgers give it.
type Place struct {
	Code     string
	District string // code of the district it lies in; its own for a district and for the city
	Names    []string
}

// Places is a dictionary of regions.
type Places struct {
	words    *words
	district map[string]string
	city     map[string]bool
	strip    []string
}

// NewPlaces compiles a dictionary; city marks codes that are a whole city and
// never a row's district unless a mapping says so.
func NewPlaces(r *Rules, list []Place, city ...string) *Places {
	p := &Places{words: newWords(), district: map[string]string{}, city: map[string]bool{}}
	for _, c := range city {
		p.city[c] = true
	}
	for _, pl := range list {
		p.district[pl.Code] = pl.District
		for _, n := range pl.Names {
			if runes(fold(n)) >= 2 {
				p.words.add(n, pl.Code)
			}
		}
		p.words.add(pl.Code, pl.Code)
	}
	if r != nil {
		for name, code := range r.doc.RegionWords.Also {
			if _, ok := p.district[code]; ok {
				p.words.add(name, code)
			}
		}
		p.strip = folded(r.doc.RegionWords.Strip)
	}
	return p
}

// with adds words of a mapping, which win over the dictionary's.
func (p *Places) with(extra map[string]string) *Places {
	if len(extra) == 0 {
		return p
	}
	q := &Places{words: newWords(), district: map[string]string{}, city: p.city, strip: p.strip}
	for k, v := range p.district {
		q.district[k] = v
	}
	for word, code := range extra {
		q.words.add(word, code)
		if q.district[code] == "" {
			q.district[code] = code
		}
	}
	for word, code := range p.words.codes {
		q.words.add(word, code)
	}
	return q
}

// find reads a district text. Answers: the district's code and, where one is
// named, the town's or park's; several districts are ambiguous.
func (p *Places) find(text string) (district, region string, ambiguous bool) {
	t := fold(begin(text, longestPlace))
	if code, ok := p.words.codes[t]; ok {
		if p.city[code] {
			return "", "", false
		}
		return p.place(code)
	}
	var towns []string
	for _, h := range p.words.find(t, 2) {
		if p.city[h.code] {
			continue
		}
		d, reg, _ := p.place(h.code)
		switch {
		case reg != "":
			towns = append(towns, reg)
		case district == "":
			district = d
		case d != district:
			return "", "", true
		}
	}
	for _, t := range towns {
		switch d := p.district[t]; {
		case district == "":
			district, region = d, t
		case d == district && region == "":
			region = t
		}
	}
	return district, region, false
}

func (p *Places) place(code string) (district, region string, ambiguous bool) {
	d := p.district[code]
	if d == code {
		return d, "", false
	}
	return d, code, false
}

func hasAny(s string, list []string) bool {
	for _, w := range list {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
