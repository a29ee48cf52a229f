package importer_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"qipan/internal/app/apptest"
	"qipan/internal/identity"
	"qipan/internal/importer"
)

// What is no table is refused with how to help oneself, and nothing is kept.
func TestFilesThatAreNoLedgerAreRefused(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "laoshan")
		ole := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 2048)...)
		for _, tt := range []struct {
			name    string
			content []byte
			status  int
			code    string
		}{
			{"旧.xls", ole, 415, "sheet.xls"},
			{"网页.xls", []byte("<html><table><tr><td>项目名称</td></tr></table></html>"), 415, "sheet.html"},
			{"图.xlsx", []byte("\x89PNG\r\n\x1a\n0000"), 415, "sheet.not_a_table"},
			{"半截.xlsx", []byte("PK\x03\x04 and then nothing"), 422, "sheet.damaged"},
			{"空.csv", nil, 422, "sheet.empty"},
		} {
			p := c.Upload("/imports", tt.name, tt.content, nil).Want(tt.status).Problem()
			if p.Code != tt.code || p.Detail == "" {
				t.Errorf("%s: got %s %q", tt.name, p.Code, p.Detail)
			}
		}
		var list struct{ Items []batch }
		if c.Do("GET", "/imports", nil).Want(200).JSON(&list); len(list.Items) != 0 {
			t.Errorf("kept: %+v", list.Items)
		}
		c.Do("POST", "/imports", map[string]any{"file": "x"}).Want(422)
		s.Anonymous().Upload("/imports", "x.csv", []byte("a"), nil).Want(401)
		s.As("leader").Upload("/imports", "x.csv", newLedger(1).csv(), nil).Want(403)
	})
}

// A file in which no ledger is found can be read after all by saying what is what,
// and next week it is read so by itself.
func TestAMappingIsRememberedForItsLayout(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "laoshan")
		strange := func(total string) []byte {
			return []byte("甲,乙,丙\n青松," + "海风," + total + "\n翠竹,山月,20000\n")
		}
		b := c.upload("奇怪.csv", strange("10000"))
		if b.State != "refused" || !strings.Contains(b.Error, "表头") {
			t.Fatalf("got %+v", b)
		}
		columns := []map[string]any{}
		for i, f := range []string{"name", "investor", "total"} {
			columns = append(columns, map[string]any{"index": i, "field": f, "unit": map[bool]string{true: "wan_yuan"}[f == "total"]})
		}
		mapping := map[string]any{"sheets": []any{map[string]any{"name": "", "used": true, "header_first": 1, "header_last": 1, "columns": columns,
			"defaults": map[string]string{"district": "370212", "stage": "talks"}}}}
		c.Do("PUT", "/imports/"+b.ID+"/mapping", mapping, apptest.Match(b.Version+7)...).Want(412)
		c.Do("PUT", "/imports/"+b.ID+"/mapping", mapping).Want(428)
		twice := map[string]any{"sheets": []any{map[string]any{"name": "", "used": true, "header_first": 1, "header_last": 1,
			"columns": []any{map[string]any{"index": 0, "field": "name"}, map[string]any{"index": 1, "field": "name"}}}}}
		c.Do("PUT", "/imports/"+b.ID+"/mapping", twice, apptest.Match(b.Version)...).Want(422)
		c.Do("PUT", "/imports/"+b.ID+"/mapping", mapping, apptest.Match(b.Version)...).Want(202)
		if b = c.wait(b.ID); b.State != "checked" || b.Counts["new"] != 2 {
			t.Fatalf("mapped by hand: got %+v", b)
		}
		b = c.confirm(b, "all")
		next := c.upload("奇怪2.csv", strange("30000"))
		if next.State != "checked" || !next.Sheets[0].Remembered || next.Counts["changed"] != 1 || next.Counts["unchanged"] != 1 {
			t.Fatalf("next week: got %+v", next)
		}
		if r := c.line(next.ID, 2); len(r.Changes) != 1 || r.Changes[0].After != "300000000.00 CNY" {
			t.Errorf("got %+v", r.Changes)
		}
		other := as(t, s, "huangdao").upload("奇怪.csv", strange("10000"))
		if other.State != "refused" {
			t.Errorf("another organisation reads it as %s", other.State)
		}
	})
}

// Two tabs, two people, two clicks: what was confirmed once is not taken over twice,
// and nobody confirms what he has not seen.
func TestTwoConfirmations(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c, mate := as(t, s, "laoshan"), as(t, s, "laoshan2")
		l := newLedger(30)
		for i := range l.lines {
			l.lines[i][2] = "崂山"
		}
		first, same := c.upload("台账.csv", l.csv()), mate.upload("台账.csv", l.csv())
		l.set(3, "总投资（亿元）", "55")
		differs := c.upload("台账改.csv", l.csv())
		var wg sync.WaitGroup
		statuses := make([]int, 6)
		for i := range statuses {
			wg.Add(1)
			go func() {
				defer wg.Done()
				statuses[i] = c.Do("POST", "/imports/"+first.ID+"/confirm", map[string]any{"mode": "all"}, apptest.Match(first.Version)...).Status
			}()
		}
		wg.Wait()
		if slices.Sort(statuses); !slices.Equal(statuses, []int{202, 412, 412, 412, 412, 412}) {
			t.Errorf("six clicks: got %v", statuses)
		}
		if first = c.wait(first.ID); first.Result.Created != 30 {
			t.Fatalf("got %+v", first)
		}
		if same = mate.confirm(same, "all"); same.State != "done" || same.Result.Created != 0 || same.Result.Unchanged != 30 {
			t.Errorf("the same file from another tab: got %+v %+v", same, same.Result)
		}
		differs = c.confirm(differs, "all")
		if differs.State != "checked" || !strings.Contains(differs.Error, "重新核对") || differs.Counts["changed"] != 1 || differs.Counts["unchanged"] != 29 {
			t.Fatalf("what nobody has seen: got %+v", differs)
		}
		if differs = c.confirm(differs, "all"); differs.State != "done" || differs.Result.Changed != 1 || c.projects("") != 30 {
			t.Errorf("after another look: got %+v %+v", differs, differs.Result)
		}
		recounted(t, s)
	})
}

// The queue may run work twice after a crash; a second run finds the first's.
func TestWorkRunsTwice(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		ctx := context.Background()
		c, imports := as(t, s, "taskforce"), s.City.Imports
		who, err := s.City.Users.Operator(ctx, "taskforce", identity.ImportLedgers)
		if err != nil {
			t.Fatal(err)
		}
		again := func(kind, id string, run int64) {
			t.Helper()
			if err := imports.Again(ctx, who, kind, id, run); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
		}
		b := c.upload("台账.csv", newLedger(2500).csv())
		again("read", b.ID, 1) // done already
		if err := imports.Hang(ctx, b.ID, importer.Reading); err != nil {
			t.Fatal(err)
		}
		again("read", b.ID, 1) // died after all rows were stored
		if n, err := imports.RowCount(ctx, b.ID); err != nil || n != 2500 {
			t.Errorf("rows after a second reading: %d, %v", n, err)
		}
		if b = c.batch(b.ID); b.State != "checked" || b.Counts["new"] != 2500 {
			t.Fatalf("got %+v", b)
		}
		b = c.confirm(b, "all")
		again("confirm", b.ID, 1)
		if b = c.batch(b.ID); b.State != "done" || b.Result.Created != 2500 || c.projects("") != 2500 {
			t.Errorf("confirmed twice: %+v %+v, %d projects", b, b.Result, c.projects(""))
		}
		b = c.undo(b)
		again("undo", b.ID, 1)
		if b = c.batch(b.ID); b.State != "undone" || b.Result.Undone != 2500 || c.projects("") != 0 {
			t.Errorf("undone twice: %+v %+v, %d projects", b, b.Result, c.projects(""))
		}
		recounted(t, s)
	})
}

// Cancelled in the middle: all or nothing, and it can be done again.
func TestCancelling(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		ctx, c := context.Background(), as(t, s, "taskforce")
		who, err := s.City.Users.Operator(ctx, "taskforce", identity.ImportLedgers)
		if err != nil {
			t.Fatal(err)
		}
		b := c.upload("台账.csv", newLedger(4000).csv())
		if err := s.City.Imports.Hang(ctx, b.ID, importer.Confirming); err != nil {
			t.Fatal(err)
		}
		half, stop := context.WithCancel(ctx)
		if err := s.City.Imports.AgainUntil(half, who, b.ID, 2000, stop); err == nil {
			t.Fatal("a cancelled confirmation ended well")
		}
		if b = c.batch(b.ID); b.State != "checked" || c.projects("") != 0 {
			t.Fatalf("after cancelling in the middle: %+v, %d projects", b, c.projects(""))
		}
		recounted(t, s)
		// And by the job tray, wherever it happens to be: all or nothing again.
		var started struct {
			JobID string `json:"job_id"`
		}
		c.Do("POST", "/imports/"+b.ID+"/confirm", map[string]any{"mode": "all"}, apptest.Match(b.Version)...).Want(202).JSON(&started)
		c.Do("POST", "/jobs/"+started.JobID+"/cancel", nil)
		b = c.wait(b.ID)
		if n := c.projects(""); !(b.State == "checked" && n == 0 || b.State == "done" && n == 4000) {
			t.Fatalf("cancelled by the tray: %+v, %d projects", b, n)
		}
		if b.State == "checked" {
			b = c.confirm(b, "all")
		}
		if b.State != "done" || c.projects("") != 4000 {
			t.Errorf("once more: %+v, %d projects", b, c.projects(""))
		}
		recounted(t, s)
	})
}

// A batch belongs to its organisation, and duplicates are looked for only among
// what the importer sees.
func TestAnImportSeesItsOwnScopeOnly(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		here, there := as(t, s, "laoshan"), as(t, s, "huangdao")
		line := func(district string) []string {
			return []string{"示例同一项目", "示例同一有限公司", district, "3", "2", "在谈", "", "", ""}
		}
		there.confirm(there.upload("西海岸.csv", (&ledger{[][]string{line("西海岸")}}).csv()), "all")
		mine := &ledger{[][]string{line("崂山"), line("西海岸")}}
		mine.lines[1][0] = "示例别区项目"
		b := here.upload("崂山.csv", mine.csv())
		if b.Counts["new"] != 1 || b.Counts["problem"] != 1 {
			t.Fatalf("got %+v", b)
		}
		if r := here.line(b.ID, 3); !slices.Equal(r.codes(), []string{"region.outside"}) {
			t.Errorf("another district's row: got %+v", r)
		}
		if r := here.line(b.ID, 2); r.State != "new" || r.Similar != nil || len(r.Problems) != 0 {
			t.Errorf("a row that another district has too: got %+v", r)
		}
		for _, path := range []string{"", "/rows", "/remarks"} {
			there.Do("GET", "/imports/"+b.ID+path, nil).Want(404)
		}
		there.Do("POST", "/imports/"+b.ID+"/confirm", map[string]any{"mode": "good"}, apptest.Match(b.Version)...).Want(404)
		there.Do("PATCH", "/imports/"+b.ID+"/rows/1", map[string]any{"values": map[string]string{"name": "x"}}, apptest.Match(1)...).Want(404)
		as(t, s, "taskforce").Do("GET", "/imports/"+b.ID, nil).Want(404)
		s.As("auditor").Do("GET", "/imports/"+b.ID, nil).Want(403)
	})
}

// A row that looks like a project somebody opened by hand waits for a decision.
func TestALikelyDuplicateIsDecided(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "laoshan")
		p := c.Open("虚拟现实整机", map[string]any{"investor_name": "示例整机有限公司"})
		l := &ledger{[][]string{{"虚拟现实 整机", "示例整机（有限）公司", "崂山", "3", "2", "开工", "2023.4.1", "2024.1.2", ""}}}
		l.lines[0][1] = "示例整机有限公司"
		b := c.upload("台账.csv", l.csv())
		r := c.line(b.ID, 2)
		if r.State != "duplicate" || r.Similar == nil || r.Similar.ProjectID != p.ID || r.Similar.Code != p.Code {
			t.Fatalf("got %+v", r)
		}
		decide := func(d string) row {
			t.Helper()
			var out row
			c.Do("PATCH", "/imports/"+b.ID+"/rows/1", map[string]any{"decision": d}, apptest.Match(c.line(b.ID, 2).Version)...).Want(200).JSON(&out)
			return out
		}
		for d, want := range map[string]string{"skip": "skipped", "new": "new", "": "duplicate", "same": "changed"} {
			if r := decide(d); r.State != want {
				t.Errorf("%q: got %s, want %s", d, r.State, want)
			}
		}
		r = decide("same")
		if len(r.Changes) == 0 || r.ProjectID != p.ID {
			t.Errorf("the same project: got %+v", r)
		}
		b = c.confirm(c.batch(b.ID), "all")
		now := c.Get(p.ID)
		if b.Result.Changed != 1 || now.Stage != "started" || now.StageBasis != "claimed" || c.projects("") != 1 {
			t.Errorf("got %+v, %+v", b.Result, now)
		}
		recounted(t, s)
		again := c.upload("台账.csv", l.csv())
		if again.Counts["unchanged"] != 1 {
			t.Errorf("the same ledger again: got %+v", again.Counts)
		}
		b = c.undo(b)
		if back := c.Get(p.ID); b.Result.Undone != 1 || back.Stage != "lead" || back.Status != "active" {
			t.Errorf("undone: %+v, %+v", b.Result, back)
		}
		recounted(t, s)
	})
}

// Stages that have gone through a gate of the system are no ledger's any more.
func TestALedgerNeverPassesAGate(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "laoshan")
		l := &ledger{[][]string{{"示例推进项目", "示例推进有限公司", "崂山", "3", "2", "线索", "", "", ""}}}
		b := c.confirm(c.upload("1.csv", l.csv()), "all")
		id := c.line(b.ID, 2).ProjectID
		c.Fill(id, "talks")
		c.Move(id, "talks", "2024-03-01").Want(200)
		l.lines[0][5], l.lines[0][6] = "已签约", "2024.3.10"
		b = c.upload("2.csv", l.csv())
		r := c.line(b.ID, 2)
		if r.State != "changed" || len(r.Changes) != 0 || !slices.Equal(r.codes(), []string{"kept_moved"}) {
			t.Fatalf("got %+v", r)
		}
		c.confirm(b, "all")
		if p := c.Get(id); p.Stage != "talks" {
			t.Errorf("the ledger moved it to %s", p.Stage)
		}
		if got := c.Move(id, "signed", "2024-03-12").Want(409).Problem(); got.Code != "project.gate" {
			t.Errorf("got %+v", got)
		}
	})
}

// Batches are taken back in the opposite order; each leaves things as it found them.
func TestUndoingInOrder(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "taskforce")
		l := newLedger(6)
		first := c.confirm(c.upload("1.csv", l.csv()), "all")
		l.set(2, "总投资（亿元）", "70")
		l.set(3, "阶段", "开工")
		l.set(3, "开工日期", "2024.2.2")
		second := c.confirm(c.upload("2.csv", l.csv()), "all")
		two := c.line(first.ID, 3).ProjectID
		if p := c.Get(two); p.Stage != "started" {
			t.Fatalf("got %+v", p)
		}
		second = c.undo(second)
		if p := c.Get(two); second.Result.Undone != 2 || p.Stage != "signed" {
			t.Fatalf("got %+v, %+v", second.Result, p)
		}
		again := c.upload("2.csv", l.csv())
		if again.Counts["changed"] != 2 {
			t.Errorf("after undoing, the same ledger changes %v", again.Counts)
		}
		first = c.undo(first)
		if first.Result.Undone != 6 || first.Result.KeptCount != 0 || c.projects("") != 0 {
			t.Errorf("got %+v, %d projects", first.Result, c.projects(""))
		}
		recounted(t, s)
		if fresh := c.upload("1.csv", newLedger(6).csv()); fresh.Counts["new"] != 6 {
			t.Errorf("after undoing all, the first ledger is %v", fresh.Counts)
		}
	})
}

// Values typed over a row are read as if they stood in the sheet.
func TestCorrections(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "taskforce")
		l := newLedger(5)
		l.set(2, "区市", "蓬莱")
		l.set(2, "总投资（亿元）", "#REF!")
		l.set(3, "签约日期", "去年")
		l.set(4, "阶段", "不知道的阶段")
		l.lines = append(l.lines, []string{"=cmd|' /C calc'!A0", "", "崂山", "1", "1", "在谈", "", "", ""})
		b := c.upload("台账.csv", l.csv())
		for _, tt := range []struct {
			line   int
			values map[string]string
			state  string
		}{
			{2, map[string]string{"区市": "城阳", "total": "3"}, "new"},
			{3, map[string]string{"date:signed": "2023年5月"}, "new"},
			{4, map[string]string{"stage": "仍不知道"}, "problem"},
			{4, map[string]string{"stage": "投产"}, "new"},
			{7, map[string]string{"investor": "示例甲有限公司"}, "new"},
			{7, map[string]string{"name": "示例智能制造项目0001", "investor": "示例投资000有限公司", "district": "城阳"}, "duplicate"},
			{7, map[string]string{"total": "0.5", "fixed": "60000万元"}, "problem"},
			{7, map[string]string{"name": "示例别的项目"}, "problem"},
			{7, map[string]string{"total": "6亿元"}, "new"},
		} {
			if r := c.correct(b.ID, c.line(b.ID, tt.line), tt.values); r.State != tt.state {
				t.Errorf("line %d %v: got %s %+v, want %s", tt.line, tt.values, r.State, r.Problems, tt.state)
			}
		}
		r := c.line(b.ID, 2)
		c.Do("PATCH", "/imports/"+b.ID+"/rows/1", map[string]any{"values": map[string]string{"name": "x"}}, apptest.Match(r.Version-1)...).Want(412)
		c.Do("PATCH", "/imports/"+b.ID+"/rows/1", map[string]any{"values": map[string]string{"没有的列": "x"}}, apptest.Match(r.Version)...).Want(422)
		c.Do("PATCH", "/imports/"+b.ID+"/rows/99", map[string]any{"values": map[string]string{"name": "x"}}, apptest.Match(1)...).Want(404)
		f, err := excelize.OpenReader(bytes.NewReader(c.Do("GET", "/imports/"+b.ID+"/remarks", nil).Want(200).Raw))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		cell, err := f.GetCellValue(f.GetSheetList()[0], "A7")
		if formula, _ := f.GetCellFormula(f.GetSheetList()[0], "A7"); err != nil || formula != "" || !strings.HasPrefix(cell, "'=") {
			t.Errorf("a formula in the remarks: %q %q %v", cell, formula, err)
		}
		if b = c.confirm(c.batch(b.ID), "all"); b.State != "done" || b.Result.Created != 6 {
			t.Errorf("got %+v %+v", b, b.Result)
		}
		recounted(t, s)
	})
}

// Every record taken over leaves one entry in the trail, under the batch.
func TestTheTrailNamesTheBatch(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := as(t, s, "laoshan")
		l := &ledger{[][]string{{"示例留痕项目", "示例留痕有限公司", "崂山", "3", "2", "在谈", "", "", ""}}}
		b := c.confirm(c.upload("1.csv", l.csv()), "all")
		id := c.line(b.ID, 2).ProjectID
		l.lines[0][3] = "4"
		c.confirm(c.upload("2.csv", l.csv()), "all")
		var history struct {
			Items []struct {
				Verb, Via string
				Changes   []struct{ Field string }
			}
		}
		c.Do("GET", "/projects/"+id+"/history", nil).Want(200).JSON(&history)
		var got []string
		for _, h := range history.Items {
			got = append(got, h.Verb+" "+h.Via)
		}
		if fmt.Sprint(got) != "[import.update import import.create import]" || len(history.Items[0].Changes) != 1 || history.Items[0].Changes[0].Field != "total_investment" {
			t.Errorf("got %v %+v", got, history.Items)
		}
		var list struct{ Items []apptest.Project }
		c.Do("GET", "/projects?batch="+b.ID, nil).Want(200).JSON(&list)
		if len(list.Items) != 1 || list.Items[0].ID != id {
			t.Errorf("projects of the batch: %+v", list.Items)
		}
	})
}
