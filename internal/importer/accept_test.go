package importer_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qipan/internal/app/apptest"
)

// A15: a 3,000-row ledger with bad rows, from the first reading to the undoing.
func TestA15ALedgerOf3000RowsWithBadOnes(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "taskforce")
		week1 := newLedger(3000)
		week1.set(5, "区市", "济南市")
		week1.set(100, "签约日期", "2023.13.45")
		week1.set(1000, "项目名称", "")
		week1.set(2000, "总投资（亿元）", "面议")
		week1.lines = append(week1.lines, slices.Clone(week1.lines[10]))
		first := c.upload("第一周.csv", week1.csv())
		t.Run("every bad cell is named by row, column, value and reason", func(t *testing.T) { badCells(t, c, first) })
		t.Run("the remarks come back in the same sheet", func(t *testing.T) { remarks(t, c, first) })
		t.Run("all or nothing takes nothing", func(t *testing.T) {
			p := c.Do("POST", "/imports/"+first.ID+"/confirm", map[string]any{"mode": "all"}, apptest.Match(first.Version)...).Want(409).Problem()
			if p.Code != "import.has_problems" || c.projects("") != 0 {
				t.Errorf("got %s, %d projects", p.Code, c.projects(""))
			}
		})
		if r := c.correct(first.ID, c.line(first.ID, 5), map[string]string{"district": "崂山区"}); r.State != "new" || r.DistrictCode != "370212" || len(r.Problems) > 0 {
			t.Errorf("a corrected district: got %+v", r)
		}
		first = c.confirm(c.batch(first.ID), "good")
		if first.State != "done" || first.Result.Created != 2998 || first.Result.Skipped != 3 || c.projects("") != 2998 {
			t.Fatalf("the good rows: got %+v %+v, %d projects", first, first.Result, c.projects(""))
		}
		recounted(t, s)
		t.Run("the same file again changes nothing", func(t *testing.T) {
			again := c.upload("第一周.csv", week1.csv())
			if again.Counts["unchanged"] != 2997 || again.SameAs != first.ID || again.Counts["new"] != 0 || again.Counts["changed"] != 0 {
				t.Fatalf("got %+v", again)
			}
			again = c.confirm(again, "good")
			if again.Result.Created+again.Result.Changed != 0 || c.projects("") != 2998 {
				t.Errorf("got %+v, %d projects", again.Result, c.projects(""))
			}
		})
		nextWeek(t, c, s, first, week1)
	})
}

func badCells(t *testing.T, c importing, b batch) {
	if b.State != "checked" || b.Counts["problem"] != 3 || b.Counts["duplicate"] != 1 || b.Counts["new"] != 2997 {
		t.Fatalf("got %+v", b)
	}
	want := map[int][3]string{5: {"区市", "济南市", "unknown_district"}, 100: {"签约日期", "2023.13.45", "bad_date"}, 1000: {"项目名称", "", "missing_name"}}
	for _, r := range c.rows(b.ID, "state=problem") {
		w, ok := want[r.Row]
		if !ok || len(r.Problems) != 1 || r.Problems[0].Column != w[0] || r.Problems[0].Value != w[1] || r.Problems[0].Code != w[2] || r.Problems[0].Message == "" {
			t.Errorf("line %d: got %+v, want %v", r.Row, r.Problems, w)
		}
		delete(want, r.Row)
	}
	if len(want) > 0 {
		t.Errorf("not named: %v", want)
	}
	if r := c.rows(b.ID, "state=duplicate"); len(r) != 1 || r[0].Row != 3002 || !slices.Contains(r[0].codes(), "duplicate_in_file") {
		t.Errorf("the second of two equal rows: got %+v", r)
	}
	if r := c.line(b.ID, 2000); r.State != "new" || !slices.Contains(r.codes(), "amount_unknown") {
		t.Errorf("an unknown amount lets its row in as 待核: got %+v", r)
	}
	if r := c.rows(b.ID, "code=bad_date"); len(r) != 1 || r[0].Row != 100 {
		t.Errorf("rows with bad_date: got %+v", r)
	}
}

func remarks(t *testing.T, c importing, b batch) {
	f, err := excelize.OpenReader(bytes.NewReader(c.Do("GET", "/imports/"+b.ID+"/remarks", nil).Want(200).Raw))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetList()[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3002 || rows[0][len(titles)] != "核对意见" || rows[4][0] != "示例智能制造项目0004" || !strings.Contains(rows[4][len(titles)], "济南市") {
		t.Errorf("got %d rows, titles %q, line 5 %q", len(rows), rows[0], rows[4])
	}
}

// nextWeek goes on with A15: another ledger, matched by key, and the way back.
func nextWeek(t *testing.T, c importing, s *apptest.Site, first batch, week1 *ledger) {
	edited := c.line(first.ID, 20).ProjectID // somebody works on line 20's project meanwhile
	c.Patch(edited, map[string]any{"total_investment": apptest.CNY(77_700_000_000)})
	week1.set(5, "区市", "崂山")
	week1.set(10, "总投资（亿元）", "88.8")
	week1.set(20, "总投资（亿元）", "99.9")
	week1.set(29, "阶段", "已签约")
	week1.set(29, "签约日期", "2024.3.1")
	week1.set(40, "备注", "土地已摘牌")
	week1.lines = append(week1.lines, []string{"示例新来的项目", "示例新来有限公司", "城阳", "2", "1", "在谈", "", "", ""})
	second := c.upload("第二周.csv", week1.csv())
	if second.Counts["changed"] != 4 || second.Counts["new"] != 1 || second.Counts["unchanged"] != 2994 {
		t.Fatalf("next week's counts: got %+v", second)
	}
	if r := c.line(second.ID, 10); len(r.Changes) != 1 || r.Changes[0].Label != "总投资" || r.Changes[0].After != "8880000000.00 CNY" {
		t.Errorf("a changed amount: got %+v", r.Changes)
	}
	if r := c.line(second.ID, 20); len(r.Changes) != 0 || !slices.Equal(r.codes(), []string{"kept_edited"}) {
		t.Errorf("a cell somebody edited: got %+v %+v", r.Changes, r.Problems)
	}
	if r := c.line(second.ID, 29); len(r.Changes) != 2 || r.Changes[0].Before != "在谈" || r.Changes[0].After != "签约" || r.Changes[1].Field != "stage.signed" {
		t.Errorf("a new stage: got %+v", r.Changes)
	}
	second = c.confirm(second, "good")
	if second.State != "done" || second.Result.Created != 1 || second.Result.Changed != 4 {
		t.Fatalf("next week: got %+v %+v", second, second.Result)
	}
	recounted(t, s)
	ten := c.line(second.ID, 10).ProjectID
	if p := c.Get(c.line(second.ID, 29).ProjectID); p.Stage != "signed" || p.StageDay != "2024-03-01" || p.StageBasis != "claimed" {
		t.Errorf("line 29's project: got %+v", p)
	}
	var total struct {
		T struct{ Minor int64 } `json:"total_investment"`
	}
	c.Do("GET", "/projects/"+edited, nil).Want(200).JSON(&total)
	if total.T.Minor != 77_700_000_000 {
		t.Errorf("the edited amount is now %d", total.T.Minor)
	}
	c.Patch(ten, map[string]any{"fields": map[string]any{"note": "示例批注"}})
	second = c.undo(second)
	if second.State != "undone" || second.Result.Undone != 4 || second.Result.KeptCount != 1 || second.Result.Kept[0].ProjectID != ten || second.Result.Kept[0].Row != 10 {
		t.Fatalf("undoing next week: got %+v %+v", second, second.Result)
	}
	if kept := c.rows(second.ID, "state=kept"); len(kept) != 1 || kept[0].Row != 10 || kept[0].Kept == "" {
		t.Errorf("rows kept: got %+v", kept)
	}
	recounted(t, s)
	first = c.undo(c.batch(first.ID))
	if first.State != "undone" || first.Result.Undone != 2996 || first.Result.KeptCount != 2 || c.projects("") != 2 {
		t.Fatalf("undoing the first: got %+v, %d projects left", first.Result, c.projects(""))
	}
	recounted(t, s)
	if p := c.Do("POST", "/imports/"+first.ID+"/undo", map[string]any{}, apptest.Match(first.Version)...).Want(409).Problem(); p.Code != "import.state" {
		t.Errorf("undoing twice: got %s", p.Code)
	}
}

// A23: started projects without files come in as claims, in a column of their own,
// and the next move of each meets the full gate.
func TestA23StartedProjectsWithoutFilesAreClaims(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "laoshan")
		l := &ledger{}
		for i, stage := range []string{"开工", "在建", "投产"} {
			l.lines = append(l.lines, []string{"示例续建项目" + strconv.Itoa(i), "示例续建有限公司", "崂山区", "12", "6", stage, "2023.5.6", "2024.2.20", ""})
		}
		l.lines = append(l.lines, []string{"示例无日期项目", "示例续建有限公司", "崂山区", "12", "6", "开工", "", "", ""})
		b := c.confirm(c.upload("在建.csv", l.csv()), "all")
		if b.State != "done" || b.Result.Created != 4 {
			t.Fatalf("got %+v %+v", b, b.Result)
		}
		recounted(t, s)
		for i, want := range []struct{ stage, day string }{{"started", "2024-02-20"}, {"building", ""}, {"producing", ""}, {"started", ""}} {
			p := c.Get(c.line(b.ID, i+2).ProjectID)
			if p.Stage != want.stage || p.StageDay != want.day || p.StageBasis != "claimed" || p.MissingEvidence == 0 {
				t.Errorf("line %d: got %+v", i+2, p)
			}
			for _, e := range p.Entries {
				if e.Basis != "claimed" || e.Origin != "imported" {
					t.Errorf("line %d: entry %+v", i+2, e)
				}
			}
		}
		cockpitShowsClaims(t, c)
		p := c.Get(c.line(b.ID, 2).ProjectID)
		got := c.Move(p.ID, "building", "2024-03-10").Want(409).Problem()
		for _, want := range []string{"evidence:contract", "evidence:business_licence", "evidence:construction_permit", "/fields/progress_plan", "/fields/signatory", "milestones"} {
			if !slices.Contains(got.Pointers(), want) {
				t.Errorf("the next move does not ask for %s: %v", want, got.Pointers())
			}
		}
		if c.projects("basis=claimed&stage=started") != 2 {
			t.Errorf("claimed and started: %d", c.projects("basis=claimed&stage=started"))
		}
	})
}

// cockpitShowsClaims: what the ledger says stands beside the figure, not in it.
func cockpitShowsClaims(t *testing.T, c importing) {
	t.Helper()
	var cockpit struct {
		Districts []struct {
			RegionCode    string `json:"region_code"`
			Done, Claimed *int64
		}
		Funnel []struct {
			Stage          string
			Count, Claimed int64
		}
	}
	c.Do("GET", "/cockpit?indicator=projects_ge_100m_cny&period=2023&day=2024-03-15", nil).Want(200).JSON(&cockpit)
	for _, d := range cockpit.Districts {
		if d.RegionCode == "370212" && (d.Done == nil || *d.Done != 0 || d.Claimed == nil || *d.Claimed != 3) {
			t.Errorf("崂山 in 2023: done %v, claimed %v, want 0 and 3", d.Done, d.Claimed)
		}
	}
	for _, f := range cockpit.Funnel {
		if f.Stage == "started" && (f.Count != 2 || f.Claimed != 2) {
			t.Errorf("started: %d, of them claimed %d, want 2 and 2", f.Count, f.Claimed)
		}
	}
	if len(cockpit.Districts) != 10 || len(cockpit.Funnel) == 0 {
		t.Errorf("got %d districts, %d steps", len(cockpit.Districts), len(cockpit.Funnel))
	}
}
