// Package demo makes a city-year up: a marked, fictional set of firms and projects
// with their history, seen from 2024-03-15, for people to try and for measuring.
// Every invented name begins with 示例; no person is invented.
//
// The same seed and size give the same rows, byte for byte, on SQLite and on
// PostgreSQL (password salts and the trail ids of the accounts apart, which are
// drawn anew). What is written is what the product's own rules would have left
// behind: project.Seeder plays each life through, and tests ask
// project.Service.Examine and target.Service.Check about it.
package demo

import (
	"context"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"qipan/internal/audit"
	"qipan/internal/enterprise"
	"qipan/internal/platform/blob"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/project"
	"qipan/internal/target"
	"qipan/packs"
)

// Projects is the size of the demo city that serve --demo makes.
const Projects = 2000

// Place is what is filled: a city whose pack has been installed and that holds
// neither accounts nor projects.
type Place struct {
	DB      *db.DB
	Files   *blob.Store
	Pack    *packs.Pack
	Targets *target.Service
}

// Options say what is made.
type Options struct {
	Projects int
	Seed     uint64
	Progress func(done int) // may be nil; called after each batch
}

// Report counts what was made.
type Report struct {
	Projects, Firms, Accounts int
}

// Fill fills the city. It writes in batches, each in a transaction of its own:
// whoever calls marks the folder so that half a city is never taken for a whole.
func Fill(ctx context.Context, p Place, o Options) (Report, error) {
	t, err := prepare(ctx, p, o)
	if err != nil {
		return Report{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// Nearly all that is made here is garbage a batch later: collecting less often
	// costs a hundred megabytes and saves a tenth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(200))
	if t.figures, err = p.Targets.Filler(ctx); err != nil {
		return Report{}, err
	}
	report := Report{Accounts: len(t.people)}
	err = p.DB.Unindexed(ctx, filled, "project_id", func() error {
		// Made here, written there: two cores work at once, one batch at most waits.
		batches := make(chan batch, 1)
		go t.run(ctx, o.Projects, batches)
		for b := range batches {
			if b.err != nil {
				return b.err
			}
			if err := t.write(ctx, p, b); err != nil {
				return err
			}
			report.Projects += len(b.drafts)
			report.Firms += len(b.firms)
			if o.Progress != nil {
				o.Progress(report.Projects)
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return db.Do(ctx, p.DB, func(tx *db.Tx) error { return t.figures.Finish(ctx, tx) })
	})
	return report, err
}

// filled are the tables that a city-year is written to.
var filled = []string{"enterprise", "project", "project_value", "stage_event", "evidence", "contact", "milestone", "project_owner", "project_chain",
	"audit_entry", "contribution"}

// teller makes projects up, one after the other.
type teller struct {
	seed   uint64
	seq    int64
	last   int64 // instant of the newest opening
	days   *days
	cast   *cast
	firms  *firms
	papers map[string][]paper
	seeder *project.Seeder
	people []Account

	figures *target.Filler
}

// prepare stores accounts, files and closed months, and readies the teller.
func prepare(ctx context.Context, p Place, o Options) (*teller, error) {
	doc, err := p.Pack.File("gates.json")
	if err != nil {
		return nil, err
	}
	rules, err := project.ParseRules(doc)
	if err != nil {
		return nil, err
	}
	t := &teller{seed: o.Seed, people: everyone(p.Pack)}
	if t.days, err = newDays(p.Pack); err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(o.Seed, 0))
	own := newIDs(t.days.midnight[0], r)
	batch := own.next()
	if t.seeder, err = project.NewSeeder(rules, p.Pack.ProjectCodePrefix, batch); err != nil {
		return nil, err
	}
	t.firms = newFirms(batch)
	if t.papers, err = papers(p.Files, rules.EvidenceKinds); err != nil {
		return nil, err
	}
	start := time.UnixMilli(t.days.midnight[0])
	users, err := enrol(ctx, p.DB.WithClock(func() time.Time { return start }), own.next, t.people)
	if err != nil {
		return nil, err
	}
	if t.cast, err = newCast(p.Pack, t.people, users); err != nil {
		return nil, err
	}
	return t, db.Do(ctx, p.DB, func(tx *db.Tx) error { return t.close(ctx, tx, own, batch) })
}

// close closes the months before the present one, each on the fifth working day of
// the next: what the year recorded later is 补报.
func (t *teller) close(ctx context.Context, tx *db.Tx, ids *ids, batch string) error {
	var months []target.Closing
	var trail []audit.Row
	who := t.cast.force[0].Actor
	for n := t.days.number("2022-12-31"); t.days.at(n) < "2024-03-01"; n = t.days.number(t.days.at(n + 1).MonthEnd()) {
		month := t.days.at(n).Month()
		on := n
		for range 5 {
			on = t.days.forward[on+1]
		}
		at := t.days.midnight[on] + 17*hour
		months = append(months, target.Closing{Month: month, ClosedAt: at, ClosedBy: who.UserID})
		row := audit.Rows(at, who, audit.Entry{Verb: "closing", Subject: audit.Subject{Kind: "closing", ID: month}, BatchID: batch})
		row[0].ID = ids.next()
		trail = append(trail, row...)
	}
	if err := target.SeedClosings(ctx, tx, months); err != nil {
		return err
	}
	return audit.Append(ctx, tx, trail)
}

// batch is what one transaction writes.
type batch struct {
	drafts []*project.Draft
	firms  []enterprise.Enterprise
	trail  []audit.Row
	lines  target.Lines
	err    error
}

const batchSize = 500

// run makes n projects and hands them over in batches.
func (t *teller) run(ctx context.Context, n int, out chan<- batch) {
	defer close(out)
	var b batch
	for i := range n {
		d, err := t.project(i, n)
		b.drafts = append(b.drafts, d)
		if err != nil || len(b.drafts) == batchSize || i == n-1 {
			b.firms, b.trail, b.err = t.firms.made, t.firms.trail, err
			t.firms.made, t.firms.trail = nil, nil
			if err == nil {
				b.lines = t.figures.Count(histories(b.drafts))
			}
			select {
			case out <- b:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
			b = batch{}
		}
	}
}

// project makes the i-th of n projects up. Its random numbers are its own, so that
// one project more or less in a life does not change all that follow.
func (t *teller) project(i, n int) (*project.Draft, error) {
	t.seq = int64(i) + 1
	r := rand.New(rand.NewPCG(t.seed, uint64(i)+1))
	story := &tale{teller: t, r: r, until: t.days.now()}
	story.born, story.at = t.opening(i, n)
	story.ids = newIDs(story.at, rand.New(rand.NewPCG(t.seed, ^uint64(i))))
	if err := story.begin(); err != nil {
		return nil, err
	}
	story.plan()
	if story.chance(ledgers[story.district.code]) && story.creator.path != t.cast.city.path && !story.wanted {
		story.takeOver()
	} else {
		story.open()
		story.live()
	}
	return story.tell(), nil
}

// pace is how the openings spread: a share of the projects opened up to a day.
var pace = []struct {
	until date.Date
	share float64
}{{"2022-06-30", 0.07}, {"2023-02-28", 0.20}, {"2023-08-31", 0.56}, {"2023-12-31", 0.85}, {"2024-03-14", 1}}

// opening is the day and instant at which the i-th of n projects is opened: always
// in office hours, and never before the one numbered before it.
func (t *teller) opening(i, n int) (day int, at int64) {
	u := (float64(i) + 0.5) / float64(n)
	from, low := 0, 0.0
	for _, p := range pace {
		to := t.days.upTo(p.until)
		if u > p.share {
			from, low = to, p.share
			continue
		}
		x := float64(from) + (u-low)/(p.share-low)*float64(to-from)
		day = t.days.workdays[int(x)]
		at = t.days.midnight[day] + 8*hour + 40*minute + int64((x-float64(int(x)))*float64(8*hour))
		break
	}
	t.last = max(at, t.last+1)
	return day, t.last
}

// write stores a batch in one transaction.
func (t *teller) write(ctx context.Context, p Place, b batch) error {
	return db.Do(ctx, p.DB, func(tx *db.Tx) error {
		if err := enterprise.Seed(ctx, tx, b.firms); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, b.trail); err != nil {
			return err
		}
		if err := t.seeder.Write(ctx, tx, b.drafts); err != nil {
			return err
		}
		return t.figures.Write(ctx, tx, b.lines)
	})
}

// histories is what figures are counted from.
func histories(drafts []*project.Draft) [][]project.FactsAt {
	out := make([][]project.FactsAt, len(drafts))
	for i, d := range drafts {
		out[i] = d.History()
	}
	return out
}
