package demo

import (
	"fmt"

	"qipan/internal/platform/money"
	"qipan/internal/project"
)

// climb enters the stages after lead, each through its gate. since is the instant
// from which the handler acts. It gives how many of the steps the city knows of by
// Today, and when it learnt of the last.
func (t *tale) climb(steps []step, since int64) (int, int64) {
	for i, s := range steps[1:] {
		at := max(t.days.recorded(t.r, s.day, t.lag()), since+40*minute+t.r.Int64N(30*minute))
		if at > t.until {
			return i + 1, since
		}
		day, settled := t.days.at(s.day), at
		enter := func(at int64) { t.draft.Enter(at, t.handler.Actor, s.stage, day, "") }
		undone := t.chance(2)
		if undone { // a mis-click, put right within days
			settled = t.days.recorded(t.r, t.days.of(at), 1+t.r.IntN(4))
			t.act(at+35*minute, func(at int64) { t.draft.Reverse(at, t.handler.Actor, s.stage, pick(t.r, undoReasons)) })
			t.act(settled, enter)
		}
		t.act(at, enter)
		t.pass(s, at, settled)
		if since = settled; since > t.until {
			return i + 1, at
		}
		if !undone && t.chance(3) && s.day-steps[i].day > 3 {
			day := t.days.at(s.day - 1 - t.r.IntN(2))
			t.act(t.days.recorded(t.r, t.days.of(at), 3+t.r.IntN(25)), func(at int64) {
				t.draft.Redate(at, t.handler.Actor, s.stage, day, pick(t.r, redateReasons))
			})
		}
	}
	return len(steps), since
}

// lag is how many days after a stage it is recorded: mostly at once, sometimes
// after the month has been reported.
func (t *tale) lag() int {
	switch n := t.r.IntN(100); {
	case t.wanted || n < 72:
		return t.r.IntN(3)
	case n < 94:
		return 3 + t.r.IntN(6)
	case n < 98:
		return 9 + t.r.IntN(12)
	}
	return 21 + t.r.IntN(25)
}

// pass supplies all that the gate of a step asks for shortly before at; others
// look at it once the stage has settled.
func (t *tale) pass(s step, at, settled int64) {
	yes := project.Values{"no_agreement": t.shape.noAgreement, "has_promises": t.promises}
	fields, evidence := t.seeder.Asks(t.kind, yes, s.stage)
	change, given := project.Change{Fields: project.Values{}}, false
	for _, code := range fields {
		given = true
		switch code {
		case "total_investment":
			change.Total = t.sums.total
		case "fixed_assets":
			change.FixedAssets = t.sums.fixed
		case "contracted_fdi":
			change.ContractedFDI = t.sums.fdi
		case "name", "investor_name", "channel", "industry_code":
		default:
			change.Fields[code] = t.value(code, s, at)
		}
	}
	if s.stage == project.Signed {
		change.Fields["has_promises"] = t.promises
		if t.codeName {
			change.InvestorName, change.EnterpriseID, change.Fields["investor_is_code_name"] = t.firm.Name, string(t.firm.ID), false
		}
		if t.sums.fdi != nil {
			change.ContractedFDI = t.sums.fdi
		}
	}
	if s.stage == project.Started && t.kind == project.KindLand {
		change.Fields["permit_day"] = string(t.days.at(max(s.day-2-t.r.IntN(18), 0)))
	}
	if given {
		t.act(at-17*minute, func(at int64) { t.draft.Edit(at, t.handler.Actor, change) })
	}
	switch s.stage {
	case project.Talks:
		t.meet(s, at)
	case project.Building:
		t.schedule(s, at)
	}
	for i, set := range evidence {
		kind := set[0]
		if len(set) > 1 && t.chance(35) {
			kind = set[1]
		}
		t.prove(kind, s, at-12*minute+int64(i)*minute, settled)
	}
}

// meet is the first two-way meeting and the naming of both stewards.
func (t *tale) meet(s step, at int64) {
	c := t.meeting(t.handler, s.day)
	t.act(at-16*minute, func(at int64) { t.draft.Log(at, t.handler.Actor, c) })
	deputy := t.district.clerks[0]
	if deputy.id == t.handler.id {
		deputy = t.district.clerks[1]
	}
	t.act(at-15*minute, func(at int64) { t.draft.SetOwners(at, t.handler.Actor, t.dayOf(at), t.handler.id, deputy.id) })
}

// schedule plans milestones; those that come due are reached, now and then late.
func (t *tale) schedule(s step, at int64) {
	day := s.day
	for n, name := range milestones[:2+t.r.IntN(len(milestones)-1)] {
		day += 25 + t.r.IntN(70)
		planned := t.days.seemly(t.r, day)
		number := -1
		m := project.Milestone{Name: name, PlannedDay: t.days.at(planned)}
		t.act(at-15*minute+int64(n)*20_000, func(at int64) { number = t.draft.Plan(at, t.handler.Actor, m) })
		actual := t.days.forward[min(planned+t.r.IntN(25)-5, len(t.days.day)-1)]
		if reached := t.days.recorded(t.r, max(actual, t.days.of(at)), 1+t.r.IntN(4)); actual > s.day && reached <= t.until && !t.chance(12) {
			t.act(reached, func(at int64) { t.draft.Reach(at, t.handler.Actor, number, t.days.at(actual)) })
		}
	}
}

// prove uploads a file and lets another organisation look at it some days after
// the stage has settled.
func (t *tale) prove(kind string, s step, at, settled int64) {
	file, patience := t.upload(kind, s, at), t.patience()
	checker := t.cast.checker(t.r, t.district, t.handler)
	n := t.r.IntN(100)
	switch {
	case !t.wanted && n < 5: // nobody looks at it
	case n < 12:
		t.act(t.later(settled, patience), func(at int64) { t.draft.Decide(at, checker.Actor, *file, false, pick(t.r, rejectReasons)) })
		if t.wanted || t.chance(75) {
			again := t.later(settled, patience+2+t.r.IntN(20))
			second := t.upload(kind, s, again)
			t.act(t.later(again, t.patience()), func(at int64) { t.draft.Decide(at, checker.Actor, *second, true, "") })
		}
	default:
		t.act(t.later(settled, patience), func(at int64) { t.draft.Decide(at, checker.Actor, *file, true, "") })
		if revoked := t.later(settled, patience+20+t.r.IntN(40)); kind == "contract" && !t.wanted && t.chance(2) {
			t.act(revoked, func(at int64) { t.draft.Decide(at, checker.Actor, *file, false, pick(t.r, revokeReasons)) })
		}
	}
}

// upload brings a file that the project does not have yet for this kind. The
// number of the file is known once the act has been told.
func (t *tale) upload(kind string, s step, at int64) *int {
	file := new(int)
	if t.used == nil {
		t.used = map[string]int{}
	}
	papers := t.papers[kind]
	p := papers[(int(t.seq)+t.used[kind])%len(papers)]
	t.used[kind]++
	e := project.Evidence{Kind: kind, Filename: p.name, MediaType: p.mediaType, SHA256: p.sum, Size: p.size, Day: t.days.at(s.day)}
	t.act(at, func(at int64) { *file = t.draft.Upload(at, t.handler.Actor, e) })
	return file
}

// patience is how many days a file waits for somebody to look at it.
func (t *tale) patience() int {
	switch n := t.r.IntN(100); {
	case t.wanted:
		return 1 + t.r.IntN(6)
	case n < 60:
		return 1 + t.r.IntN(5)
	case n < 86:
		return 6 + t.r.IntN(10)
	case n < 96:
		return 16 + t.r.IntN(25)
	}
	return 41 + t.r.IntN(50)
}

// later is an instant of office hours some days after another.
func (t *tale) later(at int64, days int) int64 {
	return t.days.recorded(t.r, t.days.of(at), max(days, 1))
}

// value fills in a field that a gate asks for.
func (t *tale) value(code string, s step, at int64) any {
	day := t.days.at(s.day)
	switch code {
	case "counterpart":
		return pick(t.r, theirs)
	case "our_contact":
		return t.handler.title
	case "next_action":
		return pick(t.r, nextSteps)
	case "idea":
		return fmt.Sprintf("围绕%s补链强链，先行策划选址与招引方向。", t.product.name)
	case "factor_estimate":
		return fmt.Sprintf("用地约 %d 亩，用电约 %d 千伏安。", 20+t.r.IntN(300), 500+t.r.IntN(80)*100)
	case "signatory":
		return t.firm.Name
	case "contract_type":
		return "formal"
	case "meeting_no":
		return fmt.Sprintf("示例会议纪要〔%s〕第 %d 号", day[:4], 1+t.r.IntN(90))
	case "legal_person":
		return t.firm.brand + pick(t.r, t.firm.trade.firm) + "（" + t.district.name + "）有限公司"
	case "company_code":
		return code18(t.district.code, int(t.seq))
	case "registered_capital":
		return money.Of(int64(5+t.r.IntN(200))*100*wan, money.CNY)
	case "start_day", "production_day":
		return string(day)
	case "site":
		return t.place.name + pick(t.r, streets) + fmt.Sprint(1+t.r.IntN(199)) + " 号"
	case "project_code":
		return fmt.Sprintf("%s%s-%s-%02d-%02d-%06d", day[2:4], day[5:7], t.district.code, 1+t.r.IntN(4), 1+t.r.IntN(3), t.seq%1_000_000)
	case "progress_plan":
		return fmt.Sprintf("%s开工，按月推进主体与设备安装，计划 %d 个月投产。", day, 6+t.r.IntN(15))
	}
	return "示例" + code
}

func code18(region string, n int) string { return code(region, "MADEN", n) }
