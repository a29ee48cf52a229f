package project

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"

	"qipan/internal/platform/date"
	"qipan/internal/platform/fault"
)

// ItemKind says what sort of thing a gate asks for.
type ItemKind string

// The kinds of item.
const (
	NeedPath     ItemKind = "path"     // another stage first, or a sensible day
	NeedField    ItemKind = "field"    // a value to fill in
	NeedEvidence ItemKind = "evidence" // a file to upload
	NeedCheck    ItemKind = "check"    // a machine check
)

// Item is one thing a gate asks for, done or missing.
type Item struct {
	Pointer  string // where it is supplied: /fields/site, evidence:contract, contacts
	Kind     ItemKind
	Code     string
	Label    string
	Stage    Stage // the gate it belongs to; an earlier one where a ledger's claim is caught up
	Done     bool
	Verified bool     // evidence: accepted by another organisation
	Any      []string // evidence: the kinds that would do
	Message  string
}

// state is all that a gate looks at.
type state struct {
	rules      *Rules
	project    *Project
	standing   []standing
	evidence   []Evidence
	twoWay     int64
	milestones int64
	today      date.Date
}

// gate lists everything that entering to on day asks for, in the order of the
// path; nothing is hidden behind something else.
func (st *state) gate(to Stage, day date.Date) []Item {
	k := st.rules.Kind(st.project.Kind)
	step := k.Step(to)
	if step == nil {
		return []Item{{Pointer: "stage:" + string(to), Kind: NeedPath, Code: "project.stage_not_on_path", Stage: to,
			Message: fmt.Sprintf("“%s”项目没有“%s”这个阶段。", k.Label, st.rules.StageLabel(st.project.Kind, to))}}
	}
	var items []Item
	if st.project.Status != Active {
		items = append(items, Item{Pointer: "status", Kind: NeedPath, Code: "project.not_active", Stage: to,
			Message: fmt.Sprintf("项目状态为“%s”，恢复正常推进后才能进入下一阶段。", label(st.rules.Statuses, string(st.project.Status)))})
	}
	if standingOf(st.standing, to) != nil {
		return append(items, Item{Pointer: "stage:" + string(to), Kind: NeedPath, Code: "project.stage_entered", Stage: to, Message: "项目已经进入过这个阶段；日期有误请用“更正”。"})
	}
	if r := Rank(to); r < Rank(Talks) && st.project.StageRank > r {
		return append(items, Item{Pointer: "stage:" + string(to), Kind: NeedPath, Code: "project.stage_behind", Stage: to, Message: "项目已经越过这个阶段。"})
	}
	items = append(items, st.path(k, step, day)...)
	for _, s := range st.catchUp(k, step) {
		items = append(items, st.items(s, "")...)
	}
	return append(items, st.items(to, day)...)
}

// path checks that the stages before are there and that the day makes sense.
func (st *state) path(k *KindRules, step *Step, day date.Date) []Item {
	var items []Item
	for _, a := range st.missingBefore(k, step) {
		items = append(items, Item{Pointer: "stage:" + string(a), Kind: NeedPath, Code: "project.stage_locked", Stage: step.Stage,
			Label:   st.rules.StageLabel(st.project.Kind, a),
			Message: fmt.Sprintf("要先进入“%s”。", st.rules.StageLabel(st.project.Kind, a))})
	}
	if day == "" {
		return items
	}
	if day > st.today {
		items = append(items, Item{Pointer: "/day", Kind: NeedPath, Code: "day.future", Stage: step.Stage, Message: "发生日不能晚于今天。"})
	}
	for _, a := range step.After {
		// A lead's day is the day it was recorded, which may well be after the first talk.
		if e := standingOf(st.standing, a); e != nil && a != Lead && e.Precision == date.Day && day < e.Day {
			items = append(items, Item{Pointer: "/day", Kind: NeedPath, Code: "day.before_previous", Stage: step.Stage,
				Message: fmt.Sprintf("发生日早于“%s”的日期 %s。", st.rules.StageLabel(st.project.Kind, a), e.Day)})
		}
	}
	return items
}

// missingBefore are the stages that must be entered first and are not. What a
// ledger claims counts as entered, and so does what lies before its claim.
func (st *state) missingBefore(k *KindRules, step *Step) []Stage {
	var out []Stage
	for _, a := range step.After {
		if standingOf(st.standing, a) != nil || st.claimedPast(a) {
			continue
		}
		s := k.Step(a)
		if s.Optional || (s.Unless != "" && st.yes(s.Unless)) {
			for _, b := range st.missingBefore(k, s) {
				if !slices.Contains(out, b) {
					out = append(out, b)
				}
			}
			continue
		}
		out = append(out, a)
	}
	return out
}

// claimedPast: a ledger says the project is already further than s.
func (st *state) claimedPast(s Stage) bool { return claimsBeyond(st.standing, s) }

func claimsBeyond(entered []standing, s Stage) bool {
	return slices.ContainsFunc(entered, func(e standing) bool { return e.Origin == Imported && Rank(e.Stage) > Rank(s) })
}

// catchUp are the earlier stages taken over from a ledger whose gates were never
// met: the next move meets them too.
func (st *state) catchUp(k *KindRules, step *Step) []Stage {
	if !slices.ContainsFunc(st.standing, func(e standing) bool { return e.Origin == Imported }) {
		return nil
	}
	var out []Stage
	for _, s := range k.Path {
		if Rank(s.Stage) >= Rank(step.Stage) || s.Stage == Lead || s.Optional || (s.Unless != "" && st.yes(s.Unless)) {
			continue
		}
		e := standingOf(st.standing, s.Stage)
		if (e == nil && st.claimedPast(s.Stage)) || (e != nil && e.Origin == Imported && e.Basis == Claimed) {
			out = append(out, s.Stage)
		}
	}
	return out
}

// items are what the gate of s asks for by itself.
func (st *state) items(s Stage, day date.Date) []Item {
	g := st.rules.gate(st.project.Kind, s)
	var out []Item
	for _, f := range g.Fields {
		it := Item{Pointer: "/fields/" + f, Kind: NeedField, Code: "field.missing", Label: st.rules.fieldLabel(f), Stage: s, Done: st.has(f)}
		if _, core := coreFields[f]; core {
			it.Pointer = "/" + f
		}
		if !it.Done {
			it.Message = "请填写“" + it.Label + "”。"
		}
		out = append(out, it)
	}
	for _, e := range g.Evidence {
		if e.when != nil && !st.eval(e.when, day) {
			continue
		}
		out = append(out, st.evidenceItem(s, e))
	}
	for _, c := range g.Checks {
		if !st.eval(c.when, day) {
			continue
		}
		it := Item{Pointer: c.Place, Kind: NeedCheck, Code: c.Code, Label: c.Message, Stage: s, Done: st.eval(c.holds, day)}
		if st.rules.field(c.Place) != nil {
			it.Pointer = "/fields/" + c.Place
		} else if _, core := coreFields[c.Place]; core {
			it.Pointer = "/" + c.Place
		}
		if !it.Done {
			it.Message = c.Message
		}
		out = append(out, it)
	}
	return out
}

func (st *state) evidenceItem(s Stage, need EvidenceNeed) Item {
	var labels []string
	for _, k := range need.Any {
		labels = append(labels, label(st.rules.EvidenceKinds, k))
	}
	it := Item{Pointer: "evidence:" + need.Any[0], Kind: NeedEvidence, Code: "evidence.missing", Label: strings.Join(labels, "或"), Stage: s, Any: need.Any}
	for _, e := range st.evidence {
		if e.State != Rejected && slices.Contains(need.Any, e.Kind) {
			it.Done = true
			it.Verified = it.Verified || e.State == Verified
		}
	}
	if !it.Done {
		it.Message = "请上传“" + it.Label + "”。"
	}
	return it
}

// eval runs a compiled condition; one that cannot be evaluated is not met.
func (st *state) eval(p cel.Program, day date.Date) bool {
	v, _, err := p.Eval(map[string]any{
		"project": map[string]int64{"two_way_meetings": st.twoWay, "milestones": st.milestones},
		"fields":  st.values(), "move": map[string]string{"day": string(day)},
	})
	return err == nil && v.Value() == true
}

// values gives every field of the form a value, so that a rule never meets an absent one.
func (st *state) values() map[string]any {
	out := make(map[string]any, len(st.rules.Fields))
	for _, f := range st.rules.Fields {
		switch v := st.project.Fields[f.Code]; {
		case v != nil:
			out[f.Code] = v
		case f.Type == "bool":
			out[f.Code] = false
		default:
			out[f.Code] = ""
		}
	}
	return out
}

func (st *state) yes(field string) bool { return st.project.Fields[field] == true }

// has reports whether a field is filled in. "No" and zero are answers.
func (st *state) has(f string) bool {
	p := st.project
	switch f {
	case "name":
		return p.Name != ""
	case "investor_name":
		return p.InvestorName != ""
	case "channel":
		return p.Channel != ""
	case "industry_code":
		return p.IndustryCode != ""
	case "total_investment":
		return p.TotalMinor != nil
	case "fixed_assets":
		return p.FixedMinor != nil
	case "contracted_fdi":
		return p.FDIMinor != nil
	}
	v, ok := p.Fields[f]
	return ok && v != nil && v != ""
}

// missing are the items of a gate that are not done, as one fault with all of them.
func missing(items []Item) error {
	f := fault.New(fault.Conflict, "project.gate", "还缺以下各项，补齐后再进入下一阶段。")
	for _, it := range items {
		if !it.Done {
			f = f.With(fault.Detail{Pointer: it.Pointer, Code: it.Code, Message: it.Message,
				Params: map[string]any{"kind": string(it.Kind), "label": it.Label, "stage": string(it.Stage)}})
		}
	}
	if len(f.Details) == 0 {
		return nil
	}
	if len(f.Details) == 1 && f.Details[0].Params["kind"] == string(NeedPath) {
		f.Message = f.Details[0].Message
	}
	return f
}

// proof reports on what the entry of s rests: all evidence its gate asks for
// verified. A stage without evidence of its own rests on the nearest one before
// it that has some; a lead rests on nothing and is what it is.
func (st *state) proof(s Stage) Basis {
	if st.project.Kind == "" {
		return Claimed
	}
	path := st.rules.Kind(st.project.Kind).Path
	i := slices.IndexFunc(path, func(p Step) bool { return p.Stage == s })
	for ; i >= 0; i-- {
		needs, met := 0, 0
		for _, it := range st.items(path[i].Stage, "") {
			if it.Kind != NeedEvidence {
				continue
			}
			needs++
			if it.Verified {
				met++
			}
		}
		if needs > 0 && (path[i].Stage == s || standingOf(st.standing, path[i].Stage) != nil || st.claimedPast(path[i].Stage)) {
			if met == needs {
				return Proved
			}
			return Claimed
		}
	}
	if e := standingOf(st.standing, s); e != nil && e.Origin == Imported {
		return Claimed
	}
	return Proved
}

// outstanding counts the evidence that the stages entered still lack or that
// nobody has verified yet: the catch-up list.
func (st *state) outstanding() int {
	n := 0
	for _, e := range st.standing {
		for _, it := range st.items(e.Stage, "") {
			if it.Kind == NeedEvidence && !it.Verified {
				n++
			}
		}
	}
	return n
}

// derive rewrites what the project says of itself from its events and evidence.
func (st *state) derive() {
	p := st.project
	p.Stage, p.StageDay, p.StageBasis = Lead, "", Claimed
	for _, e := range st.standing {
		if Rank(e.Stage) >= Rank(p.Stage) {
			p.Stage, p.StageDay, p.StageBasis = e.Stage, e.Day, e.Basis
		}
	}
	p.StageRank = Rank(p.Stage)
	p.Missing = st.outstanding()
}
