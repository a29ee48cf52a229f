package project

import (
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
)

// A stage's day comes back from its cell as it was said.
func TestASaidDayComesBackFromItsCell(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		day := date.From(time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(r, "at"), 0).UTC())
		said := rapid.SampledFrom([]Said{{Signed, day, date.Day}, {Signed, day[:8] + "01", date.Month}, {Signed, "", date.Day}}).Draw(r, "said")
		if got := saidOf(Signed, said.text()); got != said {
			r.Fatalf("%+v became %q became %+v", said, said.text(), got)
		}
	})
}

// What a ledger can write, a project written with it says again: undoing rests on it.
func TestCellsComeBackFromAProject(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		amount := func(name string) *money.Amount {
			if rapid.Bool().Draw(r, name+" known") {
				a := money.Of(rapid.Int64Range(0, money.Max).Draw(r, name), rapid.SampledFrom([]money.Currency{money.CNY, money.USD, money.JPY}).Draw(r, name+" in"))
				return &a
			}
			return nil
		}
		text := rapid.StringMatching(`[a-z示例]{1,6}`)
		c := Claim{Name: text.Draw(r, "name"), InvestorName: text.Draw(r, "investor"), Kind: rapid.SampledFrom(Kinds).Draw(r, "kind"), Status: Lost, StatusDay: "2024-01-02",
			IndustryCode: "3670", Total: amount("total"), FixedAssets: amount("fixed"), ContractedFDI: amount("fdi"), Fields: Values{"content": text.Draw(r, "content")}}
		want := c.Cells()
		p := &Project{}
		for field, value := range want {
			if err := p.setCell(field, value); err != nil {
				r.Fatal(err)
			}
		}
		if got := p.cells(nil, nil, ""); !maps.Equal(got, want) {
			r.Fatalf("got %v, want %v", got, want)
		}
		for field := range want {
			if err := p.setCell(field, ""); err != nil {
				r.Fatal(err)
			}
		}
		if got := p.cells(nil, nil, ""); len(got) != 0 {
			r.Fatalf("emptied, it still says %v", got)
		}
	})
}
