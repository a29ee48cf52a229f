package understand

import "strings"

// stageResult is what a stage text says.
type stageResult struct {
	stage  string
	status string
	fuzzy  bool // found inside a longer text
}

// stageOf reads a stage cell: an exact word first, else the furthest stage whose
// word stands in the text and is not said to be still to come (签约未开工 is
// signed, 拟开工 is what comes before the start).
func (r *Rules) stageOf(text string) (stageResult, bool) {
	t := stageKey(begin(text, longestStory))
	if t == "" {
		return stageResult{}, false
	}
	if code, ok := r.stageExact[t]; ok {
		return asStage(code), true
	}
	for _, suffix := range []string{"阶段", "项目", "状态", "类", "中", "期", "的"} {
		if s, ok := strings.CutSuffix(t, suffix); ok {
			if code, ok := r.stageExact[s]; ok {
				return asStage(code), true
			}
		}
	}
	res, ok := r.furthest(t)
	res.fuzzy = true
	return res, ok
}

func asStage(code string) stageResult {
	if s, ok := strings.CutPrefix(code, "status:"); ok {
		return stageResult{status: s}
	}
	return stageResult{stage: code}
}

// stageKey folds a stage text and cuts numbering ("3.签约", "③在建", "A类-在谈").
func stageKey(text string) string {
	t := fold(text)
	t = strings.TrimLeft(t, "0123456789①②③④⑤⑥⑦⑧⑨⑩.、-_*#()ⅠⅡⅢⅣⅤ:")
	return strings.TrimRight(t, ".;,!:-")
}

// furthest takes the furthest stage whose word stands in t un-negated.
func (r *Rules) furthest(t string) (stageResult, bool) {
	best, lower, status := "", "", ""
	from := 0
	for _, h := range r.stages.find(t, 2) {
		before := t[from:h.start]
		from = h.end
		if s, ok := strings.CutPrefix(h.code, "status:"); ok {
			if !r.negated(before) {
				status = s
			}
			continue
		}
		if r.negated(before) {
			if l := r.doc.Lower[h.code]; l != "" && (lower == "" || rank(l) > rank(lower)) {
				lower = l
			}
			continue
		}
		if best == "" || rank(h.code) > rank(best) {
			best = h.code
		}
	}
	if best == "" {
		best = lower
	}
	return stageResult{stage: best, status: status}, best != "" || status != ""
}

// negated reports whether the text right before a stage word says "not yet".
func (r *Rules) negated(before string) bool {
	if i := strings.LastIndexAny(before, ",.;()"); i >= 0 {
		before = before[i+1:]
	}
	// A date or a few filler characters may stand between: 计划2024年5月开工.
	for _, w := range r.notYet {
		if strings.HasSuffix(before, w) || (runes(w) >= 2 && strings.Contains(before, w)) {
			return true
		}
	}
	return false
}

// storyOf reads dated stages out of a progress text: "2023年3月签约,2023年5月
// 开工,计划2024年6月投产". A date belongs to the stage word of its clause.
func (r *Rules) storyOf(text string) (done, planned map[string]Day) {
	done, planned = map[string]Day{}, map[string]Day{}
	clauses := strings.FieldsFunc(clean(begin(text, longestStory)), func(c rune) bool {
		return c == ',' || c == ';' || c == '\n' || c == '、' || c == '→'
	})
	for _, clause := range clauses {
		days := findDays(clause)
		for i, d := range days {
			if d.bad {
				continue
			}
			from, to := 0, len(clause)
			if i > 0 {
				from = days[i-1].end
			}
			if i+1 < len(days) {
				to = days[i+1].start
			}
			stage, later := r.stageBeside(clause, from, d, to)
			if stage == "" {
				continue
			}
			into := done
			if later {
				into = planned
			}
			if _, taken := into[stage]; !taken && plausible(dayResult{day: &d.day}).day != nil {
				into[stage] = d.day
			}
		}
	}
	return done, planned
}

// stageBeside is the stage word after the date, else the one before it.
func (r *Rules) stageBeside(clause string, from int, d foundDay, to int) (stage string, planned bool) {
	before, after := fold(clause[from:d.start]), fold(clause[d.end:to])
	planned = hasAny(before, r.doc.PlannedWords) || r.negated(before)
	for _, side := range []string{after, before} {
		for _, h := range r.stages.find(side, 2) {
			if rank(h.code) >= 0 {
				return h.code, planned || r.negated(side[:h.start])
			}
		}
	}
	return "", false
}

// isMark reads a cell of a "√" column: reached, not reached, or neither.
func (r *Rules) isMark(text string) (reached, known bool) {
	t := fold(text)
	if r.marks[t] {
		return true, true
	}
	return false, t == "" || r.noMarks[t] || r.unknown[t]
}
