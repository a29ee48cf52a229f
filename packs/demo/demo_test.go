package demo_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"qipan/internal/chain"
	"qipan/internal/enterprise"
	"qipan/internal/platform/blob"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/platform/id"
	"qipan/internal/project"
	"qipan/internal/region"
	"qipan/internal/target"
	"qipan/packs"
	"qipan/packs/demo"
)

// city is an installed city and its modules.
type city struct {
	db       *db.DB
	place    demo.Place
	projects *project.Service
	targets  *target.Service
}

func newCity(t testing.TB, d *db.DB) *city {
	t.Helper()
	ctx := context.Background()
	p, err := packs.Open("370200")
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	must(t, db.Do(ctx, d, func(tx *db.Tx) error {
		if err := region.Load(ctx, tx, p); err != nil {
			return err
		}
		if err := chain.Load(ctx, tx, p); err != nil {
			return err
		}
		doc, err := p.File("gates.json")
		if err != nil {
			return err
		}
		if err := project.Publish(ctx, tx, doc); err != nil {
			return err
		}
		return target.Load(ctx, tx, p)
	}))
	c := &city{db: d, targets: target.New(d, project.Histories)}
	c.place = demo.Place{DB: d, Files: files, Pack: p, Targets: c.targets}
	c.projects = project.New(project.Config{DB: d, NewID: id.New, Today: func() date.Date { return demo.Today }, CodePrefix: func() string { return p.ProjectCodePrefix },
		Firms: enterprise.New(d, id.New), Files: files, Facts: c.targets, Chains: chain.New(d), Industry: func(string) bool { return true }})
	return c
}

func must(t testing.TB, err error) {
	if err != nil {
		t.Helper()
		t.Fatal(err)
	}
}

func TestFirst(t *testing.T) {
	ctx := context.Background()
	c := newCity(t, dbtest.SQLite(t))
	began := time.Now()
	rep, err := demo.Fill(ctx, c.place, demo.Options{Projects: 2000, Seed: 1})
	must(t, err)
	fmt.Println(rep, time.Since(began))
	var list []project.ID
	must(t, c.db.Read.NewSelect().Table("project").Column("id").Scan(ctx, &list))
	zone, _ := time.LoadLocation("Asia/Shanghai")
	began = time.Now()
	faults, err := c.projects.Examine(ctx, zone, list)
	must(t, err)
	fmt.Println(len(faults), time.Since(began))
	for _, f := range faults[:min(30, len(faults))] {
		fmt.Println(f)
	}
	found, err := c.targets.Check(ctx)
	must(t, err)
	fmt.Printf("%+v\n", found)
	show := func(q string) {
		rows, err := c.db.Read.QueryContext(ctx, q)
		must(t, err)
		defer rows.Close()
		cols, _ := rows.Columns()
		fmt.Println(q)
		for rows.Next() {
			v := make([]any, len(cols))
			p := make([]any, len(cols))
			for i := range v {
				p[i] = &v[i]
			}
			must(t, rows.Scan(p...))
			fmt.Println("  ", v)
		}
	}
	show("select stage, count(*), sum(missing>0) from project group by stage_rank")
	show("select status, count(*) from project group by 1")
	show("select stage_basis, count(*) from project group by 1")
	show("select district_code, count(*) from project group by 1")
	show("select kind, count(*) from project group by 1")
	show("select state, count(*) from evidence group by 1")
	show("select act, count(*) from stage_event group by 1")
	show("select indicator,district,span,basis,class,late,sum(count) from tally where length(span)=7 and span>='2024' group by 1,2,4,5,6 order by 1,2")
	for _, tb := range []string{"enterprise", "project_value", "stage_event", "evidence", "contact", "milestone", "project_owner", "project_chain", "audit_entry", "contribution", "user_account"} {
		show("select '" + tb + "', count(*) from " + tb)
	}
	show("select name, investor_name, total_minor, total_currency, fdi_minor, fields from project order by seq desc limit 12")
	show("PRAGMA foreign_key_check")
}
