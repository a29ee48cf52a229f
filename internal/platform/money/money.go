// Package money holds exact amounts: an integer of the currency's minor unit
// (ISO 4217: CNY and USD two decimals, JPY none). There is no float and no
// conversion here; an amount in dollars stays in dollars.
package money

import (
	"fmt"
	"math/big"
	"strings"
)

// Currency is an ISO 4217 code.
type Currency string

// The currencies ledgers and forms know. Others are refused rather than guessed.
const (
	CNY Currency = "CNY"
	USD Currency = "USD"
	EUR Currency = "EUR"
	HKD Currency = "HKD"
	JPY Currency = "JPY"
	GBP Currency = "GBP"
	KRW Currency = "KRW"
	SGD Currency = "SGD"
)

var exponents = map[Currency]int{CNY: 2, USD: 2, EUR: 2, HKD: 2, JPY: 0, GBP: 2, KRW: 0, SGD: 2}

// Known reports whether c is a currency this program counts in.
func (c Currency) Known() bool { _, ok := exponents[c]; return ok }

// Exponent is the number of decimals of c's minor unit; 2 for an unknown currency.
func (c Currency) Exponent() int {
	if e, ok := exponents[c]; ok {
		return e
	}
	return 2
}

// Max is the largest amount stored, in minor units: 10^16 (100 万亿元), far above
// any project and far below int64, so that sums of many projects cannot overflow.
const Max int64 = 10_000_000_000_000_000

// Amount is an exact sum. The zero Amount is "0 of no currency"; an amount that
// is not known is a nil *Amount, never zero.
type Amount struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"currency"`
}

// Of is an amount in minor units.
func Of(minor int64, c Currency) Amount { return Amount{minor, c} }

// Parse reads a plain decimal number times scale (10^scale major units, so 8 for
// 亿 and 4 for 万) exactly. It refuses what is not a whole number of minor units.
func Parse(s string, scale int, c Currency) (Amount, error) {
	r, ok := new(big.Rat).SetString(s)
	if !ok || strings.ContainsAny(s, "eE/xXpP_") {
		return Amount{}, fmt.Errorf("%q is not a decimal number", s)
	}
	e := scale + c.Exponent()
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(e, -e))), nil)
	if e >= 0 {
		r.Mul(r, new(big.Rat).SetInt(p))
	} else {
		r.Quo(r, new(big.Rat).SetInt(p))
	}
	if !r.IsInt() {
		return Amount{}, fmt.Errorf("%q is finer than the minor unit of %s", s, c)
	}
	n := r.Num()
	if !n.IsInt64() || n.Int64() > Max || n.Int64() < -Max {
		return Amount{}, fmt.Errorf("%q is out of range", s)
	}
	return Amount{n.Int64(), c}, nil
}

// Decimal is the amount in major units with all its decimals ("100000000.00").
func (a Amount) Decimal() string {
	e := a.Currency.Exponent()
	s := fmt.Sprintf("%0*d", e+1, max(a.Minor, -a.Minor))
	if e > 0 {
		s = s[:len(s)-e] + "." + s[len(s)-e:]
	}
	if a.Minor < 0 {
		s = "-" + s
	}
	return s
}

// String is "100000000.00 CNY".
func (a Amount) String() string { return a.Decimal() + " " + string(a.Currency) }

// Comparator says whether a bound includes the number itself: 以上/以下/以内 do,
// 超过/不满/以外 do not (民法典第1259条).
type Comparator string

// The comparators.
const (
	AtLeast  Comparator = "gte" // 以上, 不少于
	MoreThan Comparator = "gt"  // 超过
	AtMost   Comparator = "lte" // 以内, 以下
	LessThan Comparator = "lt"  // 不满, 以外
)

// Holds reports whether "value c bound" is true.
func (c Comparator) Holds(value, bound int64) bool {
	switch c {
	case AtLeast:
		return value >= bound
	case MoreThan:
		return value > bound
	case AtMost:
		return value <= bound
	case LessThan:
		return value < bound
	}
	return false
}

// Meets compares a with bound; ok is false when the currencies differ, because
// nothing is converted silently.
func (a Amount) Meets(c Comparator, bound Amount) (holds, ok bool) {
	if a.Currency != bound.Currency {
		return false, false
	}
	return c.Holds(a.Minor, bound.Minor), true
}
