package understand

import (
	"strings"

	"qipan/internal/platform/sheet"
)

// profile is what the values of a column look like, as shares of its filled cells.
type profile struct {
	filled                                              int
	district, stage, day, sum, firm, project, long, num float64
	distinct                                            float64
}

// profileOf looks at a column below the header.
func (e *engine) profileOf(p *peek, from, col int) profile {
	var pr profile
	seen := map[string]bool{}
	r := e.opt.Rules
	for i := from; i < len(p.rows); i++ {
		row := &p.rows[i]
		c, t := row.cell(col), row.text(col)
		if t == "" || row.distinct() < 3 {
			continue
		}
		pr.filled++
		seen[t] = true
		add := func(v *float64, yes bool) {
			if yes {
				*v++
			}
		}
		f := fold(t)
		_, isPlace := e.places.words.codes[f]
		add(&pr.district, isPlace && !isDigits(f, '.'))
		_, isStage := r.stageExact[stageKey(t)]
		add(&pr.stage, isStage)
		add(&pr.num, c.Kind == sheet.Number || isDigits(f, '.'))
		add(&pr.day, c.Kind == sheet.Date || len(findDays(t)) > 0 && runes(t) <= 12)
		add(&pr.sum, c.Kind == sheet.Text && (strings.Contains(f, "亿") || strings.Contains(f, "万元") || strings.Contains(f, "万美元")) && digits(strings.TrimLeft(f, "约usd$¥")) > 0)
		add(&pr.firm, isFirm(f))
		add(&pr.project, isProject(f))
		add(&pr.long, runes(t) > 15)
	}
	if pr.filled > 0 {
		n := float64(pr.filled)
		for _, v := range []*float64{&pr.district, &pr.stage, &pr.day, &pr.sum, &pr.firm, &pr.project, &pr.long, &pr.num} {
			*v /= n
		}
		pr.distinct = float64(len(seen)) / n
	}
	return pr
}

func isFirm(f string) bool {
	for _, s := range []string{"公司", "集团", "厂", "企业", "合作社", "研究院", "研究所", "大学", "医院", "商会", "(有限合伙)", "ltd", "ltd.", "inc", "inc.", "gmbh", "株式会社"} {
		if strings.HasSuffix(f, s) {
			return true
		}
	}
	return false
}

func isProject(f string) bool {
	if isFirm(f) || runes(f) < 4 {
		return false
	}
	return hasAny(f, []string{"项目", "基地", "工程", "产业园", "生产线", "总部", "研发中心", "物流园", "产业化", "工厂", "建设", "改造", "综合体"})
}

// guessByValues gives a field to columns whose wording said nothing, where the
// values leave no doubt and no other column has the field.
func (e *engine) guessByValues(cols []Column, p *peek, from int) {
	have := map[string]bool{}
	for _, c := range cols {
		have[c.Field] = true
	}
	profiles := make([]profile, len(cols))
	for i := range cols {
		profiles[i] = e.profileOf(p, from, i)
	}
	for i := range cols {
		// 进展 and 状态 may hold a word or a story; the values tell which.
		switch pr := profiles[i]; {
		case cols[i].Field == "stage" && pr.filled > 0 && pr.long >= 0.5 && pr.stage < 0.3 && !have["progress"]:
			cols[i].Field = "progress"
		case cols[i].Field == "progress" && !have["stage"] && pr.filled > 0 && pr.stage >= 0.6:
			cols[i].Field = "stage"
			have["stage"] = true
		case strings.HasPrefix(cols[i].Field, "date:") && pr.filled > 0 && pr.stage >= 0.8 && !have["stage"]:
			cols[i].Field = "stage"
			have["stage"] = true
		}
	}
	guess := func(field string, fits func(profile) float64) {
		if have[field] {
			return
		}
		best, at := 0.6, -1
		for i, pr := range profiles {
			if v := fits(pr); cols[i].Field == "extra" && pr.filled >= 2 && v > best {
				best, at = v, i
			}
		}
		if at >= 0 {
			cols[at].Field, cols[at].Guessed = field, true
			have[field] = true
		}
	}
	guess("name", func(pr profile) float64 { return pr.project * pr.distinct })
	guess("investor", func(pr profile) float64 { return pr.firm })
	guess("district", func(pr profile) float64 { return pr.district })
	guess("stage", func(pr profile) float64 { return pr.stage })
	guess("total", func(pr profile) float64 { return pr.sum })
}

// headerByValues finds a table whose header wording is unknown: the row above
// the first rows whose columns hold a project name and a place, firm, stage or sum.
func (e *engine) headerByValues(p *peek) (headerAt, bool) {
	for top := 0; top < len(p.rows)-2 && top < maxHeaderTop; top++ {
		row := &p.rows[top]
		if row.distinct() < 3 || hasValues(row) || hasLabels(row) || e.opt.Rules.penalty(row) > 0 {
			continue
		}
		h := e.opt.Rules.scoreHeader(p, top, top)
		for depth := 2; depth <= 3 && top+depth < len(p.rows) && p.continues(top, top+depth-1) && e.opt.Rules.penalty(&p.rows[top+depth-1]) == 0 && p.tied(top); depth++ {
			h = e.opt.Rules.scoreHeader(p, top, top+depth-1)
		}
		cols := columnsOf(h.paths)
		e.opt.Rules.assignFields(cols, h.paths)
		e.guessByValues(cols, p, h.bottom+1)
		fields := make([]string, len(cols))
		for i, c := range cols {
			fields[i] = c.Field
		}
		if e.opt.Rules.looksLikeLedger(headerAt{fields: fields}) {
			h.fields = fields
			return h, true
		}
	}
	return headerAt{}, false
}
