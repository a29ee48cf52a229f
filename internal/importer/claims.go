package importer

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/date"
	"qipan/internal/platform/text"
	"qipan/internal/project"
)

// claims turns understood rows into what project takes over: names become codes
// and people, what has no field of its own goes into the note.
type claims struct {
	words  *Words
	chains map[string]string // folded name → code
	people map[string]identity.UserID
	names  map[identity.UserID]string
}

func (s *Service) claims(ctx context.Context, q bun.IDB, who identity.Caller) (*claims, error) {
	w, err := s.Words()
	if err != nil {
		return nil, err
	}
	c := &claims{words: w, chains: map[string]string{}, names: map[identity.UserID]string{}}
	list, err := s.Chains.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, ch := range list {
		c.chains[chainKey(ch.Name)] = ch.Code // a later taxonomy's chain of the same name wins
	}
	if c.people, err = s.Users.Colleagues(ctx, q, who); err != nil {
		return nil, err
	}
	for name, id := range c.people {
		c.names[id] = name
	}
	return c, nil
}

func chainKey(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text.Fold(name), "链"), "产业")
}

var industryCode = regexp.MustCompile(`^[A-T]?\d{2,4}$`)

var projectCode = regexp.MustCompile(`^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$`)

// of is the claim of a row, and what is good to know about how it was made.
func (c *claims) of(r *understand.Row) (project.Claim, []string) {
	var notes []string
	out := project.Claim{Name: r.Name, InvestorName: r.Investor, Kind: project.Kind(r.Kind), RegionCode: r.RegionCode, Total: r.Total, FixedAssets: r.Fixed,
		Status: project.Status(r.Status), Stage: project.Stage(r.Stage), Fields: fieldsOf(r)}
	if out.RegionCode == "" {
		out.RegionCode = r.DistrictCode
	}
	switch {
	case r.FDI != nil && r.FDIActual:
		notes = append(notes, "“实际使用外资”是另一本账，未写入合同外资。")
	default:
		out.ContractedFDI = r.FDI
	}
	for _, stage := range project.Stages {
		if d, ok := r.Dates[string(stage)]; ok {
			out.Entries = append(out.Entries, project.Said{Stage: stage, Day: d.Day, Precision: d.Precision})
		}
	}
	if r.StatusDay != nil {
		out.StatusDay = r.StatusDay.Day
		if r.StatusDay.Precision == date.Month {
			notes = append(notes, "状态日期只到月，按当月1日记。")
		}
	}
	var note string
	if out.IndustryCode, note = c.industryOf(r.Industry); note != "" {
		notes = append(notes, note)
	}
	out.Chains, note = c.chainsOf(r.Chain)
	if note != "" {
		notes = append(notes, note)
	}
	if out.LeadOwner, note = c.ownerOf(r.Owner); note != "" {
		notes = append(notes, note)
	}
	return out, notes
}

// fieldsOf fills the form's texts. The credit code of a project company belongs
// to the form; other columns are gathered in the note so that nothing is lost.
func fieldsOf(r *understand.Row) project.Values {
	out := project.Values{}
	put := func(code, value string, most int) {
		if value = strings.TrimSpace(value); value != "" {
			out[code] = cut(value, most)
		}
	}
	put("content", r.Content, 4000)
	put("site", r.Address, 300)
	put("legal_person", r.Company, 200)
	put("company_code", r.CreditCode, 40)
	put("counterpart", strings.TrimSpace(r.Contact+" "+r.Phone), 200)
	if projectCode.MatchString(r.Code) {
		put("project_code", r.Code, 40)
	}
	var note []string
	for _, part := range [][2]string{{"进展", r.Progress}, {"责任单位", r.Unit}, {"备注", r.Remarks}} {
		if v := strings.TrimSpace(part[1]); v != "" {
			note = append(note, part[0]+"："+v)
		}
	}
	put("note", strings.Join(note, "\n"), 2000)
	return out
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func (c *claims) industryOf(said string) (code, note string) {
	said = strings.TrimSpace(said)
	if said == "" {
		return "", ""
	}
	if industryCode.MatchString(said) {
		return said, ""
	}
	if code, ok := c.words.industries[said]; ok {
		return code, ""
	}
	return "", fmt.Sprintf("行业“%s”不是 GB/T 4754 的代码或名称，未采用。", cut(said, 40))
}

func (c *claims) chainsOf(said string) (codes []string, note string) {
	var unknown []string
	for _, part := range strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune("、，,;；/", r) }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if code, ok := c.chains[chainKey(part)]; ok {
			codes = append(codes, code)
		} else {
			unknown = append(unknown, part)
		}
	}
	if len(unknown) > 0 {
		note = fmt.Sprintf("产业链“%s”不在词典中，未采用。", cut(strings.Join(unknown, "、"), 60))
	}
	return codes, note
}

// ownerOf is the first person named whom the caller may put in charge.
func (c *claims) ownerOf(said string) (identity.UserID, string) {
	said = strings.TrimSpace(said)
	if said == "" {
		return "", ""
	}
	for _, part := range strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune("、，,;；/ \n", r) }) {
		if id, ok := c.people[part]; ok {
			return id, ""
		}
	}
	return "", fmt.Sprintf("责任人“%s”没有对应的账号，未采用。", cut(said, 40))
}
