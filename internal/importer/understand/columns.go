package understand

import (
	"slices"
	"strings"
	"unicode"

	"qipan/internal/platform/sheet"
)

// Column is one column of a ledger as it is understood.
type Column struct {
	Index   int    `json:"index"`  // 0-based
	Letter  string `json:"letter"` // "C"
	Title   string `json:"title"`  // the last line of its header
	Path    string `json:"path"`   // the whole header: 投资情况/总投资
	Field   string `json:"field"`  // see plainFields and validField; "extra" is kept by title
	Unit    Unit   `json:"unit"`
	Guessed bool   `json:"guessed,omitempty"` // found by the values, not by the wording

	DateForm string            `json:"date_format,omitempty"`
	words    map[string]string // folded value → code
	order    int               // among the columns of one field
}

// titleKey folds a title for comparing: no blanks, no numbering, no signs.
func titleKey(s string) string {
	s = fold(s)
	s = strings.TrimLeft(s, "*★☆●·-_")
	if i := strings.IndexAny(s, ".、)"); i > 0 && i <= 6 && (smallNumeral(s[:i]) || isDigits(s[:i], '0')) {
		s = strings.TrimLeft(s[i:], ".、)")
	}
	s = strings.TrimPrefix(s, "其中")
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, s)
}

// bare cuts brackets with their content: 总投资(亿元) is 总投资.
func bare(s string) string {
	s = clean(s)
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	if out := b.String(); strings.TrimSpace(out) != "" {
		return out
	}
	return s
}

// match is how well a title names a field.
type match struct {
	field string
	score float64
}

// fieldsOf lists what a header path may be, best first. The path is outermost first.
func (r *Rules) fieldsOf(path []string) []match {
	if len(path) == 0 {
		return nil
	}
	leaf := path[len(path)-1]
	joined := strings.Join(path[max(0, len(path)-2):], "")
	all := strings.Join(path, "")
	var out []match
	add := func(f string, score float64) {
		if f == "" {
			return
		}
		for i := range out {
			if out[i].field == f {
				out[i].score = max(out[i].score, score)
				return
			}
		}
		out = append(out, match{f, score})
	}
	for i, t := range []string{leaf, bare(leaf), joined, bare(joined)} {
		key := titleKey(t)
		if key == "" {
			continue
		}
		if h, ok := r.titles[key]; ok && !r.denied(h.field, key, all) {
			add(h.field, 1-0.002*float64(min(h.order, 50))-0.01*float64(i))
		}
	}
	if f := r.dateField(titleKey(bare(leaf)), titleKey(bare(all))); f != "" {
		add(f, 0.95)
	}
	if f := r.markField(titleKey(bare(leaf))); f != "" {
		add(f, 0.6)
	}
	for _, t := range []string{bare(leaf), bare(joined)} {
		key := titleKey(t)
		for _, h := range r.titleWords.find(key, 2) {
			share := float64(len(h.word)) / float64(len(key))
			if share >= 0.3 && !r.denied(h.code, key, all) {
				add(h.code, 0.3+0.5*share)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b match) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	return out
}

// denied reports whether words in the title speak against the field. A title of
// three characters and more that is known as it stands needs no further proof.
func (r *Rules) denied(field, key, path string) bool {
	if _, exact := r.titles[key]; exact && runes(key) >= 3 {
		return false
	}
	words := r.deny[field]
	return hasAny(key, words) || (field == "total" && hasAny(fold(path), []string{"完成", "到位", "年度", "本年", "当年", "今年", "已投", "外资", "注册资本"}))
}

// dateField reads 签约时间, 计划开工日期, 注册年月, and group 签约 over leaf 时间.
func (r *Rules) dateField(leaf, all string) string {
	for _, key := range []string{leaf, all} {
		rest, ok := r.cutDateWord(key)
		if !ok {
			continue
		}
		kind := "date:"
		if hasAny(rest, r.doc.PlannedWords) || hasAny(rest, []string{"拟"}) {
			kind = "plan:"
			for _, w := range r.doc.PlannedWords {
				rest = strings.ReplaceAll(rest, w, "")
			}
		}
		if code, ok := r.stageExact[rest]; ok {
			return dateCode(kind, code)
		}
		hits := r.stages.find(rest, 2)
		if len(hits) > 0 {
			return dateCode(kind, hits[len(hits)-1].code)
		}
	}
	return ""
}

func dateCode(kind, code string) string {
	if strings.HasPrefix(code, "status:") && kind != "date:" {
		return ""
	}
	return kind + code
}

func (r *Rules) cutDateWord(key string) (string, bool) {
	for _, w := range []string{"更新", "填报", "录入", "上报", "报送", "截止", "有效"} {
		if strings.Contains(key, w) {
			return "", false
		}
	}
	for _, w := range r.doc.DateWords {
		if i := strings.LastIndex(key, w); i > 0 && (len(w) > 3 || i+len(w) == len(key)) {
			return strings.Replace(key, w, "", 1), true
		}
	}
	return "", false
}

// markField reads a column headed by nothing but a stage: 在谈 | 签约 | 开工.
func (r *Rules) markField(key string) string {
	if code, ok := r.stageExact[key]; ok && rank(code) >= 0 {
		return "mark:" + code
	}
	return ""
}

// single are fields of which only one column is taken.
func single(field string) bool {
	switch field {
	case "ignore", "extra", "remarks", "content", "progress":
		return false
	}
	return true
}

// assignFields gives each column its field: the best match first, one column a field.
func (r *Rules) assignFields(cols []Column, paths [][]string) {
	type bid struct {
		col int
		match
	}
	var bids []bid
	for i := range cols {
		for _, m := range r.fieldsOf(paths[i]) {
			bids = append(bids, bid{i, m})
		}
	}
	slices.SortStableFunc(bids, func(a, b bid) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return a.col - b.col
	})
	taken := map[string]bool{}
	for _, b := range bids {
		c := &cols[b.col]
		if c.Field != "" || (single(b.field) && taken[b.field]) {
			continue
		}
		if b.score < 0.45 {
			continue
		}
		if best := r.fieldsOf(paths[b.col]); best[0].field != b.field && best[0].score > b.score+0.3 {
			continue // a far better name lost to another column: this one is no second choice
		}
		c.Field = b.field
		taken[b.field] = true
	}
	for i := range cols {
		if cols[i].Field == "" {
			cols[i].Field = "extra"
		}
	}
}

// applyRules lets a mapping's columns win over what was found.
func applyRules(cols []Column, paths [][]string, rules []ColumnRule, guess bool) {
	if len(rules) == 0 {
		return
	}
	if !guess {
		for i := range cols {
			cols[i].Field, cols[i].Guessed = "extra", false
		}
	}
	fixed := map[int]bool{}
	claimed := map[string]bool{}
	for n, rule := range rules {
		i := columnOf(cols, paths, rule.Column)
		if i < 0 || fixed[i] {
			continue
		}
		fixed[i] = true
		c := &cols[i]
		c.Field, c.Guessed, c.order = rule.Field, false, n
		if rule.Unit != "" {
			c.Unit = mappingUnit(rule.Unit)
		}
		c.DateForm = rule.DateForm
		c.words = map[string]string{}
		for w, code := range rule.Words {
			c.words[fold(w)] = code
		}
		claimed[rule.Field] = true
	}
	for i := range cols {
		if !fixed[i] && claimed[cols[i].Field] && single(cols[i].Field) {
			cols[i].Field = "extra"
		}
	}
}

// columnOf finds a rule's column: "@C", the whole path, the title, or any line of the header.
func columnOf(cols []Column, paths [][]string, want string) int {
	if letter, ok := strings.CutPrefix(want, "@"); ok {
		k, _ := sheet.ColumnIndex(letter)
		return slices.IndexFunc(cols, func(c Column) bool { return c.Index == k })
	}
	key := fold(want)
	for _, same := range []func(i int) bool{
		func(i int) bool { return fold(cols[i].Path) == key },
		func(i int) bool { return fold(cols[i].Title) == key },
		func(i int) bool { return titleKey(bare(cols[i].Title)) == titleKey(bare(want)) },
		func(i int) bool {
			return slices.ContainsFunc(paths[i], func(p string) bool { return fold(p) == key })
		},
	} {
		for i := range cols {
			if same(i) {
				return i
			}
		}
	}
	return -1
}
