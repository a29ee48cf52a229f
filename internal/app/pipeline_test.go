package app_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qipan/internal/app/apptest"
)

func TestTheAnonymousAreToldToLogIn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.Anonymous()
		for _, path := range []string{"/projects", "/projects/x", "/evidence/x/file", "/nothing", "/session", "/jobs", "/cockpit"} {
			if a := c.Do("GET", path, nil); a.Status != 401 || a.Problem().Code != "unauthenticated" {
				t.Errorf("%s: got %d %s", path, a.Status, a.Raw)
			}
		}
		c.Do("POST", "/session", map[string]any{"login": "laoshan", "password": "wrong-password"}).Want(401)
	})
}

// All that a gate asks for comes back at once, and nothing has changed.
func TestARefusedMoveNamesEverythingMissing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		p := c.Open("虚拟现实项目", nil)
		a := c.Move(p.ID, "talks", "2024-01-05").Want(409)
		got := a.Problem()
		want := []string{"/fields/counterpart", "/fields/our_contact", "/fields/next_action", "evidence:meeting_minutes", "contacts"}
		if got.Code != "project.gate" || !slices.Equal(got.Pointers(), want) {
			t.Errorf("got %s %v, want %v", got.Code, got.Pointers(), want)
		}
		if now := c.Get(p.ID); now.Stage != "lead" || now.Version != p.Version {
			t.Errorf("a refused move changed the project: %+v", now)
		}
		a = c.Move(p.ID, "started", "2024-01-05").Want(409)
		if got := a.Problem().Pointers(); !slices.Contains(got, "stage:signed") || !slices.Contains(got, "stage:landed") {
			t.Errorf("skipping stages: got %v", got)
		}
		if got := c.Move(p.ID, "lead", "2024-01-05").Want(409).Problem(); got.Errors[0].Code != "project.stage_entered" {
			t.Errorf("entering twice: got %+v", got)
		}
		c.Fill(p.ID, "talks")
		if got := c.Move(p.ID, "talks", "2024-03-16").Want(409).Problem(); !slices.Equal(got.Pointers(), []string{"/day"}) {
			t.Errorf("tomorrow: got %+v", got)
		}
		c.Move(p.ID, "talks", "2024-01-05").Want(200)
	})
}

// A24: three kinds reach operating by their own paths without a forced move.
func TestA24EachKindReachesOperatingByItsOwnPath(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		for _, tt := range []struct {
			name, kind string
			fields     map[string]any
			path       []string
		}{
			{"项目公司先于签约注册", "land", nil, []string{"talks", "landed", "signed", "started", "building", "producing", "operating"}},
			{"商场租赁店", "service", map[string]any{"no_agreement": true}, []string{"talks", "landed", "started", "producing", "operating"}},
			{"本地企业增资", "expansion", nil, []string{"talks", "signed", "started", "building", "producing", "operating"}},
			{"租赁厂房", "leased", nil, []string{"talks", "signed", "landed", "started", "producing", "operating"}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				p := c.Open(tt.name, map[string]any{"kind": tt.kind, "total_investment": apptest.CNY(200_000_000_00), "fixed_assets": apptest.CNY(100_000_000_00)})
				if tt.fields != nil {
					c.Patch(p.ID, map[string]any{"fields": tt.fields})
				}
				for _, stage := range tt.path {
					c.Fill(p.ID, stage)
					c.Move(p.ID, stage, "2024-03-10").Want(200)
				}
				s.As("planner").AcceptAll(p.ID)
				now := c.Get(p.ID)
				if now.Stage != "operating" || now.StageBasis != "proved" || now.MissingEvidence != 0 || now.NextStage != "" {
					t.Errorf("got %+v", now)
				}
				for _, e := range now.Entries {
					if e.Basis != "proved" || e.Origin != "entered" {
						t.Errorf("%s: %s %s", e.Stage, e.Basis, e.Origin)
					}
				}
			})
		}
	})
}

// Only another organisation's verification makes a stage count.
func TestEvidenceIsVerifiedByAnotherOrganisation(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		p := c.Open("生物医药项目", nil)
		c.Fill(p.ID, "talks")
		c.Move(p.ID, "talks", "2024-01-05").Want(200)
		if now := c.Get(p.ID); now.StageBasis != "claimed" || now.MissingEvidence != 1 {
			t.Fatalf("uploaded only: %+v", now)
		}
		var queue struct{ Items []struct{ ID string } }
		s.As("laoshan2").Do("GET", "/evidence", nil).Want(200).JSON(&queue)
		if len(queue.Items) != 0 {
			t.Errorf("the uploader's own organisation is offered its file")
		}
		other := s.As("laoshan-approval")
		other.Do("GET", "/evidence", nil).Want(200).JSON(&queue)
		if len(queue.Items) != 1 {
			t.Fatalf("queue: %+v", queue)
		}
		id := queue.Items[0].ID
		for _, own := range []string{"laoshan", "laoshan2"} {
			if got := s.As(own).Do("POST", "/evidence/"+id+"/decision", map[string]any{"accept": true}).Want(403).Problem().Code; got != "evidence.own" {
				t.Errorf("%s: got %s", own, got)
			}
		}
		s.As("huangdao").Do("POST", "/evidence/"+id+"/decision", map[string]any{"accept": true}).Want(404)
		s.As("leader").Do("POST", "/evidence/"+id+"/decision", map[string]any{"accept": true}).Want(403)
		other.Do("POST", "/evidence/"+id+"/decision", map[string]any{"accept": false}).Want(422)
		other.Accept(id)
		if now := c.Get(p.ID); now.StageBasis != "proved" || now.MissingEvidence != 0 {
			t.Fatalf("accepted: %+v", now)
		}
		other.Do("POST", "/evidence/"+id+"/decision", map[string]any{"accept": false, "reason": "复核发现日期不符"}).Want(200)
		if now := c.Get(p.ID); now.StageBasis != "claimed" || now.MissingEvidence != 1 || now.Stage != "talks" {
			t.Errorf("rejected after all: %+v", now)
		}
	})
}

// A correction is dated and reasoned; nothing is deleted.
func TestAMisclickIsCorrectedNotDeleted(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		p := c.Open("人工智能项目", nil)
		c.Fill(p.ID, "talks")
		c.Move(p.ID, "talks", "2024-01-05").Want(200)
		p = c.Get(p.ID)
		lead, talks := p.Entries[0].EventID, p.Entries[1].EventID
		correct := func(event string, body map[string]any) *apptest.Answer {
			return c.Do("POST", "/projects/"+p.ID+"/events/"+event+"/correction", body, apptest.Match(c.Get(p.ID).Version)...)
		}
		correct(talks, map[string]any{"action": "redate", "day": "2024-01-08", "reason": ""}).Want(422)
		correct(talks, map[string]any{"action": "redate", "day": "2024-01-08", "reason": "会谈改期"}).Want(200)
		if now := c.Get(p.ID); now.StageDay != "2024-01-08" {
			t.Errorf("redated: %+v", now)
		}
		correct(lead, map[string]any{"action": "reverse", "reason": "误点"}).Want(409)
		correct(talks, map[string]any{"action": "reverse", "reason": "误点"}).Want(200)
		if now := c.Get(p.ID); now.Stage != "lead" || len(now.Entries) != 1 {
			t.Errorf("reversed: %+v", now)
		}
		correct(talks, map[string]any{"action": "reverse", "reason": "再次"}).Want(404)
		var events struct {
			Items []struct{ Act, Reason string }
		}
		c.Do("GET", "/projects/"+p.ID+"/events", nil).Want(200).JSON(&events)
		var acts []string
		for _, e := range events.Items {
			acts = append(acts, e.Act)
		}
		if strings.Join(acts, " ") != "enter prove enter redate reverse" {
			t.Errorf("history: %v", acts)
		}
		c.Move(p.ID, "talks", "2024-01-09").Want(200)
	})
}

func TestVoidingKeepsTheNumber(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		p := c.Open("录错的项目", nil)
		c.Do("POST", "/projects/"+p.ID+"/void", map[string]any{"reason": "重复录入"}, apptest.Match(p.Version)...).Want(200)
		next := c.Open("下一个项目", nil)
		if p.Code != "QD-2024-000001" || next.Code != "QD-2024-000002" {
			t.Errorf("codes %s, %s", p.Code, next.Code)
		}
		if got := c.Do("PATCH", "/projects/"+p.ID, map[string]any{"name": "改名"}, apptest.Match(c.Get(p.ID).Version)...).Want(409).Problem().Code; got != "project.void" {
			t.Errorf("got %s", got)
		}
		var list struct{ Items []struct{ ID string } }
		c.Do("GET", "/projects", nil).Want(200).JSON(&list)
		if len(list.Items) != 1 || list.Items[0].ID != next.ID {
			t.Errorf("list: %+v", list)
		}
		c.Do("GET", "/projects?status=void", nil).Want(200).JSON(&list)
		if len(list.Items) != 1 || list.Items[0].ID != p.ID {
			t.Errorf("voided: %+v", list)
		}
	})
}

// What lies outside somebody's scope answers as if it did not exist.
func TestOtherDistrictsDoNotExist(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		p := s.As("laoshan").Open("崂山项目", nil)
		for _, login := range []string{"huangdao", "stationed"} {
			other := s.As(login)
			var list struct{ Items []struct{ ID string } }
			other.Do("GET", "/projects?count=exact", nil).Want(200).JSON(&list)
			if len(list.Items) != 0 {
				t.Errorf("%s sees it in the list", login)
			}
			for _, path := range []string{"", "/gate", "/events", "/history", "/contacts", "/milestones", "/evidence"} {
				if got := other.Do("GET", "/projects/"+p.ID+path, nil).Want(404).Problem().Code; got != "project.unknown" {
					t.Errorf("%s %s: got %s", login, path, got)
				}
			}
			a := other.Upload("/projects/"+p.ID+"/evidence", "a.pdf", []byte("x"), map[string]string{"kind": "plan"})
			a.Want(404)
		}
		s.As("taskforce").Do("GET", "/projects/"+p.ID, nil).Want(200)
		s.As("auditor").Do("PATCH", "/projects/"+p.ID, map[string]any{"name": "x"}, apptest.Match(1)...).Want(403)
		s.As("sysadmin").Do("GET", "/projects", nil).Want(403)
		s.As("laoshan").Do("PATCH", "/projects/"+p.ID, map[string]any{"region_code": "370211"}, apptest.Match(p.Version)...).Want(422)
	})
}

// The second to save is told what the first wrote; nothing is overwritten.
func TestAStaleVersionIsToldWhatStandsThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		a, b := s.As("laoshan"), s.As("laoshan2")
		p := a.Open("两人同改", nil)
		a.Patch(p.ID, map[string]any{"name": "甲的名字"})
		ans := b.Do("PATCH", "/projects/"+p.ID, map[string]any{"name": "乙的名字"}, apptest.Match(p.Version)...).Want(412)
		cur, ok := ans.Problem().Params["current"].(map[string]any)
		if !ok || cur["name"] != "甲的名字" {
			t.Errorf("got %s", ans.Raw)
		}
		b.Do("PATCH", "/projects/"+p.ID, map[string]any{"name": "乙的名字"}).Want(428)
		if a.Get(p.ID).Name != "甲的名字" {
			t.Error("overwritten")
		}
		before := a.Get(p.ID)
		if again := a.Patch(p.ID, map[string]any{"name": "甲的名字"}); again.Version != before.Version {
			t.Error("a save that changes nothing made a version")
		}
	})
}

func TestCreationIsIdempotent(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		var first, second apptest.Project
		body := apptest.Lead("双击", nil)
		c.Do("POST", "/projects", body, "Idempotency-Key", "k1").Want(201).JSON(&first)
		c.Do("POST", "/projects", body, "Idempotency-Key", "k1").Want(201).JSON(&second)
		if first.ID != second.ID {
			t.Errorf("double click made two projects")
		}
		c.Do("POST", "/projects", apptest.Lead("另一个", nil), "Idempotency-Key", "k1").Want(409)
	})
}

// Bad input names its place, and nothing is half-stored.
func TestBadInputNamesItsPlace(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		for _, tt := range []struct {
			name    string
			body    any
			status  int
			pointer string
		}{
			{"no name", apptest.Lead("", nil), 422, "/name"},
			{"unknown kind", apptest.Lead("a", map[string]any{"kind": "castle"}), 422, "/kind"},
			{"unknown channel", apptest.Lead("a", map[string]any{"channel": "dream"}), 422, "/channel"},
			{"wrong type", apptest.Lead("a", map[string]any{"name": 5}), 422, "/name"},
			{"unknown property", apptest.Lead("a", map[string]any{"nmae": "x"}), 422, "/nmae"},
			{"too long", apptest.Lead(strings.Repeat("长", 201), nil), 422, "/name"},
			{"unknown currency", apptest.Lead("a", map[string]any{"total_investment": map[string]any{"minor": 1, "currency": "XXX"}}), 422, "/total_investment/currency"},
			{"negative", apptest.Lead("a", map[string]any{"total_investment": apptest.CNY(-1)}), 422, "/total_investment"},
			{"too much", apptest.Lead("a", map[string]any{"total_investment": apptest.CNY(1 << 62)}), 422, "/total_investment"},
			{"fixed over total", apptest.Lead("a", map[string]any{"total_investment": apptest.CNY(1), "fixed_assets": apptest.CNY(2)}), 422, "/fixed_assets"},
			{"unknown field", apptest.Lead("a", map[string]any{"fields": map[string]any{"content": "x", "colour": "red"}}), 422, "/fields/colour"},
			{"credit code", apptest.Lead("a", map[string]any{"fields": map[string]any{"content": "x", "company_code": "91370200163562681X"}}), 422, "/fields/company_code"},
			{"industry", apptest.Lead("a", map[string]any{"industry_code": "9999999"}), 422, "/industry_code"},
			{"secret", apptest.Lead("a", map[string]any{"state_secret": true}), 422, ""},
			{"not JSON", []byte("{"), 400, ""},
			{"20 MB", []byte(`{"name":"` + strings.Repeat("x", 20<<20) + `"}`), 413, ""},
		} {
			t.Run(tt.name, func(t *testing.T) {
				a := c.Do("POST", "/projects", tt.body)
				if a.Status != tt.status || (tt.pointer != "" && !slices.Contains(a.Problem().Pointers(), tt.pointer)) {
					t.Errorf("got %d %.400s", a.Status, a.Raw)
				}
				if ct := a.Header.Get("Content-Type"); ct != "application/problem+json" {
					t.Errorf("content type %s", ct)
				}
			})
		}
		var list struct{ Count struct{ Value int } }
		c.Do("GET", "/projects?count=exact", nil).Want(200).JSON(&list)
		if list.Count.Value != 0 {
			t.Errorf("%d projects were stored", list.Count.Value)
		}
		for _, q := range []string{"stage=nowhere", "status=x", "kind=x", "basis=x", "sort=x", "limit=1000", "cursor=x", "region=1"} {
			if a := c.Do("GET", "/projects?"+q, nil); a.Status < 400 || a.Status >= 500 {
				t.Errorf("%s: got %d", q, a.Status)
			}
		}
	})
}

func TestSearchFindsByNamePinyinAndCode(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		p := c.Open("海洋装备制造基地", map[string]any{"investor_name": "示例Ocean集团"})
		c.Open("冷链物流园", nil)
		for _, q := range []string{"海洋装备", "基地", "hyzb", "ocean", "Oce", "000001", `海"洋`, "装备 海洋"} {
			var list struct{ Items []struct{ ID string } }
			c.Do("GET", "/projects?q="+strings.ReplaceAll(strings.ReplaceAll(q, " ", "%20"), `"`, "%22"), nil).Want(200).JSON(&list)
			if len(list.Items) != 1 || list.Items[0].ID != p.ID {
				t.Errorf("%s: got %+v", q, list.Items)
			}
		}
	})
}

// An export holds what the list shows, in its order, and nothing that a
// spreadsheet would run.
func TestAnExportEqualsTheScreen(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		c.Open("=HYPERLINK(\"http://x\")", map[string]any{"total_investment": apptest.CNY(99_999_999_99)})
		c.Open("乙项目", map[string]any{"total_investment": apptest.USD(100_000_000_01)})
		c.Open("丙项目", nil)
		s.As("huangdao").Open("他区项目", nil)
		a := c.Do("GET", "/projects/export?columns=name,total_investment,stage&sort=total_investment", nil).Want(200)
		f, err := excelize.OpenReader(bytes.NewReader(a.Raw))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows("项目清单")
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 4 || !slices.Equal(rows[0], []string{"项目名称", "总投资（万元）", "阶段"}) {
			t.Fatalf("got %q", rows)
		}
		if got := rows[3]; got[0] != "'=HYPERLINK(\"http://x\")" || got[1] != "9999.999999" || got[2] != "线索" {
			t.Errorf("got %q", got)
		}
		for _, r := range rows[1:3] {
			if r[0] == "乙项目" && r[1] != "100000000.01 USD" || r[0] == "丙项目" && r[1] != "待核" {
				t.Errorf("got %q", r)
			}
		}
		s.As("leader").Do("GET", "/projects/export", nil).Want(403)
	})
}

// The system administrator opens accounts and sees no business; nobody holds two
// of the three administrators' duties.
func TestTheSystemAdministratorOpensAccounts(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("sysadmin")
		body := func(login string, roles ...map[string]any) map[string]any {
			return map[string]any{"login": login, "name": "示例科员", "organisation_id": "B-370213", "password": apptest.Password, "roles": roles}
		}
		bureau := map[string]any{"role": "bureau", "region_code": "370213"}
		c.Do("POST", "/accounts", body("licang", bureau)).Want(201)
		s.As("licang").Open("李沧项目", nil)
		c.Do("POST", "/accounts", body("licang", bureau)).Want(409)
		c.Do("POST", "/accounts", body("nobody")).Want(422)
		two := body("both", map[string]any{"role": "system_admin", "region_code": "370200"}, map[string]any{"role": "audit_admin", "region_code": "370200"})
		if got := c.Do("POST", "/accounts", two).Want(422).Problem(); got.Errors[0].Code != "role.three_administrators" {
			t.Errorf("got %+v", got)
		}
		if a := c.Do("GET", "/accounts", nil).Want(200); strings.Contains(string(a.Raw), "argon2") {
			t.Error("a password hash left the server")
		}
		s.As("laoshan").Do("GET", "/accounts", nil).Want(403)
		s.As("laoshan").Do("POST", "/accounts", body("x12", bureau)).Want(403)
	})
}

// Being named on a project shows it, wherever it lies and wherever it moves.
func TestAnOwnerSeesAProjectOutsideTheDistrict(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		task := s.As("taskforce")
		p := task.Open("跨区项目", map[string]any{"region_code": "370212"})
		var people struct{ Items []struct{ ID, Name string } }
		task.Do("GET", "/users?q=huangdao", nil).Want(200).JSON(&people)
		sees := func(login string) bool {
			var list struct{ Items []struct{ ID string } }
			s.As(login).Do("GET", "/projects", nil).Want(200).JSON(&list)
			return slices.ContainsFunc(list.Items, func(i struct{ ID string }) bool { return i.ID == p.ID })
		}
		if sees("huangdao") || !sees("laoshan") {
			t.Fatal("before anybody is named")
		}
		task.Do("PUT", "/projects/"+p.ID+"/owners", map[string]any{"lead": people.Items[0].ID, "deputy": ""}, apptest.Match(task.Get(p.ID).Version)...).Want(200)
		if !sees("huangdao") {
			t.Error("the owner does not see it")
		}
		task.Patch(p.ID, map[string]any{"region_code": "370211"})
		if !sees("huangdao") || sees("laoshan") {
			t.Error("after it moved into the owner's district")
		}
		task.Patch(p.ID, map[string]any{"region_code": "370215"})
		if !sees("huangdao") {
			t.Error("after it moved on")
		}
	})
}
