package demo

import (
	"math"
	"math/rand/v2"

	"qipan/internal/platform/money"
	"qipan/internal/project"
)

// yuan and its large multiples in fen, cents of other currencies alike.
const (
	yuan int64 = 100
	wan        = 10_000 * yuan
	yi         = 10_000 * wan
)

// edges are the amounts on which thresholds turn: one unit below, exactly, one above.
var edges = []struct {
	minor int64
	share int // of a thousand
}{
	{yi - 1, 40}, {yi, 60}, {yi + 1, 20},
	{10*yi - 1, 15}, {10 * yi, 30}, {10*yi + 1, 5},
	{50*yi - 1, 5}, {50 * yi, 8}, {50*yi + 1, 3},
}

// amount draws a planned total in minor units around median; floor is the least.
func amount(r *rand.Rand, median float64, floor int64) int64 {
	n := r.IntN(1000)
	for _, e := range edges {
		if n -= e.share; n < 0 && e.minor >= floor {
			return e.minor
		}
	}
	v := int64(median * math.Exp(r.NormFloat64()*1.15))
	step := 100 * wan
	if v > 10*yi {
		step = 1000 * wan
	}
	return min(max(v/step*step, floor, 500*wan), 120*yi)
}

// sums are a project's amounts.
type sums struct{ total, fixed, fdi *money.Amount }

// sumsOf draws the amounts of a project; floor is the least total in fen, 0 for none.
func sumsOf(r *rand.Rand, k project.Kind, services bool, floor int64) sums {
	median := 1.9 * float64(yi)
	switch {
	case k == project.KindLand:
		median = 4.2 * float64(yi)
	case services || k == project.KindExpansion:
		median = 1.1 * float64(yi)
	}
	c := money.CNY
	if k == project.KindForeign && floor == 0 && r.IntN(10) < 6 {
		c, median = money.USD, 0.35*float64(yi)
	}
	total := amount(r, median, floor)
	part := func(of int64, from, spread int) int64 { return of / 1000 * int64(from+r.IntN(spread)) }
	s := sums{total: of(total, c), fixed: of(part(total, 480, 420), c)}
	if k == project.KindForeign {
		s.fdi = fdi(r, total, c, part)
	}
	return s
}

// fdi is the contracted foreign investment: mostly dollars, on both sides of
// exactly a hundred million, and now and then another currency.
func fdi(r *rand.Rand, total int64, c money.Currency, part func(int64, int, int) int64) *money.Amount {
	switch n := r.IntN(100); {
	case n < 6:
		return of(yi, money.USD)
	case n < 11:
		return of(yi+1, money.USD)
	case n < 15:
		return of(yi-1, money.USD)
	case n < 19:
		return of(int64(20+r.IntN(300))*100*wan, money.EUR)
	case n < 22:
		return of(int64(20+r.IntN(300))*100*wan, money.HKD)
	case n < 24:
		return of(int64(5+r.IntN(90))*100_000_000, money.JPY) // whole yen
	case c == money.USD:
		return of(part(total, 300, 600), money.USD)
	}
	return of(max(part(total/7, 300, 600)/wan*wan, 10*wan), money.USD)
}

func of(minor int64, c money.Currency) *money.Amount {
	a := money.Of(minor, c)
	return &a
}
