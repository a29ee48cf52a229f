package target

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
	"qipan/internal/project"
	"qipan/packs"
)

const city = "370200"

func packCards(t interface{ Fatal(...any) }) []Card {
	p, err := packs.Open(city)
	if err != nil {
		t.Fatal(err)
	}
	var out []Card
	for _, i := range p.Indicators {
		c, err := CardOf(i)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func yuan(s string) *money.Amount { return amount(s, money.CNY) }

func amount(s string, c money.Currency) *money.Amount {
	a, err := money.Parse(s, 0, c)
	if err != nil {
		panic(err)
	}
	return &a
}

func signed(total, fdi *money.Amount, basis project.Basis) project.Facts {
	return project.Facts{ID: "p", District: "370211", Region: "370211001", Kind: project.KindLand, Status: project.Active,
		Stage: project.Signed, Total: total, ContractedFDI: fdi,
		Entries: []project.Entry{{Stage: project.Signed, Day: "2024-02-20", Precision: date.Day, Basis: basis}}}
}

// met counts what a share adds to a figure.
func met(s share, indicator, district string, basis project.Basis) (n int64) {
	for k, v := range s {
		if k.Indicator == indicator && k.District == district && k.Class == Met && k.Basis == basis {
			n += v.Count
		}
	}
	return n
}

func TestA01ThresholdsIncludeTheNumberItself(t *testing.T) {
	cards := packCards(t)
	for _, tt := range []struct {
		total         string
		yi, fifty     int64
		cityYi, city5 int64
	}{
		{"99999999.99", 0, 0, 0, 0},
		{"100000000.00", 1, 0, 1, 0},
		{"4999999999.99", 1, 0, 1, 0},
		{"5000000000.00", 1, 1, 1, 1},
	} {
		s := contributions(cards, city, signed(yuan(tt.total), nil, project.Proved))
		got := [4]int64{met(s, "projects_ge_100m_cny", "370211", project.Proved), met(s, "projects_ge_5000m_cny", "370211", project.Proved),
			met(s, "projects_ge_100m_cny", city, project.Proved), met(s, "projects_ge_5000m_cny", city, project.Proved)}
		if got != [4]int64{tt.yi, tt.fifty, tt.cityYi, tt.city5} {
			t.Errorf("%s: district 亿元, district 50亿, city 亿元, city 50亿 are %v", tt.total, got)
		}
	}
}

func TestA02ExceedingExcludesTheNumberAndNothingIsConverted(t *testing.T) {
	cards := packCards(t)
	const fdi = "contracted_fdi_gt_100m_usd"
	for _, tt := range []struct {
		fdi  *money.Amount
		want int64
	}{
		{amount("100000000.00", money.USD), 0},
		{amount("100000000.01", money.USD), 1},
		{nil, 0},
	} {
		s := contributions(cards, city, signed(yuan("1"), tt.fdi, project.Proved))
		if got := met(s, fdi, "370211", project.Proved); got != tt.want {
			t.Errorf("%v counts %d", tt.fdi, got)
		}
	}
	s := contributions(cards, city, signed(amount("900000000", money.USD), amount("9000000000", money.CNY), project.Proved))
	for _, indicator := range []string{"projects_ge_100m_cny", fdi} {
		k := key{indicator, "370211", "370211001", "2024-02-20", project.Proved, OtherCurrency, money.USD}
		if indicator == fdi {
			k.Currency = money.CNY
		}
		if s[k].Count != 1 || met(s, indicator, "370211", project.Proved) != 0 {
			t.Errorf("%s: another currency is not set apart: %v", indicator, s)
		}
	}
}

func TestWhatDoesNotCountIsSetApart(t *testing.T) {
	cards := packCards(t)[:1]
	big := yuan("300000000")
	with := func(change func(*project.Facts)) project.Facts {
		f := signed(big, nil, project.Proved)
		change(&f)
		return f
	}
	for _, tt := range []struct {
		name  string
		facts project.Facts
		want  string // day basis class of the district's contribution; "" for none
	}{
		{"verified", signed(big, nil, project.Proved), "2024-02-20 proved met"},
		{"unverified", signed(big, nil, project.Claimed), "2024-02-20 claimed met"},
		{"forced", signed(big, nil, project.Forced), "2024-02-20 forced met"},
		{"amount not known", signed(nil, nil, project.Proved), "2024-02-20 proved amount_unknown"},
		{"moved inside the city", with(func(f *project.Facts) { f.CityRelocation = true }), "2024-02-20 proved relocated"},
		{"terminated", with(func(f *project.Facts) { f.Status = project.Terminated }), ""},
		{"void", with(func(f *project.Facts) { f.Status = project.Void }), ""},
		{"paused still counts", with(func(f *project.Facts) { f.Status = project.Paused }), "2024-02-20 proved met"},
		{"in talks", with(func(f *project.Facts) { f.Entries[0].Stage = project.Talks }), ""},
		{"signed on an unknown day", with(func(f *project.Facts) { f.Entries[0].Day = "" }), " proved undated"},
		{"registered, signing may follow", with(func(f *project.Facts) { f.Entries[0].Stage = project.Landed }), ""},
		{"registered first, then signed", with(func(f *project.Facts) {
			f.Entries = append(f.Entries, project.Entry{Stage: project.Landed, Day: "2024-01-09", Basis: project.Proved})
		}), "2024-02-20 proved met"},
		{"signing skipped", with(func(f *project.Facts) {
			f.Entries = []project.Entry{{Stage: project.Landed, Day: "2024-01-09", Basis: project.Proved},
				{Stage: project.Started, Day: "2024-03-01", Basis: project.Claimed}}
		}), "2024-01-09 proved met"},
		{"neither signing nor company on the path", with(func(f *project.Facts) {
			f.Entries = []project.Entry{{Stage: project.Started, Day: "2024-03-01", Basis: project.Proved, Origin: project.Entered},
				{Stage: project.Building, Day: "2024-03-09", Basis: project.Proved, Origin: project.Entered}}
		}), "2024-03-01 proved met"},
		{"a ledger that names only the start", with(func(f *project.Facts) {
			f.Entries = []project.Entry{{Stage: project.Started, Day: "2024-03-01", Basis: project.Claimed, Origin: project.Imported}}
		}), " claimed undated"},
		{"signed at three ceremonies", with(func(f *project.Facts) {
			f.Entries = append(f.Entries, project.Entry{Stage: project.Signed, Day: "2024-01-02", Basis: project.Claimed},
				project.Entry{Stage: project.Signed, Day: "2024-02-28", Basis: project.Proved})
		}), "2024-02-20 proved met"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, n := "", int64(0)
			for k, v := range contributions(cards, city, tt.facts) {
				if k.District == "370211" && !isStage(k.Indicator) {
					got = fmt.Sprintf("%s %s %s", k.Day, k.Basis, k.Class)
					n += v.Count
				}
			}
			if got != tt.want || n > 1 {
				t.Errorf("got %q (%d), want %q", got, n, tt.want)
			}
		})
	}
}

// anyFacts draws facts near every edge that the cards test.
func anyFacts(id project.ID) *rapid.Generator[project.Facts] {
	return rapid.Custom(func(t *rapid.T) project.Facts {
		district := rapid.SampledFrom([]string{"370202", "370211", "370285"}).Draw(t, "district")
		f := project.Facts{ID: id, District: district, Region: district + rapid.SampledFrom([]string{"001", "002"}).Draw(t, "town"),
			Kind: rapid.SampledFrom(project.Kinds).Draw(t, "kind"), Status: rapid.SampledFrom(project.Statuses).Draw(t, "status"),
			CityRelocation: rapid.IntRange(0, 9).Draw(t, "relocation") == 0, Stage: project.Lead}
		f.Total, f.ContractedFDI = anyAmount(t, "total"), anyAmount(t, "fdi")
		for n := rapid.IntRange(0, 5).Draw(t, "entries"); n > 0; n-- {
			e := project.Entry{Stage: rapid.SampledFrom(project.Stages).Draw(t, "stage"),
				Day:   rapid.SampledFrom([]date.Date{"", "2024-01-31", "2024-02-01", "2024-02-29", "2024-03-01", "2024-04-10"}).Draw(t, "day"),
				Basis: rapid.SampledFrom([]project.Basis{project.Proved, project.Claimed, project.Forced}).Draw(t, "basis")}
			f.Entries = append(f.Entries, e)
			if rank(e.Stage) > rank(f.Stage) {
				f.Stage = e.Stage
			}
		}
		return f
	})
}

func anyAmount(t *rapid.T, label string) *money.Amount {
	minor := rapid.SampledFrom([]int64{-1, 9_999_999_999, 10_000_000_000, 10_000_000_001, 499_999_999_999, 500_000_000_000}).Draw(t, label)
	if minor < 0 {
		return nil
	}
	a := money.Of(minor, rapid.SampledFrom([]money.Currency{money.CNY, money.USD}).Draw(t, label+" currency"))
	return &a
}

// known is the facts of each project as known at an instant.
func known(log []project.FactsAt, at int64) map[project.ID]project.Facts {
	out := map[project.ID]project.Facts{}
	for _, h := range log {
		if h.RecordedAt <= at {
			out[h.Facts.ID] = h.Facts
		}
	}
	return out
}

// figures sums a record of contributions up to an instant: f(·, known at).
func figures(rows []contributionRow, at int64) map[key]value {
	out := map[key]value{}
	for _, r := range rows {
		if r.RecordedAt <= at {
			k := r.key()
			if out[k] = out[k].plus(value{r.Count, r.Minor}); out[k].zero() {
				delete(out, k)
			}
		}
	}
	return out
}

// TestFiguresAreAFreshCountOfWhatWasKnown is the promise of the package: at any
// known-at the recorded contributions add up to a count of the facts known then,
// and recording more changes no earlier figure.
func TestFiguresAreAFreshCountOfWhatWasKnown(t *testing.T) {
	cards := packCards(t)
	rapid.Check(t, func(t *rapid.T) {
		var log []project.FactsAt
		share := map[project.ID]share{}
		b := newBook()
		for at := int64(1); at <= int64(rapid.IntRange(1, 25).Draw(t, "steps")); at++ {
			earlier := figures(b.contributions, at-1)
			f := anyFacts(project.ID(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "project"))).Draw(t, "facts")
			next := contributions(cards, city, f)
			b.record(f.ID, at, closings{"2024-02": 7}, difference(share[f.ID], next))
			share[f.ID] = next
			log = append(log, project.FactsAt{RecordedAt: at, Facts: f})
			if again := figures(b.contributions, at-1); fmt.Sprint(again) != fmt.Sprint(earlier) {
				t.Fatalf("recording at %d changed what was known before: %v, was %v", at, again, earlier)
			}
		}
		for at := int64(0); at <= int64(len(log)); at++ {
			fresh := map[key]value{}
			for _, f := range known(log, at) {
				for k, v := range contributions(cards, city, f) {
					if fresh[k] = fresh[k].plus(v); fresh[k].zero() { // entered and left on one day
						delete(fresh, k)
					}
				}
			}
			if got := figures(b.contributions, at); fmt.Sprint(got) != fmt.Sprint(fresh) {
				t.Fatalf("known at %d: %v, fresh count %v", at, got, fresh)
			}
		}
	})
}

func TestAProjectCountsOnceForTheCityAndOnceForItsDistrict(t *testing.T) {
	cards := packCards(t)
	rapid.Check(t, func(t *rapid.T) {
		type cell struct{ indicator, district string }
		seen := map[cell]int64{}
		for k, v := range contributions(cards, city, anyFacts("p").Draw(t, "facts")) {
			if !isStage(k.Indicator) {
				seen[cell{k.Indicator, k.District}] += v.Count
			}
		}
		for c, n := range seen {
			if n != 1 {
				t.Fatalf("%v counts %d", c, n)
			}
			if seen[cell{c.indicator, city}] != 1 {
				t.Fatalf("%s counts in %s and not in the city", c.indicator, c.district)
			}
		}
		if len(seen) > 2*len(cards) {
			t.Fatalf("counts in more than one district: %v", seen)
		}
	})
}

// The moves up to a day add up to one project at the furthest stage entered by then.
func TestMovesAddUpToWhereTheProjectStood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts("p").Draw(t, "facts")
		day := date.Date("2024-01-30").Add(rapid.IntRange(0, 75).Draw(t, "day"))
		furthest := -1
		for _, e := range f.Entries {
			if e.Day <= day {
				furthest = max(furthest, rank(e.Stage))
			}
		}
		sums := map[project.Stage]value{}
		for k, v := range moves(f) {
			if k.Day <= day {
				s := project.Stage(k.Indicator[len(stagePrefix):])
				sums[s] = sums[s].plus(v)
			}
			if k.Class != Class(f.Status) || k.District != f.District {
				t.Fatalf("a move of %+v is %+v", f, k)
			}
		}
		for i, s := range project.Stages {
			want := value{}
			if i == furthest {
				want.Count = 1
				if f.Total != nil {
					want.Minor = f.Total.Minor
				}
			}
			if sums[s] != want {
				t.Fatalf("%s on %s: %+v, want %+v", s, day, sums[s], want)
			}
		}
	})
}

func TestCardsThatCannotBeCountedAreRefused(t *testing.T) {
	p, err := packs.Open(city)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		change func(*packs.Indicator)
	}{
		{"an unknown stage", func(i *packs.Indicator) { i.Stage = "signing" }},
		{"an unknown amount", func(i *packs.Indicator) { i.Amount = "investment" }},
		{"no comparator", func(i *packs.Indicator) { i.Comparator = "" }},
		{"no threshold", func(i *packs.Indicator) { i.Threshold = nil }},
		{"nothing counted", func(i *packs.Indicator) { i.CountedBases = nil }},
		{"silent conversion", func(i *packs.Indicator) { i.OtherCurrency = "convert" }},
		{"a stand-in before the stage", func(i *packs.Indicator) { i.StageIfSkipped = "talks" }},
		{"an unknown amount treated nohow", func(i *packs.Indicator) { i.AmountAbsent = "" }},
	} {
		i := p.Indicators[0]
		tt.change(&i)
		if _, err := CardOf(i); err == nil {
			t.Errorf("%s: accepted", tt.name)
		}
	}
}
