package money_test

import (
	"testing"

	"pgregory.net/rapid"

	"qipan/internal/platform/money"
)

func TestParseIsExact(t *testing.T) {
	for _, tt := range []struct {
		in    string
		scale int
		cur   money.Currency
		want  int64
		ok    bool
	}{
		{"1", 8, money.CNY, 10_000_000_000, true},
		{"0.9999", 8, money.CNY, 9_999_000_000, true},
		{"99999999.99", 0, money.CNY, 9_999_999_999, true},
		{"0.999999999999", 8, money.CNY, 0, false}, // finer than a fen
		{"350.5", 4, money.USD, 350_500_000, true},
		{"1.5", 0, money.JPY, 0, false},
		{"1e9", 0, money.CNY, 0, false},
		{"1/3", 0, money.CNY, 0, false},
		{"0x10", 0, money.CNY, 0, false},
		{"", 0, money.CNY, 0, false},
		{"99999999999", 8, money.CNY, 0, false}, // out of range
		{"-1", 4, money.CNY, -1_000_000, true},
	} {
		got, err := money.Parse(tt.in, tt.scale, tt.cur)
		if (err == nil) != tt.ok || (tt.ok && got != money.Of(tt.want, tt.cur)) {
			t.Errorf("%q×10^%d %s: got %v, %v", tt.in, tt.scale, tt.cur, got, err)
		}
	}
}

func TestDecimalAndParseAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]money.Currency{money.CNY, money.USD, money.JPY}).Draw(t, "currency")
		a := money.Of(rapid.Int64Range(-money.Max, money.Max).Draw(t, "minor"), c)
		back, err := money.Parse(a.Decimal(), 0, c)
		if err != nil || back != a {
			t.Fatalf("%v → %s → %v, %v", a, a.Decimal(), back, err)
		}
	})
}

// 以上 includes the number, 超过 does not; nothing is compared across currencies.
func TestComparatorsAtTheEdge(t *testing.T) {
	yi := money.Of(10_000_000_000, money.CNY)
	for _, tt := range []struct {
		a         money.Amount
		c         money.Comparator
		holds, ok bool
	}{
		{money.Of(9_999_999_999, money.CNY), money.AtLeast, false, true},
		{yi, money.AtLeast, true, true},
		{yi, money.MoreThan, false, true},
		{money.Of(10_000_000_001, money.CNY), money.MoreThan, true, true},
		{yi, money.AtMost, true, true},
		{yi, money.LessThan, false, true},
		{money.Of(10_000_000_000, money.USD), money.AtLeast, false, false},
		{yi, "about", false, true},
	} {
		if holds, ok := tt.a.Meets(tt.c, yi); holds != tt.holds || ok != tt.ok {
			t.Errorf("%v %s: got %v %v", tt.a, tt.c, holds, ok)
		}
	}
}
