package app

import (
	"context"
	"net/http"
	"strings"

	"qipan/internal/platform/web"
	"qipan/internal/project"
)

// Term is a code and what the screen calls it.
type Term struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Step is a stage on a kind's path.
type Step struct {
	Stage    string   `json:"stage"`
	Label    string   `json:"label"`
	Optional bool     `json:"optional"`
	Unless   string   `json:"unless" doc:"May be left out when this yes/no field is yes"`
	After    []string `json:"after"`
}

// KindPath is a kind with its path.
type KindPath struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Path  []Step `json:"path"`
}

// FormField is a field of the rules' form.
type FormField struct {
	Code    string `json:"code"`
	Label   string `json:"label"`
	Type    string `json:"type" enum:"text,bool,day,money,choice,credit_code,project_code"`
	Max     int    `json:"max" doc:"Characters; 0 is no bound"`
	Choices string `json:"choices" doc:"The list of this dictionary a choice comes from"`
}

// ChainTerm is a chain of one taxonomy.
type ChainTerm struct {
	Code     string `json:"code"`
	Label    string `json:"label"`
	Taxonomy string `json:"taxonomy"`
}

// Dictionary is every list the screens choose from.
type Dictionary struct {
	RulesVersion  int64       `json:"rules_version"`
	Stages        []Term      `json:"stages"`
	Kinds         []KindPath  `json:"kinds"`
	Statuses      []Term      `json:"statuses"`
	Channels      []Term      `json:"channels"`
	ContractTypes []Term      `json:"contract_types"`
	ContactWays   []Term      `json:"contact_ways"`
	EvidenceKinds []Term      `json:"evidence_kinds"`
	Bases         []Term      `json:"bases"`
	Currencies    []Term      `json:"currencies"`
	Chains        []ChainTerm `json:"chains"`
	Fields        []FormField `json:"fields"`
}

// Industry is a class of GB/T 4754-2017.
type Industry struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Level int    `json:"level"`
}

// CalendarDays is what a screen needs to count working days.
type CalendarDays struct {
	Years    []int    `json:"years" doc:"Years whose calendar is published; a deadline beyond them is provisional"`
	Holidays []string `json:"holidays"`
	Working  []string `json:"working" doc:"Weekend days that are worked"`
}

func (c *City) mountDictionary(api *web.API) {
	web.Handle(api, web.Route{ID: "dictionary", Method: http.MethodGet, Path: "/dictionary", Tag: "dictionary", Summary: "Every list the screens choose from"}, c.dictionary)
	web.Handle(api, web.Route{ID: "industry-list", Method: http.MethodGet, Path: "/industries", Tag: "dictionary", Summary: "Classes of GB/T 4754-2017 by code or name"}, c.industries)
	web.Handle(api, web.Route{ID: "calendar", Method: http.MethodGet, Path: "/calendar", Tag: "dictionary", Summary: "Statutory holidays and make-up working days"}, c.calendar)
}

var currencyLabels = []Term{{"CNY", "人民币"}, {"USD", "美元"}, {"EUR", "欧元"}, {"HKD", "港元"}, {"JPY", "日元"}, {"GBP", "英镑"}, {"KRW", "韩元"}, {"SGD", "新加坡元"}}

func (c *City) dictionary(ctx context.Context, _ *struct{}) (*web.Body[Dictionary], error) {
	r, err := c.Projects.Rules(ctx)
	if err != nil {
		return nil, err
	}
	chains, err := c.Chains.List(ctx)
	if err != nil {
		return nil, err
	}
	out := Dictionary{RulesVersion: r.Version, Stages: terms(r.Stages), Kinds: []KindPath{}, Statuses: terms(r.Statuses), Channels: terms(r.Channels),
		ContractTypes: terms(r.ContractTypes), ContactWays: terms(r.ContactWays), EvidenceKinds: terms(r.EvidenceKinds),
		Bases:      []Term{{string(project.Proved), "已佐证"}, {string(project.Claimed), "未佐证"}, {string(project.Forced), "强制推进"}},
		Currencies: currencyLabels, Chains: []ChainTerm{}, Fields: []FormField{}}
	for _, k := range r.Kinds {
		p := KindPath{string(k.Code), k.Label, []Step{}}
		for _, s := range k.Path {
			step := Step{string(s.Stage), r.StageLabel(k.Code, s.Stage), s.Optional, s.Unless, []string{}}
			for _, a := range s.After {
				step.After = append(step.After, string(a))
			}
			p.Path = append(p.Path, step)
		}
		out.Kinds = append(out.Kinds, p)
	}
	for _, ch := range chains {
		out.Chains = append(out.Chains, ChainTerm{ch.Code, ch.Name, ch.Taxonomy})
	}
	for _, f := range r.Fields {
		out.Fields = append(out.Fields, FormField(f))
	}
	return web.OK(out), nil
}

func terms(in []project.Term) []Term {
	out := make([]Term, len(in))
	for i, t := range in {
		out[i] = Term(t)
	}
	return out
}

func (c *City) industries(_ context.Context, in *struct {
	Q string `query:"q" maxLength:"40"`
}) (*web.Body[web.List[Industry]], error) {
	out := web.List[Industry]{Items: []Industry{}}
	p := c.Pack()
	if p == nil {
		return nil, notInstalled
	}
	q := strings.ToUpper(strings.TrimSpace(in.Q))
	for _, i := range p.Industries {
		if len(out.Items) < 50 && (strings.HasPrefix(i.Code, q) || strings.Contains(i.Name, q)) {
			out.Items = append(out.Items, Industry{i.Code, i.Name, i.Level})
		}
	}
	return web.OK(out), nil
}

func (c *City) calendar(context.Context, *struct{}) (*web.Body[CalendarDays], error) {
	p := c.Pack()
	if p == nil {
		return nil, notInstalled
	}
	out := CalendarDays{Years: []int{}, Holidays: []string{}, Working: []string{}}
	for _, y := range p.Calendar {
		out.Years = append(out.Years, y.Year)
		for _, d := range y.Holidays {
			out.Holidays = append(out.Holidays, d.Day)
		}
		for _, d := range y.Working {
			out.Working = append(out.Working, d.Day)
		}
	}
	return web.OK(out), nil
}
