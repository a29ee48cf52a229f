package understand_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qipan/internal/importer/understand"
	"qipan/internal/platform/money"
	"qipan/internal/platform/sheet"
	"qipan/packs"
)

// shared is a file of the shared test data, or skips the test.
func shared(t *testing.T, name string) string {
	t.Helper()
	dirs := []string{os.Getenv("QIPAN_SHARED")}
	for dir, i := "..", 0; i < 6; dir, i = filepath.Join("..", dir), i+1 {
		dirs = append(dirs, filepath.Join(dir, "shared"))
	}
	for _, d := range dirs {
		p := filepath.Join(d, "data", name)
		if _, err := os.Stat(p); d != "" && err == nil {
			return p
		}
	}
	t.Skipf("shared data %s is not here; set QIPAN_SHARED", name)
	return ""
}

// qingdao is the city's words and places.
func qingdao(t testing.TB) understand.Options {
	t.Helper()
	pack, err := packs.Open("370200")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := pack.File("ledger.json")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := understand.ParseRules(doc)
	if err != nil {
		t.Fatal(err)
	}
	var list []understand.Place
	for _, r := range pack.Regions {
		district := r.Code
		if len(district) > 6 {
			district = district[:6]
		}
		list = append(list, understand.Place{Code: r.Code, District: district, Names: append(slices.Clone(r.Nicknames), r.Name, r.DisplayName)})
	}
	return understand.Options{Rules: rules, Places: understand.NewPlaces(rules, list, "370200")}
}

func read(t testing.TB, path string, o understand.Options) ([]*understand.Row, understand.Summary) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, _ := f.Stat()
	b, err := sheet.Open(f, st.Size(), path, o.Mapping.Options())
	if err != nil {
		t.Fatal(err)
	}
	var rows []*understand.Row
	sum, err := understand.Read(b, o, func(r *understand.Row) error { rows = append(rows, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return rows, sum
}

// truth is what a careful reader takes from a row of the shared ledgers.
type truth struct {
	Sheet, Name, Investor             string
	Row                               int
	District                          *string `json:"district_code"`
	Total                             *int64  `json:"total_cny_fen"`
	Fixed                             *int64  `json:"fixed_cny_fen"`
	FDI                               *int64  `json:"fdi_usd_cent"`
	Stage                             string
	Problems                          []string
	Talks, Signed, Started, Producing *string
}

func TestSharedLedgersAreReadAsACarefulReaderDoes(t *testing.T) {
	for _, name := range []string{"a.xlsx", "c.csv"} {
		t.Run(name, func(t *testing.T) {
			path := shared(t, "ledgers/"+name)
			raw, err := os.ReadFile(strings.TrimSuffix(path, filepath.Ext(path)) + ".truth.json")
			if err != nil {
				t.Fatal(err)
			}
			var want []truth
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			rows, _ := read(t, path, qingdao(t))
			if len(rows) != len(want) {
				t.Errorf("%d rows, want %d", len(rows), len(want))
			}
			for i := range min(len(rows), len(want)) {
				compare(t, rows[i], want[i])
			}
		})
	}
}

func compare(t *testing.T, got *understand.Row, want truth) {
	t.Helper()
	check := func(what string, g, w any) {
		if g != w {
			t.Errorf("row %d %s: got %v, want %v", want.Row, what, g, w)
		}
	}
	check("sheet", got.Sheet, want.Sheet)
	check("row", got.Row, want.Row)
	check("name", got.Name, want.Name)
	check("investor", got.Investor, want.Investor)
	check("district", got.DistrictCode, deref(want.District))
	check("stage", got.Stage, want.Stage)
	sum := func(what string, g *money.Amount, w *int64, c money.Currency) {
		switch {
		case g == nil || w == nil:
			check(what+" known", g != nil, w != nil)
		default:
			check(what, *g, money.Of(*w, c))
		}
	}
	sum("total", got.Total, want.Total, money.CNY)
	sum("fixed", got.Fixed, want.Fixed, money.CNY)
	sum("fdi", got.FDI, want.FDI, money.USD)
	for stage, w := range map[string]*string{"talks": want.Talks, "signed": want.Signed, "started": want.Started, "producing": want.Producing} {
		d := got.Dates[stage]
		text := string(d.Day)
		if d.Precision == "month" {
			text = text[:7]
		}
		check(stage, text, deref(w))
	}
	var codes []string
	for _, p := range got.Problems {
		codes = append(codes, p.Code)
	}
	slices.Sort(codes)
	slices.Sort(want.Problems)
	check("problems", strings.Join(codes, ","), strings.Join(want.Problems, ","))
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
