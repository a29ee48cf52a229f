package understand

import (
	"math/big"
	"strings"

	"qipan/internal/platform/money"
	"qipan/internal/platform/sheet"
)

// sums is what a money cell says.
type sums struct {
	total, fixed, fdi *money.Amount // by label; the cell's own field holds the main sum
	code              string        // "" or the problem's code
	message           string
	approx            bool
	rounded           bool
}

func (s *sums) of(field string) **money.Amount {
	switch field {
	case "fixed":
		return &s.fixed
	case "fdi", "fdi_actual":
		return &s.fdi
	}
	return &s.total
}

// cellMoney reads a cell of a money column. unit is the column's.
func (r *Rules) cellMoney(c sheet.Cell, field string, unit Unit) sums {
	switch c.Kind {
	case sheet.Empty:
		return sums{}
	case sheet.Error:
		return sums{code: "cell_error", message: "单元格是错误值或没有计算结果的公式，请填写数值。"}
	case sheet.Number:
		if own, ok := r.formatUnit(c.Format, unit); ok {
			unit = own
		}
		v, ok := new(big.Rat).SetString(c.Text)
		if !ok {
			return sums{code: "bad_amount", message: "金额看不懂。"}
		}
		var out sums
		out.set(field, v, unit)
		if c.Formula || len(c.Text) >= 15 {
			out.rounded = false // the last digits of a computed number are noise
		}
		return out
	case sheet.Date:
		return sums{code: "bad_amount", message: "金额列里是日期，请检查单元格格式。"}
	}
	if len(c.Text) > longestSum {
		return sums{code: "amount_unclear", message: "金额列里写了一大段文字，看不出金额，按待核处理；请只填数。"}
	}
	return r.textMoney(fold(c.Text), field, unit)
}

// formatUnit reads the unit that a number format shows. The trick 0!.0,"万" shows
// a yuan figure in 万: there the number itself is in yuan.
func (r *Rules) formatUnit(format string, column Unit) (Unit, bool) {
	if format == "" || !strings.ContainsAny(format, "万亿元¥￥$€£") {
		return Unit{}, false
	}
	first, _, _ := strings.Cut(format, ";")
	shifted := strings.Contains(first, "!.") || strings.Contains(first, `"."`) || strings.Contains(first, ",\"") || strings.HasSuffix(first, ",")
	plain := strings.NewReplacer(`"`, "", `\`, "", "[$", "", "]", "", "_", "", "#", "", "0", "", ".", "", "!", "", ",", "", " ", "").Replace(first)
	u := r.unitIn(plain)
	if !u.Said {
		return Unit{}, false
	}
	if shifted {
		u.Scale = 0
	}
	if u.Scale == 0 && !shifted && column.Said && column.Scale > 0 {
		return Unit{}, false // ¥ or 元 as decoration: the header's 万元 is what counts
	}
	if u.Currency == "" {
		u.Currency = column.Currency
	}
	return u, true
}

// textMoney reads folded text of a money column.
func (r *Rules) textMoney(t, field string, unit Unit) sums {
	if t == "" {
		return sums{}
	}
	if r.unknown[t] {
		return r.unknownMoney(t, field)
	}
	terms := r.terms(t)
	kept := terms[:0:0]
	for _, x := range terms {
		if !x.foreign {
			kept = append(kept, x)
		}
	}
	if len(kept) == 0 {
		if r.startsUnknown(t) {
			return r.unknownMoney("待定", field)
		}
		return sums{code: "bad_amount", message: "金额看不懂，请写成“3亿元”或“3000万元”的样子。"}
	}
	if strings.HasPrefix(t, "-") && kept[0].start == 1 {
		return sums{code: "bad_amount", message: "金额是负数。"}
	}
	if lo, hi, ok := asRange(t, kept); ok {
		return sums{code: "amount_range", message: "写的是区间（" + t[lo.start:hi.end] + "），按金额待核处理；请填一个确定的数。"}
	}
	return r.assign(t, kept, field, unit)
}

func (r *Rules) unknownMoney(t, field string) sums {
	if field != "total" && isDash(t) {
		return sums{} // a dash under 外资 or 固投 says that there is none
	}
	return sums{code: "amount_unknown", message: "金额未填明，按待核处理，不计为零。"}
}

func isDash(t string) bool {
	return strings.Trim(t, "-/\\—―~") == "" || t == "无" || t == "none" || t == "暂无"
}

func (r *Rules) startsUnknown(t string) bool {
	for w := range r.unknown {
		if runes(w) >= 2 && strings.HasPrefix(t, w) {
			return true
		}
	}
	return false
}

// asRange finds "3-5亿" and "2亿至3亿".
func asRange(t string, terms []term) (lo, hi term, ok bool) {
	for i := 1; i < len(terms); i++ {
		between := t[terms[i-1].end:terms[i].start]
		switch between {
		case "-", "~", "至", "到", "—", "——", "--", "―":
			return terms[i-1], terms[i], true
		}
	}
	return lo, hi, false
}

// assign gives each labelled sum to its field and the main one to the column's.
func (r *Rules) assign(t string, terms []term, field string, unit Unit) sums {
	var out sums
	mainAt, several := -1, false
	depth, from := 0, 0
	detail := false
	for i, x := range terms {
		before := t[from:x.start]
		depth += strings.Count(before, "(") - strings.Count(before, ")")
		detail = detail || hasAny(before, []string{"其中", "含", "包括", "一期", "首期"})
		label := r.label(before)
		switch {
		case label != "" && label != "total" && label != baseField(field):
			if *out.of(label) == nil {
				out.set(label, x.value, x.or(unit))
			}
		case mainAt < 0 && !(detail && i > 0):
			mainAt = i
		case mainAt >= 0 && !detail && depth <= 0 && label != "total":
			several = true
		}
		from = x.end
	}
	labelled := out
	if mainAt < 0 {
		mainAt = 0
		if labelled.total != nil || labelled.fixed != nil || labelled.fdi != nil {
			return out
		}
	}
	if first := strings.Index(t, "期"); several || (first >= 0 && first < terms[mainAt].start && len(terms) > 1) {
		return sums{code: "amount_unclear", message: "写了几个金额，看不出哪个是总数，按待核处理；请只填总数。"}
	}
	x := terms[mainAt]
	out.set(field, x.value, x.or(unit))
	if out.code == "" && (x.approx || r.isApprox(t, x)) {
		out.code, out.approx = "approximate", true
		out.message = "写的是约数，按 " + (*out.of(field)).Decimal() + " " + string((*out.of(field)).Currency) + " 计；请核实。"
	}
	return out
}

func baseField(f string) string {
	if f == "fdi_actual" {
		return "fdi"
	}
	return f
}

// label is the last money word in the text before a sum.
func (r *Rules) label(before string) string {
	hits := r.money.find(before, 2)
	if len(hits) == 0 {
		return ""
	}
	return hits[len(hits)-1].code
}

// or completes the unit of a term by the column's.
func (x term) or(column Unit) Unit {
	u := x.unit
	if !u.Said {
		return column
	}
	u.Scale = 0 // the value already is in major units
	if u.Currency == "" {
		u.Currency = column.Currency
		if u.Currency == "" && !column.Said {
			u.Currency = "?"
		}
	}
	return u
}

// set stores v of unit under field, or the reason why it cannot.
func (s *sums) set(field string, v *big.Rat, u Unit) {
	fail := func(code, message string) {
		if s.code == "" {
			s.code, s.message = code, message
		}
	}
	if !u.Said {
		fail("unit_unknown", "表头、单位说明和单元格里都没有金额单位，请在列映射中指定（亿元、万元或万美元）。")
		return
	}
	if u.Currency == "" || u.Currency == "?" {
		if baseField(field) == "fdi" {
			fail("currency_unknown", "外资金额没有写币种，按待核处理；请注明美元或人民币。")
			return
		}
		u.Currency = money.CNY // 亿 and 万 without a currency are yuan in every ledger
	}
	x := new(big.Rat).Mul(v, pow10(u.Scale))
	a, rounded, ok := minor(x, u.Currency)
	if !ok {
		fail("bad_amount", "金额为负数或过大。")
		return
	}
	s.rounded = s.rounded || rounded
	*s.of(field) = &a
}

// isApprox reports whether a word beside the sum says that it is not exact.
func (r *Rules) isApprox(t string, x term) bool {
	before, after := t[:x.start], t[x.end:]
	if i := strings.LastIndexAny(before, ",;()"); i >= 0 {
		before = before[i+1:]
	}
	if i := strings.IndexAny(after, ",;("); i >= 0 {
		after = after[:i]
	}
	for _, w := range r.approx {
		if strings.HasPrefix(after, w) || strings.HasSuffix(trimCurrency(before), w) {
			return true
		}
		if runes(w) >= 2 && strings.Contains(before, w) {
			return true
		}
	}
	return false
}

func trimCurrency(s string) string {
	for _, w := range []string{"人民币", "rmb", "usd", "us$", "$", "¥", "cny", ":"} {
		s = strings.TrimSuffix(s, w)
	}
	return s
}
