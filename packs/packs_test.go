package packs

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func open(t *testing.T) *Pack {
	t.Helper()
	p, err := Open("370200")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestListNamesEveryPack(t *testing.T) {
	all, err := List()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(all, Summary{"370200", "青岛市"}) {
		t.Errorf("list has no 青岛市: %v", all)
	}
	for _, s := range all {
		if _, err := Open(s.Code); err != nil {
			t.Errorf("open %s: %v", s.Code, err)
		}
	}
	if _, err := Open("000000"); err == nil {
		t.Error("an unknown city opens")
	}
}

func TestRegionsAreATree(t *testing.T) {
	p := open(t)
	kind := map[string]string{}
	count := map[string]int{}
	for _, r := range p.Regions {
		if _, twice := kind[r.Code]; twice {
			t.Errorf("region %s twice", r.Code)
		}
		if _, ok := kind[r.ParentCode]; !ok && r.Kind != "city" {
			t.Errorf("region %s comes before its parent %q", r.Code, r.ParentCode)
		}
		if r.DisplayName == "" || r.Source == "" {
			t.Errorf("region %s has no display name or source", r.Code)
		}
		kind[r.Code] = r.Kind
		count[r.Kind]++
	}
	want := map[string]int{"city": 1, "district": 10, "town": 141, "park": 4, "zone": 7}
	for k, n := range want {
		if count[k] != n {
			t.Errorf("%d regions of kind %s, want %d", count[k], k, n)
		}
	}
}

func TestNicknamesNameOneRegion(t *testing.T) {
	seen := map[string]string{}
	for _, r := range open(t).Regions {
		if r.Kind == "town" {
			continue // town names may repeat a district's; they are resolved inside it
		}
		for _, n := range append([]string{r.Name, r.DisplayName}, r.Nicknames...) {
			if other := seen[n]; other != "" && other != r.Code {
				t.Errorf("%q names %s and %s", n, other, r.Code)
			}
			seen[n] = r.Code
		}
	}
	for nick, code := range map[string]string{"西海岸新区": "370211", "即墨市": "370215", "胶南市": "370211"} {
		if seen[nick] != code {
			t.Errorf("%s is %q, want %s", nick, seen[nick], code)
		}
	}
}

func TestOrganisationsBelongToRegions(t *testing.T) {
	p := open(t)
	regions, orgs, chains := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range p.Regions {
		regions[r.Code] = true
	}
	for _, c := range p.Chains {
		chains[c.Code] = true
	}
	kinds := map[string]int{}
	for _, o := range p.Organisations {
		if orgs[o.Code] {
			t.Errorf("organisation %s twice", o.Code)
		}
		if o.ParentCode != "" && !orgs[o.ParentCode] {
			t.Errorf("organisation %s comes before its parent %s", o.Code, o.ParentCode)
		}
		if !regions[o.RegionCode] {
			t.Errorf("organisation %s is in no region (%s)", o.Code, o.RegionCode)
		}
		if (o.Kind == "chain") != chains[o.ChainCode] {
			t.Errorf("organisation %s: chain %q", o.Code, o.ChainCode)
		}
		orgs[o.Code] = true
		kinds[o.Kind]++
	}
	for kind, n := range map[string]int{"taskforce": 1, "chain": 24, "stationed": 3, "bureau": 20, "town": 141} {
		if kinds[kind] != n {
			t.Errorf("%d organisations of kind %s, want %d", kinds[kind], kind, n)
		}
	}
}

func TestCalendarDaysAreOfTheirYear(t *testing.T) {
	for _, y := range open(t).Calendar {
		for i, d := range slices.Concat(y.Holidays, y.Working) {
			day, err := time.Parse(time.DateOnly, d.Day)
			if err != nil {
				t.Fatalf("%d: %v", y.Year, err)
			}
			if day.Year() != y.Year && d.Day != "2022-12-31" {
				t.Errorf("%s stands in %d", d.Day, y.Year)
			}
			weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
			if working := i >= len(y.Holidays); working && !weekend {
				t.Errorf("%s is a make-up day and no weekend", d.Day)
			}
		}
		if !strings.HasPrefix(y.Source, "http") {
			t.Errorf("%d has no source", y.Year)
		}
	}
}

func TestIndustriesAreWhole(t *testing.T) {
	count := map[int]int{}
	seen := map[string]bool{}
	for _, c := range open(t).Industries {
		if seen[c.Code] {
			t.Errorf("class %s twice", c.Code)
		}
		seen[c.Code] = true
		count[c.Level]++
		switch parent := c.Code[:max(len(c.Code)-1, 1)]; {
		case c.Level == 2 && !seen[c.Section], c.Level > 2 && !seen[parent]:
			t.Errorf("class %s has no parent", c.Code)
		}
	}
	// The pack's findings say what is and is not known about the 1,381.
	for level, n := range map[int]int{1: 20, 2: 97, 3: 473, 4: 1381} {
		if count[level] != n {
			t.Errorf("%d classes of level %d, want %d", count[level], level, n)
		}
	}
}

func TestTargetsReadTheirCards(t *testing.T) {
	p := open(t)
	cards := map[string]Indicator{}
	for _, i := range p.Indicators {
		cards[i.Code] = i
		if (i.Pending == "") != (i.Stage != "" && i.Threshold != nil && len(i.CountedBases) > 0) {
			t.Errorf("card %s is neither pending nor complete", i.Code)
		}
	}
	if len(p.Targets) != 7 {
		t.Errorf("%d targets, want the seven published", len(p.Targets))
	}
	for _, g := range p.Targets {
		if _, ok := cards[g.Indicator]; !ok {
			t.Errorf("target %s has no card %q", g.ID, g.Indicator)
		}
		if g.Quote == "" || g.PeriodBasis == "" {
			t.Errorf("target %s has no quote or period basis", g.ID)
		}
	}
}
