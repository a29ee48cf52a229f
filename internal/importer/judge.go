package importer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/project"
)

// judge says of each row what confirming would do with it, by the rules of the
// form and by what is here already.
type judge struct {
	desk    *project.Desk
	claims  *claims
	match   *matcher
	mapping *understand.Mapping
	met     map[project.ID]int64 // projects that a row of this batch means, by position
	fresh   map[string]int64     // keys of new projects, by position
}

func (s *Service) judge(ctx context.Context, q bun.IDB, who identity.Caller, m *understand.Mapping) (*judge, error) {
	j := &judge{mapping: m, met: map[project.ID]int64{}, fresh: map[string]int64{}}
	var err error
	if j.desk, err = s.Projects.Desk(ctx, q, who); err != nil {
		return nil, err
	}
	if j.claims, err = s.claims(ctx, q, who); err != nil {
		return nil, err
	}
	j.match, err = s.matcher(ctx, q, who)
	return j, err
}

// verdict is what is thought of a row before cells are compared.
type verdict struct {
	row   *Row
	claim project.Claim
	known *known        // the project it updates
	to    project.ID    // the project it is linked to by decision, where no ledger spoke of it
	cells project.Cells // of the claim
}

// updates reports whether the row means a project that is there.
func (v *verdict) updates() bool { return v.known != nil || v.to != "" }

func (v *verdict) target() project.ID {
	if v.known != nil {
		return v.known.project
	}
	return v.to
}

// assess judges one row by itself. A row that means a known project is Unchanged
// here only if the ledger says the very same; otherwise it is Changed until plan
// has compared the cells.
func (j *judge) assess(r *Row) *verdict {
	d := &r.Data
	d.Findings, d.Notices, d.Changes, d.Similar, d.ProjectID = nil, nil, nil, nil, ""
	v := &verdict{row: r}
	v.claim, d.Notices = j.claims.of(&d.Row)
	for _, f := range j.desk.Check(&v.claim) {
		j.found(d, f)
	}
	r.State = j.state(v)
	r.code()
	return v
}

// found keeps a finding of the rules. What could not be read is not judged a
// second time.
func (j *judge) found(d *Data, f project.Finding) {
	field := fieldOfCell(f.Cell)
	for i, p := range d.Row.Problems {
		if p.Code == fixedOverTotal && f.Code == "amount."+fixedOverTotal {
			d.Row.Problems[i].Severity = understand.Fatal // a doubt to the reader, a refusal to the form
			return
		}
		if p.Severity == understand.Fatal && p.Field == field && p.Code != duplicateInFile {
			return
		}
	}
	if f.Weight == project.Informs {
		d.Notices = append(d.Notices, f.Message)
		return
	}
	p := understand.Problem{Column: j.claims.words.Label(field), Code: f.Code, Severity: understand.Fatal, Message: f.Message, Field: field}
	if strings.HasPrefix(f.Cell, "fields.") {
		p.Column = j.desk.Rules().CellLabel(f.Cell)
	}
	if f.Weight == project.Warns {
		p.Severity = understand.Warning
	}
	p.Value = cut(valueOf(&d.Row, field), 200)
	if field == "stage" && p.Value != "" {
		p.Value = j.desk.Rules().StageLabel("", project.Stage(p.Value))
	}
	d.Findings = append(d.Findings, p)
}

// fieldOfCell is the column a cell of a project comes from.
func fieldOfCell(cell string) string {
	if stage, ok := strings.CutPrefix(cell, "stage."); ok {
		return "date:" + stage
	}
	if f, ok := map[string]string{"investor_name": "investor", "region_code": "district", "industry_code": "industry", "total_investment": "total",
		"fixed_assets": "fixed", "contracted_fdi": "fdi", "chains": "chain", "lead_owner": "owner", "status": "stage", "status_day": "date:status",
		"fields.content": "content", "fields.site": "address", "fields.legal_person": "company", "fields.company_code": "credit_code",
		"fields.counterpart": "contact", "fields.note": "remarks", "fields.project_code": "code"}[cell]; ok {
		return f
	}
	return cell
}

// valueOf is what a row says in a field, as near to the cell as it is kept.
func valueOf(r *understand.Row, field string) string {
	if stage, ok := strings.CutPrefix(field, "date:"); ok {
		if d, ok := r.Dates[stage]; ok {
			return string(d.Day)
		}
		return ""
	}
	switch field {
	case "total":
		if r.Total != nil {
			return r.Total.Decimal()
		}
	case "fixed":
		if r.Fixed != nil {
			return r.Fixed.Decimal()
		}
	case "fdi":
		if r.FDI != nil {
			return r.FDI.Decimal()
		}
	}
	return map[string]string{"name": r.Name, "investor": r.Investor, "district": r.DistrictCode, "stage": r.Stage, "kind": r.Kind, "industry": r.Industry,
		"chain": r.Chain, "owner": r.Owner, "content": r.Content, "address": r.Address, "company": r.Company, "credit_code": r.CreditCode, "contact": r.Contact,
		"remarks": r.Remarks, "code": r.Code}[field]
}

func (j *judge) state(v *verdict) RowState {
	d := &v.row.Data
	if d.Decision == Leave {
		return RowSkipped
	}
	twice, bad := false, false
	for _, p := range v.row.Problems() {
		if p.Severity == understand.Fatal {
			twice = twice || p.Code == duplicateInFile
			bad = bad || p.Code != duplicateInFile
		}
	}
	switch {
	case bad:
		return RowProblem
	case twice && d.Decision == "":
		return RowDuplicate
	}
	v.cells = v.claim.Cells()
	return j.meet(v)
}

// Codes of the reading that the rules have more to say about.
const (
	duplicateInFile = "duplicate_in_file"
	fixedOverTotal  = "fixed_over_total"
)

// meet finds the project the row means.
func (j *judge) meet(v *verdict) RowState {
	d, at := &v.row.Data, v.row.Position
	code, name := codeKey(&d.Row, j.mapping), nameKey(&d.Row)
	k, similar := j.match.find(code, name, d.Row.DistrictCode)
	if d.Decision == AsNew {
		k, similar = nil, nil
	}
	d.Similar = similar
	if similar != nil && d.Decision == AsSame {
		if v.known = j.match.newest[project.ID(similar.ProjectID)]; v.known == nil {
			v.to = project.ID(similar.ProjectID)
		}
		similar = nil
	}
	if k != nil {
		v.known = k
	}
	switch {
	case similar != nil:
		return RowDuplicate
	case v.updates():
		if other, ok := j.met[v.target()]; ok && other != at {
			j.found(d, project.Finding{Cell: "name", Code: duplicateInFile, Message: "本文件里已有一行指同一个项目。"})
			return RowDuplicate
		}
		j.met[v.target()] = at
		d.ProjectID = string(v.target())
		if v.known != nil && v.known.digest == digest(v.cells) {
			return RowUnchanged
		}
		return RowChanged
	}
	key := code + "\x1e" + name + "\x1e" + d.Row.DistrictCode
	if other, ok := j.fresh[key]; ok && other != at && d.Decision != AsNew {
		j.found(d, project.Finding{Cell: "name", Code: duplicateInFile, Message: "本文件里已有一行是同一个项目。"})
		return RowDuplicate
	}
	j.fresh[key] = at
	return RowNew
}

// rows judges rows and compares those that mean projects cell by cell.
func (j *judge) rows(ctx context.Context, q bun.IDB, rows []*Row) error {
	var open []*verdict
	for _, r := range rows {
		if v := j.assess(r); r.State == RowChanged {
			open = append(open, v)
		}
	}
	updates, err := j.updates(ctx, q, open)
	if err != nil || len(updates) == 0 {
		return err
	}
	plans, err := j.desk.Plans(ctx, q, updates)
	if err != nil {
		return err
	}
	for i, v := range open {
		j.show(v, &plans[i])
	}
	return nil
}

// updates pairs claims with what the last ledger said.
func (j *judge) updates(ctx context.Context, q bun.IDB, vs []*verdict) ([]project.Update, error) {
	var links []string
	for _, v := range vs {
		if v.known != nil {
			links = append(links, v.known.link)
		}
	}
	base, err := bases(ctx, q, links)
	if err != nil {
		return nil, err
	}
	out := make([]project.Update, len(vs))
	for i, v := range vs {
		out[i] = project.Update{ID: v.target(), Claim: v.claim}
		if v.known != nil {
			out[i].Base = base[v.known.link]
		}
	}
	return out, nil
}

// show puts what a plan would do on its row.
func (j *judge) show(v *verdict, p *project.Plan) {
	r, d, rules := v.row, &v.row.Data, j.desk.Rules()
	if p.Idle() {
		r.State = RowUnchanged
		return
	}
	if d.Similar != nil {
		d.Similar.Code, d.Similar.Name = p.Code, p.Name
	}
	if p.Stage != v.claim.Stage && slices.ContainsFunc(p.Apply, func(a project.Delta) bool { return strings.HasPrefix(a.Field, "stage.") }) {
		d.Changes = append(d.Changes, Change{"stage", "阶段", rules.StageLabel(v.claim.Kind, p.Stage), rules.StageLabel(v.claim.Kind, v.claim.Stage)})
	}
	for _, a := range p.Apply {
		d.Changes = append(d.Changes, Change{a.Field, rules.CellLabel(a.Field), j.text(a.Field, a.Before), j.text(a.Field, a.After)})
	}
	for _, k := range p.Kept {
		field := fieldOfCell(k.Field)
		d.Findings = append(d.Findings, understand.Problem{Column: rules.CellLabel(k.Field), Value: cut(j.text(k.Field, k.Ledger), 200), Code: "kept_" + k.Code,
			Severity: understand.Warning, Field: field, Message: fmt.Sprintf("%s（系统中：%s）", k.Message, orNone(j.text(k.Field, k.Present)))})
	}
	r.code()
}

func orNone(s string) string {
	if s == "" {
		return "空"
	}
	return s
}

func (j *judge) text(field, value string) string {
	switch field {
	case "lead_owner":
		if name, ok := j.claims.names[identity.UserID(value)]; ok {
			return name
		}
		if value != "" {
			return "其他人员"
		}
	case "chains":
		return value
	}
	return j.desk.Rules().CellText(field, value, j.desk.Tree().Name)
}
