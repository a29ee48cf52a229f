package app_test

import (
	"context"
	"fmt"
	"testing"

	"qipan/internal/app/apptest"
)

// row is a region of the cockpit as tests read it; a pointer is null where the
// cockpit does not know.
type row struct {
	RegionCode    string `json:"region_code"`
	Target        *int64
	TargetState   string `json:"target_state"`
	DoneState     string `json:"done_state"`
	Done          *int64
	Claimed       *int64
	Late          *int64
	OtherCurrency *int64 `json:"other_currency"`
	UnknownAmount *int64 `json:"unknown_amount"`
	Missing       *int64
	Completion    *float64
	Rank          *int
	RankState     string `json:"rank_state"`
}

type cockpit struct {
	Indicator struct {
		Code, Pending string
		StageAssumed  bool `json:"stage_assumed"`
		Periods       []struct{ Code, Label string }
	}
	Period    struct{ Elapsed float64 }
	KnownAt   string `json:"known_at"`
	City      row
	Districts []row
	Funnel    []struct {
		Stage                  string
		Count, Proved, Claimed int64
	}
	Months []struct {
		Month            string
		Done, Cumulative int64
		TargetCumulative *int64 `json:"target_cumulative"`
		Closed           bool
	}
	Doubly int64 `json:"doubly_credited"`
}

func look(c *apptest.Client, query string) cockpit {
	var out cockpit
	c.Do("GET", "/cockpit?"+query, nil).Want(200).JSON(&out)
	return out
}

func (c cockpit) at(code string) row {
	for _, r := range append(c.Districts, c.City) {
		if r.RegionCode == code {
			return r
		}
	}
	return row{}
}

func counts(r row) string {
	n := func(v *int64) string {
		if v == nil {
			return "?"
		}
		return fmt.Sprint(*v)
	}
	return "done " + n(r.Done) + " claimed " + n(r.Claimed) + " late " + n(r.Late)
}

type behind struct {
	Items []struct {
		ID, Day, Basis string
		Late           bool
		Amount         *struct {
			Minor    int64
			Currency string
		}
	}
	NextCursor string `json:"next_cursor"`
	Count      struct{ Value int }
	Hidden     int
}

func open(c *apptest.Client, query string) behind {
	var out behind
	c.Do("GET", "/cockpit/projects?"+query, nil).Want(200).JSON(&out)
	return out
}

// sign takes a project of laoshan's through talks to its signing.
func sign(c *apptest.Client, name, day string, more map[string]any) apptest.Project {
	p := c.Open(name, more)
	for _, stage := range []string{"talks", "signed"} {
		c.Fill(p.ID, stage)
		c.Move(p.ID, stage, day).Want(200)
	}
	return p
}

func amounts(total, fixed map[string]any) map[string]any {
	return map[string]any{"total_investment": total, "fixed_assets": fixed}
}

const (
	yiyuan   = "indicator=projects_ge_100m_cny"
	fiftyYi  = "indicator=projects_ge_5000m_cny"
	fdi100m  = "indicator=contracted_fdi_gt_100m_usd"
	laoshan  = "370212"
	wholeQ1  = "&period=2024-Q1"
	wholeYr  = "&period=2024"
	thisCity = "370200"
)

// recount is the promise under every figure: the rollups are what the history says.
func recount(t *testing.T, s *apptest.Site) {
	t.Helper()
	found, err := s.City.Targets.Check(context.Background())
	if err != nil || !found.Equal() {
		t.Errorf("recount: %+v, %v", found, err)
	}
}

func TestA01ThresholdsAtTheCockpit(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		for _, fen := range []int64{9_999_999_999, 10_000_000_000, 500_000_000_000} {
			p := sign(c, fmt.Sprintf("芯片项目%d", fen), "2024-02-20", amounts(apptest.CNY(fen), apptest.CNY(fen/2)))
			s.As("planner").AcceptAll(p.ID)
		}
		leader := s.As("leader")
		for query, want := range map[string]string{yiyuan: "done 2 claimed 0 late 0", fiftyYi: "done 1 claimed 0 late 0"} {
			got := look(leader, query+wholeQ1)
			for _, region := range []string{laoshan, thisCity} {
				if counts(got.at(region)) != want {
					t.Errorf("%s %s: %s, want %s", query, region, counts(got.at(region)), want)
				}
			}
			if !got.Indicator.StageAssumed || got.Doubly != 0 {
				t.Errorf("%s: stage assumed %t, doubly %d", query, got.Indicator.StageAssumed, got.Doubly)
			}
		}
		if got := open(leader, yiyuan+wholeQ1); got.Count.Value != 2 || got.Hidden != 0 || len(got.Items) != 2 || got.Items[0].Amount.Minor < 10_000_000_000 {
			t.Errorf("behind the figure: %+v", got)
		}
		recount(t, s)
	})
}

func TestA02DollarsAtTheCockpit(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		for _, cents := range []int64{10_000_000_000, 10_000_000_001} {
			more := amounts(apptest.USD(90_000_000_000), apptest.USD(1_000_000_000))
			more["kind"], more["contracted_fdi"] = "foreign", apptest.USD(cents)
			p := sign(c, fmt.Sprintf("外资项目%d", cents), "2024-02-20", more)
			s.As("planner").AcceptAll(p.ID)
		}
		leader := s.As("leader")
		if got := look(leader, fdi100m+wholeYr).at(laoshan); counts(got) != "done 1 claimed 0 late 0" {
			t.Errorf("contracted FDI: %s", counts(got))
		}
		got := look(leader, yiyuan+wholeYr).at(laoshan)
		if counts(got) != "done 0 claimed 0 late 0" || *got.OtherCurrency != 2 {
			t.Errorf("dollars are not converted: %s, other currency %d", counts(got), *got.OtherCurrency)
		}
		if got := open(leader, yiyuan+wholeYr+"&class=other_currency"); got.Count.Value != 2 || got.Items[0].Amount.Currency != "USD" {
			t.Errorf("behind 外币未折算: %+v", got)
		}
		recount(t, s)
	})
}

func TestA16WithoutATargetThereIsNoRank(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		leader := s.As("leader")
		year := look(leader, yiyuan+wholeYr)
		if len(year.Districts) != 10 {
			t.Fatalf("%d districts", len(year.Districts))
		}
		published := map[string]int64{"370203": 100, "370211": 230}
		for _, r := range append(year.Districts, year.City) {
			want, ok := published[r.RegionCode]
			switch {
			case ok && (r.Target == nil || *r.Target != want || r.RankState != "incomparable" || r.Rank != nil || *r.Missing != want || *r.Completion != 0):
				// one period is stated and the other inferred: neither is ranked by the other
				t.Errorf("%s: %+v", r.RegionCode, r)
			case !ok && (r.Target != nil || r.TargetState != "unpublished" || r.RankState != "unpublished" || r.Rank != nil || r.Completion != nil || r.Missing != nil):
				t.Errorf("%s has no target and shows %+v", r.RegionCode, r)
			case *r.Done != 0:
				t.Errorf("%s: done %d in an empty city", r.RegionCode, *r.Done)
			}
		}
		key := look(leader, "indicator=landed_key_projects"+wholeQ1)
		if r := key.at("370202"); key.Indicator.Pending == "" || r.Done != nil || r.DoneState != "pending" || *r.Target != 28 || r.RankState != "pending" || r.Completion != nil {
			t.Errorf("an undefined designation is counted: %+v", r)
		}
		if got := leader.Do("GET", "/cockpit/projects?indicator=landed_key_projects", nil).Want(409).Problem(); got.Code != "indicator.pending" {
			t.Errorf("opening it: %+v", got)
		}
	})
}

func TestA28VerifiedLaterCountsFromItsDayAsALateEntry(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c, leader := s.As("laoshan"), s.As("leader")
		p := sign(c, "虚拟现实项目", "2024-02-20", amounts(apptest.CNY(30_000_000_000), apptest.CNY(10_000_000_000)))
		if got := look(leader, yiyuan+wholeQ1).at(laoshan); counts(got) != "done 0 claimed 1 late 0" {
			t.Errorf("unverified: %s", counts(got))
		}
		force := s.As("taskforce")
		if got := c.Do("POST", "/closings", map[string]any{"month": "2024-02"}).Want(403).Problem(); got.Code != "forbidden" {
			t.Errorf("a district closes a month: %+v", got)
		}
		force.Do("POST", "/closings", map[string]any{"month": "2024-03"}).Want(409) // not over
		force.Do("POST", "/closings", map[string]any{"month": "2024-3"}).Want(422)
		var closing struct {
			ClosedAt string `json:"closed_at"`
		}
		force.Do("POST", "/closings", map[string]any{"month": "2024-02"}).Want(201).JSON(&closing)
		force.Do("POST", "/closings", map[string]any{"month": "2024-02"}).Want(409)
		reported := s.City.DB.Now().UTC().Format("2006-01-02T15:04:05.000Z")

		s.As("planner").AcceptAll(p.ID)
		now := look(leader, yiyuan+wholeQ1)
		if counts(now.at(laoshan)) != "done 1 claimed 0 late 1" || counts(now.at(thisCity)) != "done 1 claimed 0 late 1" {
			t.Errorf("verified after the closing: %s", counts(now.at(laoshan)))
		}
		if m := now.Months[1]; m.Month != "2024-02" || m.Done != 1 || !m.Closed {
			t.Errorf("it counts in its own month: %+v", now.Months)
		}
		if got := look(leader, yiyuan+wholeQ1+"&known_at="+reported).at(laoshan); counts(got) != "done 0 claimed 1 late 0" {
			t.Errorf("the report as of its closing has changed: %s", counts(got))
		}
		if got := look(leader, yiyuan+wholeQ1+"&day=2024-02-19").at(laoshan); counts(got) != "done 0 claimed 0 late 0" {
			t.Errorf("before its day: %s", counts(got))
		}
		if got := open(leader, yiyuan+wholeQ1+"&late=true"); got.Count.Value != 1 || got.Items[0].ID != p.ID || !got.Items[0].Late || got.Items[0].Day != "2024-02-20" {
			t.Errorf("behind 补报: %+v", got)
		}
		recount(t, s)
	})
}

func TestOfficialFiguresAreTheSameForAllAndTheProjectsAreNot(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("laoshan")
		for i := range 3 {
			p := sign(c, fmt.Sprintf("人工智能项目%d", i), fmt.Sprintf("2024-02-0%d", i+1), amounts(apptest.CNY(30_000_000_000), apptest.CNY(1_000)))
			s.As("planner").AcceptAll(p.ID)
		}
		for login, hidden := range map[string]int{"leader": 0, "laoshan": 0, "huangdao": 3, "stationed": 3} {
			who := s.As(login)
			if got := look(who, yiyuan+wholeYr).City; counts(got) != "done 3 claimed 0 late 0" {
				t.Errorf("%s: %s", login, counts(got))
			}
			for _, number := range []string{"", "&stage=signed", "&stage=signed&day=2024-03-14"} {
				got := open(who, yiyuan+wholeYr+number)
				if got.Count.Value != 3 || got.Hidden != hidden || len(got.Items) != 3-hidden {
					t.Errorf("%s opens %q: %d of %d, hidden %d", login, number, len(got.Items), got.Count.Value, got.Hidden)
				}
			}
		}
		for _, number := range []string{"", "&stage=signed", "&stage=signed&day=2024-03-14"} {
			seen, cursor := map[string]bool{}, ""
			for range 3 {
				page := open(c, yiyuan+wholeYr+number+"&limit=1&cursor="+cursor)
				if len(page.Items) != 1 {
					t.Fatalf("%q: a page of one holds %d", number, len(page.Items))
				}
				seen[page.Items[0].ID], cursor = true, page.NextCursor
			}
			if len(seen) != 3 || cursor != "" {
				t.Errorf("%q: three pages show %d projects, next %q", number, len(seen), cursor)
			}
		}
		s.As("sysadmin").Do("GET", "/cockpit", nil).Want(403)
		s.As("sysadmin").Do("GET", "/indicators", nil).Want(403)
	})
}

func TestTheCockpitRefusesWhatItCannotRead(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		c := s.As("leader")
		for query, pointer := range map[string]string{
			"indicator=gdp": "query:indicator", "period=2024-Q9": "query:period", "day=2024-02-30": "query:day",
			"known_at=yesterday": "query:known_at", "region=999": "query:region",
		} {
			if got := c.Do("GET", "/cockpit?"+query, nil).Want(422).Problem(); len(got.Errors) != 1 || got.Errors[0].Pointer != pointer {
				t.Errorf("%s: %+v", query, got)
			}
		}
		for query, pointer := range map[string]string{
			"class=all": "query:class", "basis=guess": "query:basis", "stage=done": "query:stage", "period=2024-Q1&month=2024-04": "query:month",
		} {
			if got := c.Do("GET", "/cockpit/projects?"+query, nil).Want(422).Problem(); len(got.Errors) != 1 || got.Errors[0].Pointer != pointer {
				t.Errorf("%s: %+v", query, got)
			}
		}
	})
}

// What is stated is shown and nothing between: a target's curve is no straight line.
func TestMonthsShowOnlyWhatIsStated(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		leader := s.As("leader")
		quarter := look(leader, yiyuan+wholeQ1+"&region=370211")
		if len(quarter.Months) != 3 || quarter.Months[0].TargetCumulative != nil || quarter.Months[1].TargetCumulative != nil || *quarter.Months[2].TargetCumulative != 100 {
			t.Errorf("西海岸新区's quarter: %+v", quarter.Months)
		}
		if got := quarter.Period.Elapsed; got < 0.82 || got > 0.83 { // 75 of 91 days
			t.Errorf("time progress %f", got)
		}
		if year := look(leader, yiyuan+wholeYr+"&region=370211"); len(year.Months) != 3 || year.Months[2].TargetCumulative != nil {
			t.Errorf("its year, in March: %+v", year.Months)
		}
		var labels []string
		for _, p := range quarter.Indicator.Periods {
			labels = append(labels, p.Label)
		}
		if want := "[2024年 2024年一季度 2024年二季度 2024年三季度 2024年四季度]"; fmt.Sprint(labels) != want {
			t.Errorf("periods %v, want %s", labels, want)
		}
	})
}

func TestTargetsShowTheirSentences(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		var list struct {
			Items []struct {
				RegionName, Indicator, Quote string
				PeriodInferred               bool `json:"period_inferred"`
				Comparator, Currency         string
				Value                        int64
			}
		}
		c := s.As("auditor")
		c.Do("GET", "/targets", nil).Want(200).JSON(&list)
		if len(list.Items) != 7 {
			t.Fatalf("%d targets", len(list.Items))
		}
		inferred := 0
		for _, g := range list.Items {
			if g.Quote == "" {
				t.Errorf("%+v has no quote", g)
			}
			if g.PeriodInferred {
				inferred++
			}
			if g.Indicator == "fdi_actual_usd" && (g.Comparator != "gt" || g.Currency != "USD" || g.Value != 10_000_000_000) {
				t.Errorf("超过1亿美元 is %+v", g)
			}
		}
		if inferred != 1 {
			t.Errorf("%d inferred periods, want one", inferred)
		}
		c.Do("GET", "/targets?indicator=projects_ge_100m_cny&period=2024", nil).Want(200).JSON(&list)
		if len(list.Items) != 2 {
			t.Errorf("%d targets of 2024, want two", len(list.Items))
		}
		var cards struct{ Items []struct{ Code string } }
		c.Do("GET", "/indicators", nil).Want(200).JSON(&cards)
		if len(cards.Items) != 6 || cards.Items[0].Code != "projects_ge_100m_cny" {
			t.Errorf("cards: %+v", cards)
		}
	})
}
