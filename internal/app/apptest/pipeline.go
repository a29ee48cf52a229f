package apptest

import (
	"fmt"
	"strconv"
)

// Project is a project as tests read it.
type Project struct {
	ID, Code, Name, Stage, Status string
	StageDay                      string `json:"stage_day"`
	StageBasis                    string `json:"stage_basis"`
	NextStage                     string `json:"next_stage"`
	MissingEvidence               int    `json:"missing_evidence"`
	Version                       int64
	Fields                        map[string]any
	Entries                       []struct {
		EventID                              string `json:"event_id"`
		Stage, Day, Precision, Basis, Origin string
	}
}

// CNY is an amount in fen as the API takes it.
func CNY(fen int64) map[string]any { return map[string]any{"minor": fen, "currency": "CNY"} }

// USD is an amount in cents.
func USD(cents int64) map[string]any { return map[string]any{"minor": cents, "currency": "USD"} }

// Lead is a request that opens a valid lead; more overrides.
func Lead(name string, more map[string]any) map[string]any {
	body := map[string]any{"name": name, "investor_name": "示例" + name + "有限公司", "channel": "visit", "fields": map[string]any{"content": "示例内容"}}
	for k, v := range more {
		body[k] = v
	}
	return body
}

// Open creates a project.
func (c *Client) Open(name string, more map[string]any) Project {
	c.t.Helper()
	var p Project
	c.Do("POST", "/projects", Lead(name, more)).Want(201).JSON(&p)
	return p
}

// Get reads a project.
func (c *Client) Get(id string) Project {
	c.t.Helper()
	var p Project
	c.Do("GET", "/projects/"+id, nil).Want(200).JSON(&p)
	return p
}

// Match is the If-Match header of a version.
func Match(version int64) []string {
	return []string{"If-Match", `"` + strconv.FormatInt(version, 10) + `"`}
}

// Patch edits a project at its present version.
func (c *Client) Patch(id string, body map[string]any) Project {
	c.t.Helper()
	var p Project
	c.Do("PATCH", "/projects/"+id, body, Match(c.Get(id).Version)...).Want(200).JSON(&p)
	return p
}

// Move asks to enter a stage at the present version.
func (c *Client) Move(id, stage, day string) *Answer {
	c.t.Helper()
	return c.Do("POST", "/projects/"+id+"/stage", map[string]any{"stage": stage, "day": day}, Match(c.Get(id).Version)...)
}

// Prove uploads a file of each kind; its content differs every time. It returns
// the ids of the evidence.
func (c *Client) Prove(id string, kinds ...string) []string {
	c.t.Helper()
	var ids []string
	for _, k := range kinds {
		var e struct{ ID string }
		c.Upload("/projects/"+id+"/evidence", k+".pdf", fmt.Appendf(nil, "%%PDF-1.4 %s %s", id, k), map[string]string{"kind": k}).Want(201).JSON(&e)
		ids = append(ids, e.ID)
	}
	return ids
}

// Accept verifies evidence.
func (c *Client) Accept(ids ...string) {
	c.t.Helper()
	for _, id := range ids {
		c.Do("POST", "/evidence/"+id+"/decision", map[string]any{"accept": true}).Want(200)
	}
}

// Fill gives a project everything that the gate of each stage of every kind asks
// for, so that a test can move it; evidence is uploaded but not verified.
func (c *Client) Fill(id string, stages ...string) {
	c.t.Helper()
	fields := map[string]any{}
	var kinds []string
	for _, s := range stages {
		for k, v := range gateFields[s] {
			fields[k] = v
		}
		kinds = append(kinds, gateEvidence[s]...)
		switch s {
		case "talks":
			c.Do("POST", "/projects/"+id+"/contacts", map[string]any{"day": "2024-01-05", "way": "meeting", "two_way": true, "ours": "示例局", "theirs": "示例企业", "content": "洽谈"}).Want(201)
		case "signed":
			c.Patch(id, map[string]any{"industry_code": "3973"})
		case "building":
			c.Do("POST", "/projects/"+id+"/milestones", map[string]any{"name": "主体封顶", "planned_day": "2024-10-01"}).Want(201)
		}
	}
	c.Patch(id, map[string]any{"fields": fields})
	have := map[string]bool{}
	var list struct {
		Items []struct{ Kind, State string }
	}
	c.Do("GET", "/projects/"+id+"/evidence", nil).Want(200).JSON(&list)
	for _, e := range list.Items {
		have[e.Kind] = e.State != "rejected"
	}
	for _, k := range kinds {
		if !have[k] {
			have[k] = true
			c.Prove(id, k)
		}
	}
}

// AcceptAll verifies everything of a project that waits.
func (c *Client) AcceptAll(id string) {
	c.t.Helper()
	var list struct{ Items []struct{ ID, State string } }
	c.Do("GET", "/projects/"+id+"/evidence", nil).Want(200).JSON(&list)
	for _, e := range list.Items {
		if e.State == "unverified" {
			c.Accept(e.ID)
		}
	}
}

var gateFields = map[string]map[string]any{
	"talks":     {"counterpart": "示例经理", "our_contact": "示例科长", "next_action": "考察选址"},
	"signed":    {"signatory": "示例区政府", "contract_type": "formal", "meeting_no": "示例〔2024〕1号"},
	"landed":    {"legal_person": "示例项目公司", "company_code": "91370200163562681G", "registered_capital": CNY(1_000_000_00)},
	"started":   {"start_day": "2024-03-01", "site": "示例路1号", "project_code": "2401-370212-04-01-123456"},
	"building":  {"progress_plan": "示例进度计划"},
	"producing": {"production_day": "2024-03-10"},
}

var gateEvidence = map[string][]string{
	"talks": {"meeting_minutes"}, "signed": {"contract", "legal_review", "no_promise_statement"}, "landed": {"business_licence"},
	"started":   {"filing", "land_title", "construction_permit", "site_photo", "lease", "equipment_contract"},
	"producing": {"acceptance", "first_invoice"}, "operating": {"performance_review"},
}
