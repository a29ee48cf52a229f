package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"qipan/internal/platform/date"
	"qipan/internal/project"
)

// tale is one project while it is being made up: who and what it is, and the acts
// of its life, which are put in the order of their instants before they are told.
type tale struct {
	*teller
	r    *rand.Rand
	ids  *ids
	born int   // day of its opening
	at   int64 // instant of its opening

	district *district
	creator  desk // who opens it
	handler  desk // who moves it
	place    place
	firm     *firm
	product  product
	kind     project.Kind
	wanted   bool // the city pressed for it in the first quarter
	promises bool
	shape    shape
	sums     sums
	codeName bool
	fields   project.Values

	draft *project.Draft
	acts  []act
	used  map[string]int // variants of files taken, by kind
	until int64          // nothing happens after
}

// act is something done at an instant; n keeps the order of equal instants.
type act struct {
	at int64
	n  int
	do func(at int64)
}

func (t *tale) act(at int64, do func(at int64)) { t.acts = append(t.acts, act{at, len(t.acts), do}) }

// chance is true in n of a hundred cases.
func (t *tale) chance(n int) bool { return t.r.IntN(100) < n }

// tell plays the acts and gives the finished project.
func (t *tale) tell() *project.Draft {
	slices.SortFunc(t.acts, func(a, b act) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.n, b.n)) })
	for _, a := range t.acts {
		if a.at <= t.until {
			a.do(a.at)
		}
	}
	t.draft.End()
	return t.draft
}

// cast chooses the people, the place and the firm.
func (t *tale) begin() error {
	t.district = t.cast.district(t.r)
	t.creator = t.district.clerks[t.r.IntN(len(t.district.clerks))]
	t.place = pick(t.r, t.district.places)
	if t.chance(45) {
		t.place = t.district.places[0]
	}
	switch n := t.r.IntN(100); {
	case n < 4:
		t.creator = pick(t.r, t.cast.force)
	case n < 9:
		t.creator = pick(t.r, t.cast.stationed)
	case n < 27 && len(t.district.points) > 0:
		t.creator = pick(t.r, t.district.points)
		t.place = t.placeAt(t.creator.region)
	}
	t.handler = t.creator
	if t.creator.path == t.cast.city.path {
		t.handler = pick(t.r, t.district.clerks)
	}
	if t.firm = t.firms.known(t.r, t.creator); t.firm == nil || t.chance(27) {
		var err error
		if t.firm, err = t.firms.found(t.r, t.ids, t.at, t.creator, t.district.code, &trades[t.r.IntN(len(trades))]); err != nil {
			return err
		}
	} else if t.chance(5) {
		t.codeName = true
	}
	t.product = pick(t.r, t.firm.trade.products)
	t.kind = kindOf(t.r, t.firm.trade)
	return nil
}

func (t *tale) placeAt(code string) place {
	for _, p := range t.district.places {
		if p.code == code {
			return p
		}
	}
	return t.district.places[0]
}

// plan decides on the path and the amounts.
func (t *tale) plan() {
	t.shape = shape{kind: t.kind, noAgreement: t.chance(8), landedFirst: t.chance(20), planned: t.chance(6), building: t.kind != project.KindLeased || t.chance(50)}
	t.promises = t.chance(30)
	// The new area and 市北 push for signatures in the first quarter, towards the
	// targets they have published.
	press := map[string]int{"370211": 27, "370203": 9}[t.district.code]
	from := max(t.days.number("2024-01-02"), t.born+14)
	if to := t.days.today - 3; t.chance(press) && t.born > t.days.number("2023-05-01") && from < to && t.creator.path != t.cast.city.path {
		t.wanted, t.shape.noAgreement = true, false
		t.shape.signBy = t.days.seemly(t.r, from+t.r.IntN(to-from))
	}
	floor := int64(0)
	if t.wanted && t.chance(92) {
		floor = yi
	}
	t.sums = sumsOf(t.r, t.kind, t.firm.trade.services, floor)
}

// open opens the project with what is known at the beginning.
func (t *tale) open() {
	name, investor, firm := title(t.r, t.firm, t.kind, t.product), t.firm.Name, string(t.firm.ID)
	t.fields = project.Values{"content": fmt.Sprintf("拟建设%s，%s。（示例数据）", t.product.name, t.product.yearly)}
	if t.codeName {
		alias := "示例代号" + string(pick(t.r, brandFirst)) + string(pick(t.r, brandSecond))
		name, investor, firm = alias+name[len(t.firm.brand):], alias, ""
		t.fields["investor_is_code_name"] = true
	}
	if t.shape.noAgreement {
		t.fields["no_agreement"] = true
	}
	in := project.Opening{Seq: t.seq, Name: name, InvestorName: investor, EnterpriseID: firm, Kind: t.kind, RegionCode: t.place.code, RegionPath: t.place.path,
		Channel: t.channel(), IndustryCode: t.product.industry, CityRelocation: !t.wanted && t.kind != project.KindExpansion && t.chance(2), Fields: t.fields,
		Today: t.days.at(t.born), Day: t.days.at(t.born), NewID: t.ids.next}
	switch n := t.r.IntN(100); {
	case n < 24: // 待核
		t.fields["amount_note"] = "企业尚未明确，金额待核"
	case n < 40: // a first guess
		guess := sumsOf(t.r, t.kind, t.firm.trade.services, 0)
		in.Total = guess.total
	default:
		in.Total, in.FixedAssets = t.sums.total, t.sums.fixed
	}
	if t.creator.region == t.cast.city.code && t.creator.OrgID[:2] == "ST" {
		in.RegionCode, in.RegionPath = t.cast.city.code, t.cast.city.path
	}
	t.draft = t.seeder.Open(t.at, t.creator.Actor, in)
	t.tag()
}

func (t *tale) channel() string {
	switch {
	case t.creator.OrgID[:2] == "ST":
		return "stationed"
	case t.kind == project.KindExpansion:
		return "expansion"
	}
	return pick(t.r, sources)
}

// tag gives the project its chain, and some projects a second one.
func (t *tale) tag() {
	if !t.chance(88) {
		return
	}
	chains := []string{t.firm.trade.chain}
	if other := pick(t.r, trades).chain; t.chance(10) && other != chains[0] {
		chains = append(chains, other)
		slices.Sort(chains)
	}
	t.act(t.at+2*minute, func(at int64) { t.draft.Tag(at, t.creator.Actor, chains...) })
}

// live makes up everything that happens after the opening.
func (t *tale) live() {
	if t.chance(1) {
		at := t.days.recorded(t.r, t.born, 1+t.r.IntN(9))
		t.act(at, func(at int64) {
			t.draft.SetStatus(at, t.creator.Actor, project.Void, t.dayOf(at), pick(t.r, voidReasons))
		})
		t.until = min(t.until, at)
		return
	}
	since := t.at
	if t.creator.OrgID[:2] == "ST" {
		if t.chance(12) { // not yet dispatched
			t.talk(t.creator, t.born+2, t.days.today)
			return
		}
		since = t.days.recorded(t.r, t.born, 1+t.r.IntN(4))
		t.act(since, func(at int64) {
			t.draft.Edit(at, t.cast.force[0].Actor, project.Change{RegionCode: t.place.code, RegionPath: t.place.path})
		})
	}
	steps, stalled := walk(t.r, t.days, t.born, t.shape)
	begin := max(t.born+3, t.days.of(since)+1)
	reached, since := t.climb(steps, since)
	end := t.days.today
	if stalled && reached == len(steps) {
		quiet := max(steps[reached-1].day, t.days.of(since))
		end = min(end, quiet+10+t.r.IntN(80))
		t.fade(steps[reached-1].stage, quiet)
	}
	t.talk(t.handler, begin, end)
}

// dayOf is the business day of an instant.
func (t *tale) dayOf(at int64) date.Date { return t.days.at(t.days.of(at)) }

// fade ends what goes no further: some projects are given up for a reason, the
// others are merely quiet.
func (t *tale) fade(stage project.Stage, quiet int) {
	status, reasons, share := project.Lost, lostReasons, 34
	switch stage {
	case project.Signed, project.Landed:
		status, reasons, share = project.Terminated, endReasons, 20
	case project.Started, project.Building:
		status, reasons, share = project.Halted, haltReasons, 24
	case project.Producing, project.Operating:
		status, reasons, share = project.Exited, exitReasons, 8
	}
	switch n := t.r.IntN(100); {
	case n < share:
	case n < share+12 && project.Rank(stage) < project.Rank(project.Started):
		status, reasons = project.Paused, pausedReasons
	case n < share+17 && stage == project.Talks:
		status, reasons = project.Transferring, passReasons
	default:
		return
	}
	on := quiet + 25 + t.r.IntN(110)
	at := t.days.recorded(t.r, on, t.r.IntN(3))
	if at > t.until {
		return
	}
	day, reason := t.days.at(t.days.forward[on]), pick(t.r, reasons)
	t.act(at, func(at int64) { t.draft.SetStatus(at, t.handler.Actor, status, min(day, t.dayOf(at)), reason) })
	if back := t.days.recorded(t.r, on, 20+t.r.IntN(60)); status == project.Paused && t.chance(25) {
		t.act(back, func(at int64) {
			t.draft.SetStatus(at, t.handler.Actor, project.Active, t.dayOf(at), "企业恢复推进")
		})
	}
}

// talk is the contact log between two days.
func (t *tale) talk(who desk, from, to int) {
	for n, day := 0, from+t.r.IntN(12); day <= to && n < 4; n, day = n+1, day+16+t.r.IntN(50) {
		on := t.days.forward[day]
		at := t.days.recorded(t.r, on, t.r.IntN(3))
		if at > t.until {
			return
		}
		ways := []string{"call", "message", "video"}
		c := project.Contact{Day: t.days.at(on), Way: pick(t.r, ways), Ours: who.title, Content: fmt.Sprintf(pick(t.r, callsOf), t.product.name)}
		if t.chance(40) {
			c = t.meeting(who, on)
		}
		if t.chance(70) {
			c.NextAction, c.NextDay = pick(t.r, nextSteps), t.days.at(t.days.seemly(t.r, on+7+t.r.IntN(24)))
		}
		t.act(at, func(at int64) { t.draft.Log(at, who.Actor, c) })
	}
}

// meeting is a contact at which both sides were present.
func (t *tale) meeting(who desk, on int) project.Contact {
	way := "meeting"
	if t.chance(35) {
		way = "visit"
	}
	return project.Contact{Day: t.days.at(on), Way: way, TwoWay: true, Ours: who.title, Theirs: pick(t.r, theirs), Content: fmt.Sprintf(pick(t.r, talksOf), t.product.name)}
}
