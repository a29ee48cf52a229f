package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answer is what --json prints, as a program reads it.
type answer struct {
	File string
	Rows []struct {
		Sheet        string
		Row          int
		Name         string
		Investor     string
		DistrictCode string `json:"district_code"`
		Total        *struct {
			Minor    int64
			Currency string
		} `json:"total_investment"`
		StageClaimed string `json:"stage_claimed"`
		Dates        map[string]struct{ Day, Precision string }
		Problems     []struct{ Column, Value, Code, Message string }
		State        string
	}
	Sheets  []struct{ Sheet string }
	Summary struct {
		Rows, Good, Bad int
		States          map[string]int
		Batch           string
		Result          *struct{ Created, Changed, Unchanged, Skipped int }
	}
}

func importJSON(t *testing.T, want int, args ...string) answer {
	t.Helper()
	var out, errs bytes.Buffer
	if got := run(context.Background(), append([]string{"import", "projects", "--json"}, args...), &out, &errs); got != want {
		t.Fatalf("import %v: exit %d, want %d: %s", args, got, want, errs.String())
	}
	var a answer
	if out.Len() > 0 {
		if err := json.Unmarshal(out.Bytes(), &a); err != nil {
			t.Fatalf("import %v: %v: %s", args, err, out.String())
		}
	}
	return a
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const threeRows = "项目名称,投资方,区市,总投资,阶段,签约日期\n" +
	"示例甲项目,示例甲有限公司,崂山,1.2亿元,签约,2023年3月\n" +
	"示例乙项目,示例乙有限公司,西海岸,5000万元,在谈,\n" +
	"示例丙项目,示例丙有限公司,浮山区,3亿元,签约,2023.3.5\n"

func TestImportSaysWhatItUnderstandsWithoutACity(t *testing.T) {
	a := importJSON(t, 0, write(t, "台账.csv", threeRows), "--dry-run")
	if len(a.Rows) != 3 || a.Summary.Good != 2 || a.Summary.Bad != 1 || len(a.Sheets) != 1 {
		t.Fatalf("got %+v", a)
	}
	r := a.Rows[0]
	if r.Row != 2 || r.Name != "示例甲项目" || r.DistrictCode != "370212" || r.Total.Minor != 12_000_000_000 || r.Total.Currency != "CNY" || r.StageClaimed != "signed" ||
		r.Dates["signed"].Day != "2023-03-01" || r.Dates["signed"].Precision != "month" {
		t.Errorf("got %+v", r)
	}
	if p := a.Rows[2].Problems; len(p) != 1 || p[0].Column != "区市" || p[0].Value != "浮山区" || p[0].Code != "unknown_district" || p[0].Message == "" {
		t.Errorf("got %+v", p)
	}
}

func TestImportIntoACity(t *testing.T) {
	data := filepath.Join(t.TempDir(), "city")
	var out, errs bytes.Buffer
	if got := run(context.Background(), []string{"demo", "--projects", "20", "--data", data}, &out, &errs); got != 0 {
		t.Fatalf("demo: %d %s", got, errs.String())
	}
	file := write(t, "台账.csv", threeRows)
	if a := importJSON(t, 0, file, "--dry-run", "--data", data); a.Summary.States["new"] != 2 || a.Summary.States["problem"] != 1 || a.Summary.Batch != "" {
		t.Errorf("dry run: got %+v", a.Summary)
	}
	if a := importJSON(t, 1, file, "--all", "--data", data); a.Summary.Result != nil || len(a.Rows) != 3 {
		t.Errorf("--all with a bad row: got %+v", a.Summary)
	}
	if a := importJSON(t, 0, "--data", data, file); a.Summary.Result == nil || a.Summary.Result.Created != 2 || a.Summary.Result.Skipped != 1 || a.Summary.Batch == "" {
		t.Errorf("got %+v", a.Summary)
	}
	if a := importJSON(t, 0, file, "--data", data); a.Summary.Result == nil || a.Summary.Result.Created != 0 || a.Summary.Result.Unchanged != 2 {
		t.Errorf("again: got %+v", a.Summary)
	}
	for _, wrong := range []struct {
		args []string
		exit int
	}{
		{[]string{}, 2}, {[]string{"projects"}, 2}, {[]string{"firms", file}, 2}, {[]string{"projects", file, "--no-such-flag"}, 2},
		{[]string{"projects", file + ".not", "--dry-run"}, 1}, {[]string{"projects", t.TempDir(), "--dry-run"}, 1},
		{[]string{"projects", file, "--data", filepath.Join(t.TempDir(), "nowhere")}, 1},
		{[]string{"projects", file, "--data", data, "--as", "nobody-here"}, 1},
		{[]string{"projects", write(t, "x.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "--data", data}, 1},
		{[]string{"projects", file, "--mapping", write(t, "m.json", `{"version":1,"colums":[]}`), "--dry-run"}, 1},
	} {
		errs.Reset()
		if got := run(context.Background(), append([]string{"import"}, wrong.args...), &out, &errs); got != wrong.exit || errs.Len() == 0 {
			t.Errorf("import %v: exit %d, want %d: %s", wrong.args, got, wrong.exit, errs.String())
		}
	}
}

// The public register comes in whole, quarter after quarter, by the mapping that
// the project keeps.
func TestImportTheRegister(t *testing.T) {
	register := func(quarter string) string {
		for _, dir := range []string{os.Getenv("QIPAN_SHARED"), "../../../shared", "../../../../shared"} {
			path := filepath.Join(dir, "data", "register", "repd-2021"+quarter+".csv")
			if _, err := os.Stat(path); dir != "" && err == nil {
				return path
			}
		}
		t.Skip("the shared register is not here; set QIPAN_SHARED")
		return ""
	}
	data := filepath.Join(t.TempDir(), "city")
	q1, q2 := register("q1"), register("q2")
	var out, errs bytes.Buffer
	if got := run(context.Background(), []string{"demo", "--projects", "5", "--data", data}, &out, &errs); got != 0 {
		t.Fatalf("demo: %d %s", got, errs.String())
	}
	mapping := filepath.Join("..", "..", "packs", "mappings", "repd.json")
	if a := importJSON(t, 0, q1, "--mapping", mapping, "--data", data); a.Summary.Result == nil || a.Summary.Result.Created != a.Summary.Rows || a.Summary.Result.Skipped != 0 {
		t.Fatalf("first quarter: got %+v", a.Summary)
	}
	a := importJSON(t, 0, q2, "--mapping", mapping, "--data", data)
	if r := a.Summary.Result; a.Summary.Rows != 6461 || r == nil || r.Created+r.Changed+r.Unchanged != 6461 || r.Changed == 0 || r.Unchanged < 6000 {
		t.Errorf("second quarter: got %+v %+v", a.Summary, a.Summary.Result)
	}
	if got := run(context.Background(), []string{"rollup", "check", "--data", data}, &out, &errs); got != 0 || !strings.Contains(out.String(), "一致") {
		t.Errorf("figures: %d %s", got, out.String())
	}
}
