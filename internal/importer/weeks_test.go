package importer_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qipan/internal/app/apptest"
	"qipan/internal/identity"
	"qipan/internal/importer"
	"qipan/internal/project"
)

// Weeks of ledgers, with people at work in between, in any order: whoever edits a
// field keeps it, a ledger read twice is idle, figures equal their recount, and
// every project is as the rules would have left it.
func TestAnyWeeksOfLedgers(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue { // each check is a whole story over HTTP
		defer func() { _ = flag.Set("rapid.checks", f.DefValue) }()
		_ = flag.Set("rapid.checks", "20")
	}
	s := apptest.Start(t, "")
	c := as(t, s, "laoshan")
	who, err := s.City.Users.Operator(context.Background(), "laoshan", identity.ImportLedgers)
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("CST", 8*3600)
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		w := &weeks{r: r, c: c, imports: s.City.Imports, who: who, edited: map[string]string{}, ids: map[string]string{}}
		for i := range rapid.IntRange(1, 5).Draw(r, "projects") {
			w.lines = append(w.lines, []string{fmt.Sprintf("示例第%d轮项目%d", round, i), fmt.Sprintf("示例第%d轮有限公司", round), "崂山", "3", "1", "在谈", "", "", ""})
		}
		w.take()
		for range rapid.IntRange(1, 4).Draw(r, "weeks") {
			w.people()
			w.office()
			w.take()
		}
		again := c.upload("再来.csv", (&ledger{w.lines}).csv())
		if again.Counts["new"]+again.Counts["changed"] != 0 {
			r.Fatalf("the same ledger again: %v", again.Counts)
		}
		for id, note := range w.edited {
			if got := c.Get(id).Fields["note"]; got != note {
				r.Fatalf("an edit was lost: %v, want %s", got, note)
			}
		}
		var ids []project.ID
		for _, id := range w.ids {
			ids = append(ids, project.ID(id))
		}
		faults, err := s.City.Projects.Examine(context.Background(), zone, ids)
		if err != nil || len(faults) > 0 {
			r.Fatalf("%v %v", faults, err)
		}
	})
	recounted(t, s)
}

// weeks is an office, its ledger and its people.
type weeks struct {
	r       *rapid.T
	c       importing
	imports *importer.Service
	who     identity.Caller
	lines   [][]string
	edited  map[string]string // project → the note somebody wrote
	ids     map[string]string // name → project
}

// take imports the ledger, and now and then takes it back and imports it again.
func (w *weeks) take() {
	b := w.once()
	if rapid.IntRange(0, 4).Draw(w.r, "undo") == 0 && len(w.ids) > 0 {
		if b = w.c.undo(b); b.State != "undone" || b.Result.KeptCount != 0 {
			w.r.Fatalf("an import that nobody touched is not taken back: %+v", b.Result)
		}
		b = w.once()
	}
	for _, row := range w.c.rows(b.ID, "") {
		if row.ProjectID != "" {
			w.ids[row.Name] = row.ProjectID
		}
	}
}

// once imports the ledger while we wait, without the queue.
func (w *weeks) once() batch {
	text := (&ledger{w.lines}).csv()
	in := importer.File{Name: "台账.csv", Size: int64(len(text)), Content: bytes.NewReader(text)}
	b, err := w.imports.Import(context.Background(), w.who, in, importer.Good, func(int64, int64) {})
	if err != nil {
		w.r.Fatalf("import: %v", err)
	}
	return w.c.batch(b.ID)
}

// people write notes and amounts into projects.
func (w *weeks) people() {
	for i, line := range w.lines {
		id := w.ids[line[0]]
		if id == "" || rapid.IntRange(0, 2).Draw(w.r, "edit") > 0 {
			continue
		}
		note := fmt.Sprintf("示例批注%d", rapid.IntRange(0, 9).Draw(w.r, "note"))
		w.c.Patch(id, map[string]any{"fields": map[string]any{"note": note}})
		if _, before := w.edited[id]; i%2 == 0 && !before {
			w.c.Prove(id, "contract")
		}
		w.edited[id] = note
	}
}

// office changes its ledger.
func (w *weeks) office() {
	for i := range w.lines {
		switch rapid.IntRange(0, 5).Draw(w.r, "change") {
		case 0:
			w.lines[i][3] = fmt.Sprint(rapid.IntRange(2, 60).Draw(w.r, "total"))
		case 1:
			w.lines[i][5], w.lines[i][6] = "已签约", fmt.Sprintf("2023.%d.5", rapid.IntRange(1, 12).Draw(w.r, "month"))
		case 2:
			w.lines[i][5], w.lines[i][7] = "开工", ""
		case 3:
			w.lines[i][5], w.lines[i][6], w.lines[i][7] = "在谈", "", ""
		case 4:
			w.lines[i][8] = fmt.Sprintf("台账备注%d", rapid.IntRange(0, 9).Draw(w.r, "remark"))
		}
	}
}
