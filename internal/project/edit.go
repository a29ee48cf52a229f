package project

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qipan/internal/audit"
	"qipan/internal/enterprise"
	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/money"
	"qipan/internal/region"
)

// Opt is a value that may have been left out of an edit.
type Opt[T any] struct {
	Set   bool
	Value T
}

// Some is a value that was given.
func Some[T any](v T) Opt[T] { return Opt[T]{true, v} }

// Edit is what a person writes of a project; only what is set is checked and
// changed. An amount set to nil becomes 待核.
type Edit struct {
	Name           Opt[string]
	InvestorName   Opt[string]
	EnterpriseID   Opt[string]
	Kind           Opt[Kind]
	RegionCode     Opt[string] // district, town or park
	Channel        Opt[string]
	IndustryCode   Opt[string]
	Total          Opt[*money.Amount]
	FixedAssets    Opt[*money.Amount]
	ContractedFDI  Opt[*money.Amount]
	CityRelocation Opt[bool]
	Fields         Values // nil value: emptied
	Secret         bool   // flagged as a state secret: refused
}

// Create opens a project as a lead. Key makes a repeated request harmless.
func (s *Service) Create(ctx context.Context, who identity.Caller, key string, in Edit) (*Project, error) {
	if err := who.Need(identity.CreateProjects); err != nil {
		return nil, err
	}
	if !in.RegionCode.Set {
		in.RegionCode = Some(who.Organisation.RegionCode)
	}
	if !in.Kind.Set {
		in.Kind = Some(KindLand)
	}
	in.Name, in.InvestorName, in.Channel = Some(in.Name.Value), Some(in.InvestorName.Value), Some(in.Channel.Value)
	id, err := db.Write(ctx, s.db, func(tx *db.Tx) (ID, error) {
		return db.Once(ctx, tx, string(who.User.ID), key, in, func() (ID, error) { return s.create(ctx, tx, who, in) })
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

func (s *Service) create(ctx context.Context, tx *db.Tx, who identity.Caller, in Edit) (ID, error) {
	p := &Project{ID: ID(s.newID()), Kind: KindLand, Status: Active, Stage: Lead, StageDay: s.today(), StageBasis: Claimed, TotalCNY: -1,
		OrgID: who.User.OrgID, ReporterID: string(who.User.ID), UpdatedBy: string(who.User.ID), CreatedAt: tx.Millis(), UpdatedAt: tx.Millis(), Version: 1}
	rules, err := s.rules.current(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := s.apply(ctx, tx, who, rules, p, in); err != nil {
		return "", err
	}
	st := &state{rules: rules, project: p, today: s.today()}
	if err := missing(st.items(Lead, s.today())); err != nil {
		e, _ := fault.As(err)
		return "", &fault.Error{Kind: fault.Invalid, Code: "project.invalid", Message: "项目信息不完整。", Details: e.Details}
	}
	if p.Seq, err = next(ctx, tx, "project", 1); err != nil {
		return "", err
	}
	p.Code = Code(s.prefix(), s.today().Year(), p.Seq)
	if _, err := tx.NewInsert().Model(p).Exec(ctx); err != nil {
		return "", fmt.Errorf("create project: %w", err)
	}
	ev := Event{ID: s.newID(), ProjectID: p.ID, Act: Enter, Stage: Lead, Day: s.today(), Precision: date.Day, Basis: Claimed, Origin: Entered,
		GateVersion: rules.Version, RecordedAt: tx.Millis(), ActorID: string(who.User.ID)}
	if _, err := tx.NewInsert().Model(&ev).Exec(ctx); err != nil {
		return "", fmt.Errorf("create project: %w", err)
	}
	if err := index(ctx, tx, p); err != nil {
		return "", err
	}
	return p.ID, s.settle(ctx, tx, who, p, "create", "", audit.Diff(nil, p.view()))
}

// next takes n numbers of a sequence and returns the first. The row is locked
// until tx ends, so numbers are never reused and never out of order.
func next(ctx context.Context, tx *db.Tx, name string, n int64) (int64, error) {
	var last int64
	err := tx.NewRaw(`INSERT INTO counter (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value`, name, n).Scan(ctx, &last)
	if err != nil {
		return 0, fmt.Errorf("number a %s: %w", name, err)
	}
	return last - n + 1, nil
}

// Edit writes a project that was read at version.
func (s *Service) Edit(ctx context.Context, who identity.Caller, id ID, version int64, in Edit) (*Project, error) {
	if err := who.Need(identity.EditProjects); err != nil {
		return nil, err
	}
	err := db.Do(ctx, s.db, func(tx *db.Tx) error {
		p, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if p.Status == Void {
			return errVoid
		}
		rules, err := s.rules.current(ctx, tx)
		if err != nil {
			return err
		}
		before := p.view()
		if err := s.apply(ctx, tx, who, rules, p, in); err != nil {
			return err
		}
		changes := audit.Diff(before, p.view())
		if len(changes) == 0 {
			return nil // a save that changes nothing adds nothing
		}
		p.Version++
		if err := s.settle(ctx, tx, who, p, "edit", "", changes); err != nil {
			return err
		}
		return index(ctx, tx, p)
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

var errVoid = fault.New(fault.Conflict, "project.void", "项目已作废，不能再修改。")

// apply checks what is set and writes it to p; all faults come back at once.
func (s *Service) apply(ctx context.Context, tx *db.Tx, who identity.Caller, rules *Rules, p *Project, in Edit) error {
	if in.Secret {
		return fault.New(fault.Invalid, "project.state_secret", "涉及国家秘密的项目不能录入本系统，请按保密规定办理。")
	}
	var f fault.Form
	text := func(to *string, v Opt[string], pointer, label string, most int, required bool) {
		if !v.Set {
			return
		}
		*to = strings.TrimSpace(v.Value)
		if required {
			f.Require(pointer, label, *to)
		}
		f.MaxRunes(pointer, label, *to, most)
	}
	text(&p.Name, in.Name, "/name", "项目名称", 200, true)
	text(&p.InvestorName, in.InvestorName, "/investor_name", "投资方", 200, true)
	if in.Channel.Set {
		p.Channel = in.Channel.Value
		if !known(rules.Channels, p.Channel) {
			f.Add("/channel", "channel.unknown", "请选择线索来源。")
		}
	}
	if in.IndustryCode.Set {
		p.IndustryCode = in.IndustryCode.Value
		if p.IndustryCode != "" && !s.industry(p.IndustryCode) {
			f.Add("/industry_code", "industry.unknown", "行业代码“%s”不在 GB/T 4754-2017 中。", p.IndustryCode)
		}
	}
	if in.Kind.Set {
		s.changeKind(ctx, tx, rules, p, in.Kind.Value, &f)
	}
	applyAmount(&f, "/total_investment", "总投资", in.Total, p.setTotal)
	applyAmount(&f, "/fixed_assets", "固定资产投资", in.FixedAssets, p.setFixed)
	applyAmount(&f, "/contracted_fdi", "合同外资", in.ContractedFDI, p.setFDI)
	if t, x := p.Total(), p.FixedAssets(); t != nil && x != nil && t.Currency == x.Currency && x.Minor > t.Minor && (in.Total.Set || in.FixedAssets.Set) {
		f.Add("/fixed_assets", "amount.fixed_over_total", "固定资产投资大于总投资。")
	}
	if in.CityRelocation.Set {
		p.CityRelocation = in.CityRelocation.Value
	}
	p.Fields = applyFields(rules, p.Fields.clone(), in.Fields, &f)
	if in.RegionCode.Set {
		if err := s.place(ctx, tx, who, p, in.RegionCode.Value, &f); err != nil {
			return err
		}
	}
	if err := f.Err("project.invalid", "项目信息有误。"); err != nil {
		return err
	}
	return s.linkFirm(ctx, tx, who, p, in)
}

func applyAmount(f *fault.Form, pointer, label string, in Opt[*money.Amount], set func(*money.Amount)) {
	if !in.Set {
		return
	}
	a := in.Value
	switch {
	case a == nil:
	case !a.Currency.Known():
		f.Add(pointer, "currency.unknown", "%s的币种“%s”不认识。", label, a.Currency)
		return
	case a.Minor < 0 || a.Minor > money.Max:
		f.Add(pointer, "amount.range", "%s超出范围。", label)
		return
	}
	set(a)
}

// changeKind moves a project to another path, as long as the stages entered lie on it.
func (s *Service) changeKind(ctx context.Context, tx *db.Tx, rules *Rules, p *Project, k Kind, f *fault.Form) {
	kr := rules.Kind(k)
	if kr == nil {
		f.Add("/kind", "kind.unknown", "没有“%s”这种项目类型。", k)
		return
	}
	events, err := eventsOf(ctx, tx, p.ID)
	if err != nil {
		f.Add("/kind", "internal", "暂时不能核对已进入的阶段。")
		return
	}
	for _, e := range fold(events) {
		if kr.Step(e.Stage) == nil {
			f.Add("/kind", "kind.stage", "“%s”项目没有已进入的阶段“%s”。", kr.Label, rules.StageLabel(p.Kind, e.Stage))
			return
		}
	}
	p.Kind = k
}

// place puts the project into a region the caller covers.
func (s *Service) place(ctx context.Context, tx *db.Tx, who identity.Caller, p *Project, code string, f *fault.Form) error {
	if code == p.RegionCode {
		return nil
	}
	path, err := region.PathOf(ctx, tx, code)
	if fault.Is(err, fault.NotFound) {
		f.Add("/region_code", "region.unknown", "没有代码为“%s”的区域。", code)
		return nil
	}
	if err != nil {
		return err
	}
	if !who.Scope().Covers(path) && code != who.Organisation.RegionCode {
		f.Add("/region_code", "region.outside", "这个区域不在您的管辖范围内。")
		return nil
	}
	p.RegionCode, p.RegionPath, p.DistrictCode = code, path, districtOf(path)
	return nil
}

// districtOf is the second segment of a region path; the city itself for the city.
func districtOf(path string) string {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	return parts[min(1, len(parts)-1)]
}

// linkFirm points to the investor's record, making it if there is none yet. A
// code name is nobody's record.
func (s *Service) linkFirm(ctx context.Context, tx *db.Tx, who identity.Caller, p *Project, in Edit) error {
	switch {
	case in.EnterpriseID.Set && in.EnterpriseID.Value != "":
		e, err := s.firms.Find(ctx, who, enterprise.ID(in.EnterpriseID.Value))
		if err != nil {
			return err
		}
		p.EnterpriseID = string(e.ID)
	case p.Fields["investor_is_code_name"] == true || p.InvestorName == "":
		p.EnterpriseID = ""
	case in.InvestorName.Set || p.EnterpriseID == "":
		e, err := s.firms.Named(ctx, tx, who, p.InvestorName, p.BatchID)
		if err != nil {
			return err
		}
		p.EnterpriseID = string(e.ID)
	}
	return nil
}

func applyFields(rules *Rules, have, in Values, f *fault.Form) Values {
	keys := make([]string, 0, len(in))
	for k := range in {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		def, at := rules.field(k), "/fields/"+k
		if def == nil {
			f.Add(at, "field.unknown", "没有“%s”这个字段。", k)
			continue
		}
		v := in[k]
		if v == nil || v == "" {
			delete(have, k)
			continue
		}
		if v, ok := checkField(rules, def, at, v, f); ok && v == nil {
			delete(have, k)
		} else if ok {
			have[k] = v
		}
	}
	return have
}
