package understand

import (
	"math/big"
	"strings"
	"unicode/utf8"

	"qipan/internal/platform/money"
)

// Unit is what a number counts: 10^Scale major units of Currency.
type Unit struct {
	Scale    int            `json:"scale"`
	Currency money.Currency `json:"currency"` // "" if not said
	Said     bool           `json:"said"`     // some unit was written at all
}

// scales are the words for powers of ten, longest first.
var scales = []struct {
	word string
	exp  int
}{
	{"万亿", 12}, {"千亿", 11}, {"百亿", 10}, {"十亿", 9}, {"亿", 8}, {"億", 8}, {"千万", 7}, {"百万", 6}, {"十万", 5}, {"万", 4}, {"萬", 4}, {"w", 4},
	{"千", 3}, {"百", 2},
}

// takeScale reads a scale word at the start of s.
func takeScale(s string) (exp, n int) {
	for _, sc := range scales {
		if strings.HasPrefix(s, sc.word) {
			if sc.word == "w" && len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
				continue // watt, week: not 万
			}
			return sc.exp, len(sc.word)
		}
	}
	return 0, 0
}

// takeCurrency reads a currency word at the start of s.
func (r *Rules) takeCurrency(s string) (money.Currency, int) {
	if h, ok := r.currency.at(s, 0, 1); ok {
		return money.Currency(h.code), h.end
	}
	return "", 0
}

// unitIn finds the first unit written in a header, note or number format:
// "(亿元)", "单位:万美元", "万元/亩" is none.
func (r *Rules) unitIn(text string) Unit {
	units := r.unitsIn(text)
	if len(units) == 0 {
		return Unit{}
	}
	return units[0]
}

func (r *Rules) unitsIn(text string) []Unit {
	t := fold(begin(text, longestTitle))
	var out []Unit
	for i := 0; i < len(t); {
		exp, n := takeScale(t[i:])
		cur, m := r.takeCurrency(t[i+n:])
		rest := t[i+n+m:]
		switch {
		case m > 0 && strings.HasPrefix(rest, "/"):
			i += n + m // 万元/亩 is an intensity
			continue
		case m > 0 && cur == money.CNY && strings.HasPrefix(t[i+n:], "人民币"):
			if e, k := takeScale(rest); k > 0 {
				exp, m = e, m+k // 人民币亿元
			}
			if _, k := r.takeCurrency(t[i+n+m:]); k > 0 {
				m += k
			}
			out = append(out, Unit{exp, cur, true})
		case m > 0 && n == 0 && exp == 0:
			if e, k := takeScale(rest); k > 0 { // USD万, $万
				exp, m = e, m+k
			}
			if _, k := r.takeCurrency(t[i+n+m:]); k > 0 {
				m += k
			}
			out = append(out, Unit{exp, cur, true})
		case m > 0 || (n > 0 && exp >= 4 && endsUnit(rest)):
			out = append(out, Unit{exp, cur, true})
		}
		if n+m == 0 {
			_, n = utf8.DecodeRuneInString(t[i:])
		}
		i += n + m
	}
	return out
}

// endsUnit reports whether a scale word stands alone ("(万)", "单位:亿").
func endsUnit(rest string) bool {
	return rest == "" || strings.IndexByte("),;/ ", rest[0]) >= 0 || strings.HasPrefix(rest, "、")
}

// term is one sum of money found in a cell.
type term struct {
	value      *big.Rat // in major units when unit.Said, else as written
	unit       Unit
	start, end int
	approx     bool // 余, 多, + inside it
	foreign    bool // something other than money: 50亩, 12个
}

// terms lists the sums in folded text.
func (r *Rules) terms(t string) []term {
	var out []term
	for i := 0; i < len(t); {
		c := t[i]
		switch {
		case c >= '0' && c <= '9':
			x, ok := r.term(t, i)
			if !ok {
				i++
				continue
			}
			out = append(out, x)
			i = x.end
		case c >= utf8.RuneSelf && isNumeral(t[i:]):
			x, ok := r.chineseTerm(t, i)
			if !ok {
				_, n := utf8.DecodeRuneInString(t[i:])
				i += n
				continue
			}
			out = append(out, x)
			i = x.end
		default:
			_, n := utf8.DecodeRuneInString(t[i:])
			i += n
		}
	}
	return out
}

// term reads "3亿5000万元", "1,200.5万美元", "3" at i.
func (r *Rules) term(t string, i int) (term, bool) {
	x := term{start: i, value: new(big.Rat)}
	last := 99
	for {
		num, n := takeNumber(t[i:])
		if n == 0 {
			break
		}
		v, ok := new(big.Rat).SetString(num)
		if !ok {
			return x, false
		}
		j := i + n
		if k := skipMore(t[j:]); k > 0 {
			x.approx, j = true, j+k
		}
		exp, k := takeScale(t[j:])
		if last < 99 && (k == 0 || exp >= last) {
			break // "3亿5" is not a sum; "3亿2亿" are two
		}
		x.value.Add(x.value, v.Mul(v, pow10(exp)))
		i = j + k
		x.unit.Said = x.unit.Said || k > 0
		last = exp
		if k == 0 {
			break
		}
	}
	if k := skipMore(t[i:]); k > 0 {
		x.approx, i = true, i+k
	}
	x.end = i
	r.closeTerm(t, &x)
	return x, true
}

// closeTerm reads the currency before and after the number.
func (r *Rules) closeTerm(t string, x *term) {
	if strings.HasPrefix(t[x.end:], "人民币") {
		x.unit.Currency, x.unit.Said = money.CNY, true
		x.end += len("人民币")
	}
	if c, n := r.takeCurrency(t[x.end:]); n > 0 {
		if x.unit.Currency == "" || c != money.CNY {
			x.unit.Currency = c
		}
		x.unit.Said = true
		x.end += n
	} else if h, ok := r.currencyBefore(t[:x.start]); ok {
		x.unit.Currency = h
		x.unit.Said = true
	} else {
		x.foreign = notMoney(t[x.end:])
	}
	if strings.HasPrefix(t[x.end:], "(人民币)") || strings.HasPrefix(t[x.end:], "人民币") {
		x.end += strings.Index(t[x.end:], "人民币") + len("人民币")
		if strings.HasPrefix(t[x.end:], ")") {
			x.end++
		}
	}
}

func (r *Rules) currencyBefore(before string) (money.Currency, bool) {
	before = strings.TrimRight(before, " :")
	for word, code := range r.currency.codes {
		if strings.HasSuffix(before, word) && word != "元" && word != "块" && word != "圆" {
			if word == "$" && (strings.HasSuffix(before, "hk$") || strings.HasSuffix(before, "us$") || strings.HasSuffix(before, "s$")) {
				continue
			}
			if word == "s$" && strings.HasSuffix(before, "us$") {
				continue
			}
			return money.Currency(code), true
		}
	}
	return "", false
}

// skipMore passes 余, 多, 几 and + between number and unit: 30余亿元.
func skipMore(s string) int {
	for _, w := range []string{"余", "多", "几", "+"} {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}

// notMoney reports whether what follows a bare number makes it a count of something else.
func notMoney(rest string) bool {
	for _, w := range []string{"年", "月", "日", "个", "亩", "台", "条", "%", "平", "㎡", "m", "吨", "人", "户", "家", "套", "栋", "层", "期", "名", "辆", "片", "度", "kw", "mw", "gw", "公里", "千瓦", "兆瓦", "万平", "项", "座", "次", "批", "类", "号", "万吨", "公顷"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

// takeNumber reads a decimal with thousands separators at the start of s.
func takeNumber(s string) (num string, n int) {
	var b strings.Builder
	dot := false
	for n < len(s) {
		c := s[n]
		switch {
		case c >= '0' && c <= '9':
			b.WriteByte(c)
		case c == ',' && !dot && isGroup(s, n):
		case c == '.' && !dot && n > 0 && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9':
			dot = true
			b.WriteByte(c)
		default:
			return b.String(), n
		}
		n++
	}
	return b.String(), n
}

// isGroup reports whether the comma at i stands between digit groups: three
// digits follow it and no fourth, one to three stand before it.
func isGroup(s string, i int) bool {
	digits := 0
	for j := i + 1; j < len(s) && s[j] >= '0' && s[j] <= '9'; j++ {
		digits++
	}
	return i > 0 && digits == 3
}

func pow10(e int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(e)), nil))
}

// minor is v major units as an amount; rounded tells that v was finer than the
// minor unit, ok is false beyond the largest amount.
func minor(v *big.Rat, c money.Currency) (a money.Amount, rounded, ok bool) {
	x := new(big.Rat).Mul(v, pow10(c.Exponent()))
	n := new(big.Int)
	if x.IsInt() {
		n.Set(x.Num())
	} else {
		rounded = true
		n.Quo(new(big.Int).Add(new(big.Int).Mul(x.Num(), big.NewInt(2)), x.Denom()), new(big.Int).Mul(x.Denom(), big.NewInt(2)))
	}
	if !n.IsInt64() || n.Int64() > money.Max || n.Sign() < 0 {
		return money.Amount{}, false, false
	}
	return money.Of(n.Int64(), c), rounded, true
}
