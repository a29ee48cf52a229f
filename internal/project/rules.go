package project

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"cel.dev/cel-go/cel"
)

// Rules is one version of a city's paths and gates: data, published whole. A
// stage event keeps the version it passed.
type Rules struct {
	Version       int64               `json:"version"`
	Edition       string              `json:"edition"`
	Stages        []Term              `json:"stages"`
	Kinds         []KindRules         `json:"kinds"`
	Statuses      []Term              `json:"statuses"`
	Channels      []Term              `json:"channels"`
	ContractTypes []Term              `json:"contract_types"`
	ContactWays   []Term              `json:"contact_ways"`
	Fields        []Field             `json:"fields"`
	EvidenceKinds []Term              `json:"evidence_kinds"`
	Gates         map[Stage]Gate      `json:"gates"`
	KindGates     map[Kind]KindGating `json:"kind_gates"`
}

// KindGating is the gates in which one kind differs from the default.
type KindGating map[Stage]Gate

// Term is a code and what the screen calls it.
type Term struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// KindRules is the path of one kind.
type KindRules struct {
	Code   Kind             `json:"code"`
	Label  string           `json:"label"`
	Labels map[Stage]string `json:"labels,omitempty"` // where the kind calls a stage otherwise (开业)
	Path   []Step           `json:"path"`
}

// Step is one stage of a path.
type Step struct {
	Stage    Stage   `json:"stage"`
	After    []Stage `json:"after,omitempty"`    // all must have been entered
	Optional bool    `json:"optional,omitempty"` // may be left out always
	Unless   string  `json:"unless,omitempty"`   // may be left out when this yes/no field is yes
}

// Field is one entry of a project's form beyond the core columns.
type Field struct {
	Code    string `json:"code"`
	Label   string `json:"label"`
	Type    string `json:"type"` // text, bool, day, money, choice, credit_code, project_code
	Max     int    `json:"max,omitempty"`
	Choices string `json:"choices,omitempty"` // name of the list a choice comes from
}

// Gate is what must be there before a stage is entered.
type Gate struct {
	Fields   []string       `json:"fields,omitempty"`
	Evidence []EvidenceNeed `json:"evidence,omitempty"`
	Checks   []Check        `json:"checks,omitempty"`
}

// EvidenceNeed is met by a file of any of these kinds, when its condition holds.
type EvidenceNeed struct {
	Any  []string `json:"any"`
	When string   `json:"when,omitempty"` // CEL; always if empty
	when cel.Program
}

// Check is a machine check in CEL: when When is true, Holds must be.
type Check struct {
	Code    string `json:"code"`
	When    string `json:"when"`
	Holds   string `json:"holds"`
	Place   string `json:"place"` // where it is put right: a field's code, contacts or milestones
	Message string `json:"message"`
	when    cel.Program
	holds   cel.Program
}

// coreFields are the columns a gate can ask for by name, with their labels.
var coreFields = map[string]string{
	"name": "项目名称", "investor_name": "投资方", "channel": "线索来源", "industry_code": "行业代码",
	"total_investment": "总投资", "fixed_assets": "固定资产投资", "contracted_fdi": "合同外资",
}

// ParseRules reads and compiles a rules document; a rule that names what does not
// exist, or whose CEL does not type-check, is refused with its place.
func ParseRules(doc []byte) (*Rules, error) {
	var r Rules
	d := json.NewDecoder(bytes.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("gate rules: %w", err)
	}
	env, err := cel.NewEnv(
		cel.Variable("project", cel.MapType(cel.StringType, cel.IntType)),
		cel.Variable("fields", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("move", cel.MapType(cel.StringType, cel.StringType)))
	if err != nil {
		return nil, fmt.Errorf("gate rules: %w", err)
	}
	for _, s := range Stages {
		if g, ok := r.Gates[s]; ok {
			if err := r.compile(env, "gates/"+string(s), &g); err != nil {
				return nil, err
			}
			r.Gates[s] = g
		}
	}
	for k, gates := range r.KindGates {
		for s, g := range gates {
			if err := r.compile(env, fmt.Sprintf("kind_gates/%s/%s", k, s), &g); err != nil {
				return nil, err
			}
			gates[s] = g
		}
	}
	return &r, r.checkPaths()
}

func (r *Rules) compile(env *cel.Env, at string, g *Gate) error {
	for _, f := range g.Fields {
		if _, ok := coreFields[f]; !ok && r.field(f) == nil {
			return fmt.Errorf("gate rules, %s: there is no field %q", at, f)
		}
	}
	g.Evidence = slices.Clone(g.Evidence)
	for i := range g.Evidence {
		e := &g.Evidence[i]
		for _, k := range e.Any {
			if label(r.EvidenceKinds, k) == k {
				return fmt.Errorf("gate rules, %s: there is no evidence kind %q", at, k)
			}
		}
		if e.When != "" {
			var err error
			if e.when, err = program(env, e.When); err != nil {
				return fmt.Errorf("gate rules, %s, evidence %d: %w", at, i, err)
			}
		}
	}
	g.Checks = slices.Clone(g.Checks)
	for i := range g.Checks {
		c := &g.Checks[i]
		var err error
		if c.when, err = program(env, c.When); err != nil {
			return fmt.Errorf("gate rules, %s, %s: %w", at, c.Code, err)
		}
		if c.holds, err = program(env, c.Holds); err != nil {
			return fmt.Errorf("gate rules, %s, %s: %w", at, c.Code, err)
		}
	}
	return nil
}

func program(env *cel.Env, src string) (cel.Program, error) {
	ast, iss := env.Compile(src)
	if iss.Err() != nil {
		return nil, fmt.Errorf("%q: %w", src, iss.Err())
	}
	if t := ast.OutputType(); !t.IsExactType(cel.BoolType) && !t.IsExactType(cel.DynType) {
		return nil, fmt.Errorf("%q is %s, not a condition", src, t)
	}
	return env.Program(ast, cel.CostLimit(10_000))
}

func (r *Rules) checkPaths() error {
	for _, k := range Kinds {
		kr := r.Kind(k)
		if kr == nil {
			return fmt.Errorf("gate rules: kind %q has no path", k)
		}
		seen := map[Stage]bool{}
		for _, s := range kr.Path {
			for _, a := range s.After {
				if !seen[a] {
					return fmt.Errorf("gate rules, %s: %s comes after %s, which is not before it on the path", k, s.Stage, a)
				}
			}
			if s.Unless != "" && r.field(s.Unless) == nil {
				return fmt.Errorf("gate rules, %s, %s: there is no field %q", k, s.Stage, s.Unless)
			}
			seen[s.Stage] = true
		}
		if !seen[Lead] || kr.Path[0].Stage != Lead {
			return fmt.Errorf("gate rules: the path of %s must begin with lead", k)
		}
	}
	return nil
}

// Kind is the path of a kind; nil if there is none.
func (r *Rules) Kind(k Kind) *KindRules {
	for i := range r.Kinds {
		if r.Kinds[i].Code == k {
			return &r.Kinds[i]
		}
	}
	return nil
}

// Step is a stage's place on the path; nil if the path leaves it out.
func (k *KindRules) Step(s Stage) *Step {
	for i := range k.Path {
		if k.Path[i].Stage == s {
			return &k.Path[i]
		}
	}
	return nil
}

func (r *Rules) field(code string) *Field {
	for i := range r.Fields {
		if r.Fields[i].Code == code {
			return &r.Fields[i]
		}
	}
	return nil
}

// gate is what kind k needs before s.
func (r *Rules) gate(k Kind, s Stage) Gate {
	if g, ok := r.KindGates[k][s]; ok {
		return g
	}
	return r.Gates[s]
}

// StageLabel is what kind k calls s.
func (r *Rules) StageLabel(k Kind, s Stage) string {
	if kr := r.Kind(k); kr != nil && kr.Labels[s] != "" {
		return kr.Labels[s]
	}
	return label(r.Stages, string(s))
}

func (r *Rules) fieldLabel(code string) string {
	if l, ok := coreFields[code]; ok {
		return l
	}
	if f := r.field(code); f != nil {
		return f.Label
	}
	return code
}

func label(terms []Term, code string) string {
	for _, t := range terms {
		if t.Code == code {
			return t.Label
		}
	}
	return code
}

func known(terms []Term, code string) bool {
	return slices.ContainsFunc(terms, func(t Term) bool { return t.Code == code })
}

// Rank is a stage's place in the full order, for sorting and "furthest".
func Rank(s Stage) int { return slices.Index(Stages, s) }

// KindLabel is what the screen calls a kind.
func (r *Rules) KindLabel(k Kind) string {
	if kr := r.Kind(k); kr != nil {
		return kr.Label
	}
	return string(k)
}

// StatusLabel is what the screen calls a status.
func (r *Rules) StatusLabel(s Status) string { return label(r.Statuses, string(s)) }

// ChannelLabel is what the screen calls a source of leads.
func (r *Rules) ChannelLabel(code string) string { return label(r.Channels, code) }
