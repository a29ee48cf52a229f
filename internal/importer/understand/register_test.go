package understand_test

import (
	"encoding/csv"
	"io"
	"os"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"qipan/internal/importer/understand"
	"qipan/packs/mappings"
)

func mapping(t testing.TB, name string) *understand.Mapping {
	t.Helper()
	doc, err := mappings.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := understand.ParseMapping(doc)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestTheRegisterComesInWhole reads a public register by its mapping and compares
// every stage day with the file, read here by other means.
func TestTheRegisterComesInWhole(t *testing.T) {
	for _, name := range []string{"repd-2021q1.csv", "repd-2021q2.csv"} {
		t.Run(name, func(t *testing.T) {
			path := shared(t, "register/"+name)
			o := qingdao(t)
			o.Mapping = mapping(t, "repd.json")
			rows, sum := read(t, path, o)
			want := registerRows(t, path)
			if len(rows) != len(want) || sum.Bad != 0 {
				t.Fatalf("%d rows of %d, %d bad: %v", len(rows), len(want), sum.Bad, sum.Problems)
			}
			statuses := map[string]int{}
			for i, r := range rows {
				w := want[i]
				statuses[r.Status]++
				if r.Code != w["Ref ID"] || r.DistrictCode != "370200" || r.Total != nil {
					t.Fatalf("row %d is %+v", r.Row, r)
				}
				for stage, columns := range map[string][]string{
					"talks": {"Planning Application Submitted"}, "started": {"Under Construction"}, "operating": {"Operational"},
					"signed": {"Planning Permission Granted", "Appeal Granted", "Secretary of State - Granted"},
				} {
					if got := string(r.Dates[stage].Day); got != firstDay(w, columns) {
						t.Errorf("%s %s: got %q, want %q", r.Code, stage, got, firstDay(w, columns))
					}
				}
				if w["Development Status"] == "Operational" && (r.Stage != "operating" || r.Status != "") {
					t.Errorf("%s is %s %s", r.Code, r.Stage, r.Status)
				}
				if r.Status != "" && r.StatusDay == nil {
					t.Errorf("%s is %s on no day", r.Code, r.Status)
				}
			}
			if name == "repd-2021q2.csv" && (statuses["lost"] != 672+556+358+47+7+21+105+3 || statuses["terminated"] != 393 || statuses["exited"] != 31) {
				t.Errorf("statuses: %v", statuses)
			}
		})
	}
}

func registerRows(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(charmap.ISO8859_1.NewDecoder().Reader(f))
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for {
		rec, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		for i, h := range head {
			m[h] = rec[i]
		}
		out = append(out, m)
	}
}

// firstDay is the earliest dd/mm/yyyy of some columns as yyyy-mm-dd.
func firstDay(row map[string]string, columns []string) string {
	best := ""
	for _, c := range columns {
		if v := row[c]; len(v) == 10 {
			if d := v[6:] + "-" + v[3:5] + "-" + v[:2]; best == "" || d < best {
				best = d
			}
		}
	}
	return best
}
