package importer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qipan/internal/app/apptest"
)

// batch and row are an import as a screen reads it.
type batch struct {
	ID, State, Error, Filename string
	SameAs                     string `json:"same_as"`
	Version                    int64
	Counts                     map[string]int
	CodeCounts                 map[string]int `json:"code_counts"`
	OtherCounts                map[string]int `json:"other_counts"`
	Sheets                     []sheetView
	Result                     *struct {
		Created, Changed, Unchanged, Skipped, Undone int
		KeptCount                                    int `json:"kept_count"`
		Kept                                         []struct {
			ProjectID          string `json:"project_id"`
			Code, Name, Reason string
			Row                int
		}
	}
}

type sheetView struct {
	Name                     string
	Used, Hidden, Remembered bool
	HeaderFirst              int `json:"header_first"`
	HeaderLast               int `json:"header_last"`
	Columns                  []column
}

type column struct {
	Index                      int
	Letter, Title, Field, Unit string
}

type row struct {
	ID, Sheet, State, Name string
	Row                    int
	DistrictCode           string `json:"district_code"`
	StageClaimed           string `json:"stage_claimed"`
	Problems               []struct{ Column, Field, Value, Code, Severity, Message string }
	Notices                []string
	Changes                []struct{ Field, Label, Before, After string }
	Similar                *struct {
		ProjectID string `json:"project_id"`
		Code      string
	}
	ProjectID string `json:"project_id"`
	Kept      string
	Version   int64
}

func (r row) codes() []string {
	var out []string
	for _, p := range r.Problems {
		out = append(out, p.Code)
	}
	return out
}

// importing is somebody at the import wizard.
type importing struct {
	*apptest.Client
	t *testing.T
}

func as(t *testing.T, s *apptest.Site, login string) importing { return importing{s.As(login), t} }

// upload hands a file in and waits until it is read.
func (c importing) upload(name string, content []byte) batch {
	c.t.Helper()
	var b batch
	c.Upload("/imports", name, content, nil).Want(202).JSON(&b)
	return c.wait(b.ID)
}

func (c importing) wait(id string) batch {
	c.t.Helper()
	for range 1200 {
		b := c.batch(id)
		if b.State != "reading" && b.State != "importing" && b.State != "undoing" {
			return b
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatalf("import %s does not end: %+v", id, c.batch(id))
	return batch{}
}

func (c importing) batch(id string) batch {
	c.t.Helper()
	var b batch
	c.Do("GET", "/imports/"+id, nil).Want(200).JSON(&b)
	return b
}

func (c importing) rows(id, query string) []row {
	c.t.Helper()
	var out []row
	cursor := ""
	for {
		var page struct {
			Items      []row
			NextCursor string `json:"next_cursor"`
		}
		c.Do("GET", "/imports/"+id+"/rows?limit=200&cursor="+cursor+"&"+query, nil).Want(200).JSON(&page)
		out = append(out, page.Items...)
		if cursor = page.NextCursor; cursor == "" {
			return out
		}
	}
}

// line is the row of a line of the sheet.
func (c importing) line(id string, n int) row {
	c.t.Helper()
	for _, r := range c.rows(id, "") {
		if r.Row == n {
			return r
		}
	}
	c.t.Fatalf("no row at line %d", n)
	return row{}
}

func (c importing) confirm(b batch, mode string) batch {
	c.t.Helper()
	c.Do("POST", "/imports/"+b.ID+"/confirm", map[string]any{"mode": mode}, apptest.Match(b.Version)...).Want(202)
	return c.wait(b.ID)
}

func (c importing) undo(b batch) batch {
	c.t.Helper()
	c.Do("POST", "/imports/"+b.ID+"/undo", map[string]any{}, apptest.Match(b.Version)...).Want(202)
	return c.wait(b.ID)
}

func (c importing) correct(id string, r row, values map[string]string) row {
	c.t.Helper()
	var out row
	c.Do("PATCH", "/imports/"+id+"/rows/"+r.ID, map[string]any{"values": values}, apptest.Match(r.Version)...).Want(200).JSON(&out)
	return out
}

// projects is how many projects a filter finds.
func (c importing) projects(query string) int {
	c.t.Helper()
	var list struct{ Count struct{ Value int } }
	c.Do("GET", "/projects?limit=1&count=exact&"+query, nil).Want(200).JSON(&list)
	return list.Count.Value
}

// recounted fails unless the figures are what the history says.
func recounted(t *testing.T, s *apptest.Site) {
	t.Helper()
	got, err := s.City.Targets.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !got.Equal() {
		t.Errorf("figures differ from their recount: %+v", got.Differences)
	}
}

// ledger is a CSV as an office keeps it: one line of titles, then projects.
type ledger struct{ lines [][]string }

var titles = []string{"项目名称", "投资企业", "区市", "总投资（亿元）", "固定资产投资（亿元）", "阶段", "签约日期", "开工日期", "备注"}

var districts = []string{"市南", "市北区", "西海岸", "崂山", "李沧", "城阳区", "即墨市", "胶州", "平度", "莱西"}

// newLedger makes n projects that stand in talks, signed or started.
func newLedger(n int) *ledger {
	l := &ledger{}
	for i := range n {
		line := []string{fmt.Sprintf("示例智能制造项目%04d", i+1), fmt.Sprintf("示例投资%03d有限公司", i%700), districts[i%10], fmt.Sprintf("%d.%d", 1+i%60, i%10), fmt.Sprintf("0.%d", 1+i%9), "", "", "", ""}
		switch i % 3 {
		case 0:
			line[5] = "在谈"
		case 1:
			line[5], line[6] = "已签约", fmt.Sprintf("2023.%d.%d", 1+i%12, 1+i%28)
		case 2:
			line[5], line[6], line[7] = "开工", fmt.Sprintf("2023年%d月", 1+i%6), fmt.Sprintf("2023/%02d/15", 7+i%6)
		}
		l.lines = append(l.lines, line)
	}
	return l
}

// set changes a cell; line is as the sheet numbers it.
func (l *ledger) set(line int, title, value string) {
	l.lines[line-2][slices.Index(titles, title)] = value
}

func (l *ledger) csv() []byte {
	var b strings.Builder
	for _, line := range append([][]string{titles}, l.lines...) {
		b.WriteString(strings.Join(line, ",") + "\r\n")
	}
	return []byte(b.String())
}
