package importer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qipan/internal/importer/understand"
	"qipan/packs"
)

// Words are what a city's ledgers are read with: its pack's dictionary of
// headers, places and industries.
type Words struct {
	rules      *understand.Rules
	places     *understand.Places
	industries map[string]string // name → code
	labels     map[string]string // field → what the wizard calls it
	order      []string          // of the fields in the wizard
}

// Field is something a column can be read as.
type Field struct {
	Code  string
	Label string
}

// stageNames is what the wizard calls the columns that carry days.
var stageNames = []Field{{"lead", "线索"}, {"planned", "策划储备"}, {"talks", "首次对接"}, {"signed", "签约"}, {"landed", "注册落地"}, {"started", "开工"},
	{"building", "在建"}, {"producing", "投产"}, {"operating", "运营"}}

// NewWords reads a pack's words.
func NewWords(p *packs.Pack) (*Words, error) {
	doc, err := p.File("ledger.json")
	if err != nil {
		return nil, err
	}
	w := &Words{industries: map[string]string{}, labels: map[string]string{}}
	if w.rules, err = understand.ParseRules(doc); err != nil {
		return nil, fmt.Errorf("words of pack %s: %w", p.Code, err)
	}
	var list struct{ Fields []Field }
	if err := json.Unmarshal(doc, &list); err != nil {
		return nil, fmt.Errorf("words of pack %s: %w", p.Code, err)
	}
	for _, f := range list.Fields {
		w.name(f.Code, f.Label)
	}
	for _, s := range stageNames {
		w.name("date:"+s.Code, s.Label+"日期")
	}
	for _, s := range stageNames {
		w.name("plan:"+s.Code, "计划"+s.Label+"日期")
	}
	for _, s := range stageNames {
		w.name("mark:"+s.Code, "“√”表示已到"+s.Label)
	}
	w.name("date:status", "状态日期")
	w.name("extra", "附加信息（不对应字段）")
	for _, i := range p.Industries {
		w.industries[i.Name] = i.Code
	}
	w.places = understand.NewPlaces(w.rules, placesOf(p), p.Code)
	return w, nil
}

func (w *Words) name(code, label string) {
	if _, ok := w.labels[code]; !ok {
		w.order = append(w.order, code)
	}
	w.labels[code] = label
}

// placesOf lists the pack's regions by all their names. What lies in no single
// district cannot tell where a project is, and is left out.
func placesOf(p *packs.Pack) []understand.Place {
	parent, kind := map[string]string{}, map[string]string{}
	for _, r := range p.Regions {
		parent[r.Code], kind[r.Code] = r.ParentCode, r.Kind
	}
	var out []understand.Place
	for _, r := range p.Regions {
		district := r.Code
		for kind[district] != "district" && parent[district] != "" {
			district = parent[district]
		}
		if kind[district] == "district" || r.Code == p.Code {
			out = append(out, understand.Place{Code: r.Code, District: district, Names: append(slices.Clone(r.Nicknames), r.Name, r.DisplayName)})
		}
	}
	return out
}

// Options are the words for one reading; m may be nil.
func (w *Words) Options(m *understand.Mapping) understand.Options {
	return understand.Options{Rules: w.rules, Places: w.places, Mapping: m}
}

// Fields are all that a column can be read as, in the wizard's order.
func (w *Words) Fields() []Field {
	out := make([]Field, len(w.order))
	for i, code := range w.order {
		out[i] = Field{code, w.labels[code]}
	}
	return out
}

// Label is what the wizard calls a field; the field itself if it has no name.
func (w *Words) Label(field string) string {
	if l, ok := w.labels[field]; ok {
		return l
	}
	return strings.TrimPrefix(field, "date:")
}
