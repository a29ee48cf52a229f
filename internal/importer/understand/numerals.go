package understand

import (
	"math/big"
	"strings"
	"unicode/utf8"
)

var digitOf = map[rune]int64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9}

var tensOf = map[rune]int64{'十': 10, '百': 100, '千': 1000, '拾': 10, '佰': 100, '仟': 1000}

func isNumeral(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	_, digit := digitOf[r]
	_, tens := tensOf[r]
	return digit || tens
}

// chineseTerm reads "一亿五千万元", "三点五亿", "两千万美元". A numeral counts as
// money only with 亿 or 万 in it or a currency after it: 一期 is no sum.
func (r *Rules) chineseTerm(t string, i int) (term, bool) {
	x := term{start: i}
	v, end, big := chineseNumber(t, i)
	if end == i {
		return x, false
	}
	x.value, x.end = v, end
	x.unit.Said = big
	if k := skipMore(t[x.end:]); k > 0 {
		x.approx = true
		x.end += k
	}
	r.closeTerm(t, &x)
	return x, x.unit.Said && (big || x.unit.Currency != "")
}

// chineseNumber reads a number in Chinese numerals; large tells that 万 or 亿 is in it.
func chineseNumber(t string, i int) (v *big.Rat, end int, large bool) {
	total, section := new(big.Rat), new(big.Rat)
	var digit int64 = -1
	scaleTo := func(f int64) {
		if digit >= 0 {
			section.Add(section, big.NewRat(digit, 1))
		}
		digit = -1
		if section.Sign() == 0 {
			section.SetInt64(1)
		}
		total.Add(total, section)
		total.Mul(total, big.NewRat(f, 1))
		section = new(big.Rat)
	}
	done := new(big.Rat) // what stands before 亿 is not multiplied by a later 万
	for i < len(t) {
		r, n := utf8.DecodeRuneInString(t[i:])
		switch d, isDigit := digitOf[r]; {
		case isDigit:
			digit = d
		case tensOf[r] > 0:
			section.Add(section, big.NewRat(max(digit, boolInt(digit < 0))*tensOf[r], 1))
			digit = -1
		case r == '点':
			frac, used := chineseFraction(t[i+n:])
			if used == 0 {
				return done, i, large
			}
			section.Add(section, new(big.Rat).Add(big.NewRat(max(digit, 0), 1), frac))
			digit = -1
			i += used
		case r == '万' || r == '亿':
			large = true
			if r == '亿' {
				scaleTo(100_000_000)
				done.Add(done, total)
				total = new(big.Rat)
			} else {
				scaleTo(10_000)
			}
		default:
			return sumUp(done, total, section, digit), i, large
		}
		i += n
	}
	return sumUp(done, total, section, digit), i, large
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func sumUp(done, total, section *big.Rat, digit int64) *big.Rat {
	v := new(big.Rat).Add(done, total)
	v.Add(v, section)
	if digit > 0 {
		v.Add(v, big.NewRat(digit, 1))
	}
	return v
}

func chineseFraction(s string) (*big.Rat, int) {
	v, place, used := new(big.Rat), big.NewRat(1, 10), 0
	for used < len(s) {
		r, n := utf8.DecodeRuneInString(s[used:])
		d, ok := digitOf[r]
		if !ok {
			break
		}
		v.Add(v, new(big.Rat).Mul(big.NewRat(d, 1), place))
		place = new(big.Rat).Mul(place, big.NewRat(1, 10))
		used += n
	}
	return v, used
}

// smallNumeral is the value of a section number such as 一 or 十二, for headings.
func smallNumeral(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		if !strings.ContainsRune("一二三四五六七八九十百零〇", r) {
			return false
		}
	}
	return true
}
