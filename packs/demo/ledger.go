package demo

import (
	"math/rand/v2"

	"qipan/internal/platform/date"
	"qipan/internal/project"
)

// ledgers are the districts that brought old projects in from their Excel ledgers,
// and how many of a hundred of their projects came that way.
var ledgers = map[string]int{"370283": 34, "370285": 30, "370215": 12, "370211": 4}

// batch is the id of the ledger a district brought in that month.
func (t *tale) batch() string {
	month := t.days.at(t.born).Month()
	r := rand.New(rand.NewPCG(t.seed, hash(t.district.code+month)))
	return newIDs(t.days.midnight[t.days.number(date.Date(month+"-01"))], r).next()
}

// hash is FNV-1a, so that a batch has the same id for all its projects.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// takeOver is a project that a ledger claims to be further on: 未佐证（历史导入）.
// Some of its files have been supplied and looked at since.
func (t *tale) takeOver() {
	claims := []project.Stage{project.Signed, project.Landed, project.Started, project.Producing}
	if t.kind == project.KindExpansion {
		claims = []project.Stage{project.Signed, project.Started, project.Producing}
	}
	claims = claims[:1+t.r.IntN(len(claims))]
	day := min(max(t.born-40-t.r.IntN(400), 0), t.born)
	begin := day
	t.fields = project.Values{"content": t.product.name + "，" + t.product.yearly + "。（示例数据）"}
	in := project.Opening{Seq: t.seq, Name: title(t.r, t.firm, t.kind, t.product), InvestorName: t.firm.Name, EnterpriseID: string(t.firm.ID), Kind: t.kind,
		RegionCode: t.place.code, RegionPath: t.place.path, Channel: "other", IndustryCode: t.product.industry, Total: t.sums.total, FixedAssets: t.sums.fixed,
		Fields: t.fields, BatchID: t.batch(), Today: t.days.at(t.born), Day: t.days.at(begin), NewID: t.ids.next}
	if t.chance(10) {
		in.Total, in.FixedAssets = nil, nil
	}
	t.draft = t.seeder.Open(t.at, t.creator.Actor, in)
	t.tag()
	for _, c := range claims {
		on, precision := t.days.at(day), date.Day
		if t.chance(40) {
			on, precision = date.Date(on.Month()+"-01"), date.Month
		}
		t.draft.TakeOver(t.at, t.creator.Actor, c, on, precision)
		day = min(day+20+t.r.IntN(120), t.born)
	}
	if t.chance(25) {
		t.catchUp(claims)
	}
	t.talk(t.handler, t.born+5, min(t.days.today, t.born+200))
}

// catchUp supplies the files of what the ledger claimed.
func (t *tale) catchUp(claims []project.Stage) {
	at := t.days.recorded(t.r, t.born, 10+t.r.IntN(60))
	for _, c := range claims {
		_, evidence := t.seeder.Asks(t.kind, project.Values{}, c)
		for i, set := range evidence {
			if at+int64(i)*minute > t.until {
				return
			}
			t.prove(set[0], step{c, t.born}, at+int64(i)*minute, at)
		}
		at = t.later(at, 1+t.r.IntN(20))
	}
}
