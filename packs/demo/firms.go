package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"qipan/internal/audit"
	"qipan/internal/enterprise"
	"qipan/internal/project"
)

// firm is an invented investor as one office knows it.
type firm struct {
	enterprise.Enterprise
	brand string // 示例海岳
	trade *trade
}

// firms makes investors and remembers who knows which: a clerk finds the firms of
// his district, a town only its own.
type firms struct {
	taken  map[string][]string // paths of the offices that recorded a name
	byDesk map[string][]*firm  // by pool
	all    []*firm
	made   []enterprise.Enterprise // not yet written
	trail  []audit.Row
	count  int
	batch  string
}

func newFirms(batch string) *firms {
	return &firms{taken: map[string][]string{}, byDesk: map[string][]*firm{}, batch: batch}
}

// code is an invented credit code: MADEM or MADEN where a real one has its issuer's
// number, and a true check digit.
func code(region, mark string, n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	n = (n*7919 + 104729) % (31 * 31 * 31 * 31) // spread, one to one: 7,919 has no factor 31
	body := []byte("91" + region + mark + "0000")
	for i := range 4 {
		body[len(body)-1-i] = alphabet[n%31]
		n /= 31
	}
	check, ok := enterprise.CheckDigit(string(body))
	if !ok {
		panic("demo: " + string(body) + " is no body of a credit code")
	}
	return string(append(body, check))
}

// pool names the firms that a desk takes from: those of its area, or, for offices
// of the whole city, its own.
func pool(d desk) string {
	if strings.Count(d.path, "/") == 1 {
		return d.OrgID
	}
	return d.path
}

// known is a firm that the desk finds by name, nil if it knows none yet.
func (f *firms) known(r *rand.Rand, d desk) *firm {
	mine := f.byDesk[pool(d)]
	if len(mine) == 0 {
		return nil
	}
	return mine[len(mine)-1-r.IntN(min(len(mine), 60))]
}

// found makes a firm that the desk records at an instant.
func (f *firms) found(r *rand.Rand, ids *ids, at int64, d desk, region string, t *trade) (*firm, error) {
	if len(f.all) > 40 && r.IntN(40) == 0 {
		if twin := pick(r, f.all); f.apart(twin.Name, d.path) {
			return f.record(ids, at, d, twin.brand, twin.trade, enterprise.Edit{Name: twin.Name, CreditCode: twin.CreditCode, FormerNames: twin.FormerNames})
		}
	}
	brand, name := "", ""
	for {
		brand = "示例" + string(pick(r, brandFirst)) + string(pick(r, brandSecond))
		if f.count > len(brandFirst)*len(brandSecond) {
			brand += string(pick(r, brandFirst))
		}
		name = brand + pick(r, t.firm) + "有限公司"
		if f.taken[name] == nil {
			break
		}
	}
	f.count++
	in := enterprise.Edit{Name: name, CreditCode: code(region, "MADEM", f.count)}
	if r.IntN(12) == 0 {
		in.FormerNames = []string{brand + "实业有限公司"}
	}
	return f.record(ids, at, d, brand, t, in)
}

// apart: nobody who sees this desk's records has one of this name yet, so that a
// second office may know the firm without either finding the other's record.
func (f *firms) apart(name, path string) bool {
	return !slices.ContainsFunc(f.taken[name], func(p string) bool { return strings.HasPrefix(path, p) || strings.HasPrefix(p, path) })
}

func (f *firms) record(ids *ids, at int64, d desk, brand string, t *trade, in enterprise.Edit) (*firm, error) {
	e, err := enterprise.Draft(enterprise.ID(ids.next()), at, d.Actor, d.path, in)
	if err != nil {
		return nil, fmt.Errorf("demo firm: %w", err)
	}
	row := audit.Rows(at, d.Actor, e.Trail(f.batch))
	row[0].ID = ids.next()
	f.trail = append(f.trail, row...)
	f.made = append(f.made, e)
	out := &firm{e, brand, t}
	f.taken[in.Name] = append(f.taken[in.Name], d.path)
	f.byDesk[pool(d)] = append(f.byDesk[pool(d)], out)
	f.all = append(f.all, out)
	return out, nil
}

// kindOf chooses a project's path: services rent, factories build.
func kindOf(r *rand.Rand, t *trade) project.Kind {
	shares := [5]int{34, 24, 4, 26, 12} // in the order of project.Kinds
	if t.services {
		shares = [5]int{4, 24, 56, 7, 9}
	}
	n := r.IntN(100)
	for i, k := range project.Kinds {
		if n -= shares[i]; n < 0 {
			return k
		}
	}
	return project.KindLand
}

// title names a project.
func title(r *rand.Rand, f *firm, k project.Kind, p product) string {
	key := string(k)
	if f.trade.services {
		switch key = "services"; k {
		case project.KindLand:
			key = "services.land"
		case project.KindExpansion:
			key = "services.extra"
		}
	}
	phase := ""
	switch r.IntN(14) {
	case 0:
		phase = "（一期）"
	case 1:
		phase = "（二期）"
	}
	return f.brand + p.name + pick(r, forms[key]) + "项目" + phase
}
