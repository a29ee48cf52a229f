// Package targettest holds fixtures of figures for tests and benchmarks of other modules.
package targettest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/uptrace/bun"

	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/money"
	"qipan/internal/project"
	"qipan/internal/region"
	"qipan/internal/target"
	"qipan/packs"
)

// Load puts a pack's regions, cards and targets into an empty database.
func Load(t testing.TB, d *db.DB) {
	t.Helper()
	p, err := packs.Open("370200")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	err = db.Do(ctx, d, func(tx *db.Tx) error {
		if err := region.Load(ctx, tx, p); err != nil {
			return err
		}
		return target.Load(ctx, tx, p)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Crowd is the history of n projects, made when asked for: three stages each over
// three years, every tenth corrected once.
type Crowd int

// Histories is a target.Histories.
func (n Crowd) Histories(_ context.Context, _ bun.IDB, _ []project.ID, each func(project.ID, []project.FactsAt) error) error {
	r := rand.New(rand.NewPCG(1, 2))
	districts := []string{"370202", "370203", "370211", "370212", "370213", "370214", "370215", "370281", "370283", "370285"}
	amounts := []int64{5_000_000_000, 9_999_999_999, 10_000_000_000, 35_000_000_000, 500_000_000_000}
	for i := range int(n) {
		a := money.Of(amounts[r.IntN(len(amounts))], money.CNY)
		d := districts[r.IntN(len(districts))]
		x := project.Facts{ID: project.ID(fmt.Sprintf("018f0000-0000-7000-8000-%012d", i)), District: d, Region: d + "001",
			Kind: project.KindLand, Status: project.Active, Total: &a}
		at := int64(1_640_000_000_000 + i)
		var h []project.FactsAt
		day := date.Date("2022-01-01").Add(r.IntN(800))
		for _, s := range []project.Stage{project.Talks, project.Signed, project.Started}[:1+r.IntN(3)] {
			x.Stage = s
			x.Entries = append(x.Entries[:len(x.Entries):len(x.Entries)],
				project.Entry{Stage: s, Day: day, Basis: []project.Basis{project.Proved, project.Claimed}[r.IntN(2)]})
			h = append(h, project.FactsAt{RecordedAt: at, Facts: x})
			day, at = day.Add(r.IntN(90)), at+1000
		}
		if i%10 == 0 {
			b := money.Of(a.Minor*2, money.CNY)
			x.Total = &b
			h = append(h, project.FactsAt{RecordedAt: at, Facts: x})
		}
		if err := each(x.ID, h); err != nil {
			return err
		}
	}
	return nil
}
