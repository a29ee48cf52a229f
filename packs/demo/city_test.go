package demo_test

import (
	"context"
	"testing"
	"time"

	"qipan/internal/chain"
	"qipan/internal/enterprise"
	"qipan/internal/identity"
	"qipan/internal/platform/blob"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
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
	pack     *packs.Pack
	projects *project.Service
	targets  *target.Service
	users    *identity.Service
	zone     *time.Location
}

// newCity installs the pack into an empty database.
func newCity(t testing.TB, d *db.DB) *city {
	t.Helper()
	ctx := context.Background()
	c := &city{db: d, targets: target.New(d, project.Histories)}
	var err error
	c.pack, err = packs.Open("370200")
	must(t, err)
	c.zone, err = time.LoadLocation(c.pack.Zone)
	must(t, err)
	files, err := blob.Open(t.TempDir())
	must(t, err)
	c.users, err = identity.New(ctx, d, id.New)
	must(t, err)
	rules, err := c.pack.File("gates.json")
	must(t, err)
	must(t, db.Do(ctx, d, func(tx *db.Tx) error {
		for _, load := range []func(context.Context, *db.Tx, *packs.Pack) error{region.Load, chain.Load, target.Load} {
			if err := load(ctx, tx, c.pack); err != nil {
				return err
			}
		}
		return project.Publish(ctx, tx, rules)
	}))
	industries := map[string]bool{}
	for _, i := range c.pack.Industries {
		industries[i.Code] = true
	}
	c.place = demo.Place{DB: d, Files: files, Pack: c.pack, Targets: c.targets}
	c.projects = project.New(project.Config{DB: d, NewID: id.New, Today: func() date.Date { return demo.Today }, CodePrefix: func() string { return c.pack.ProjectCodePrefix },
		Firms: enterprise.New(d, id.New), Files: files, Facts: c.targets, Chains: chain.New(d), Industry: func(code string) bool { return industries[code] }})
	return c
}

// filled is a demo city of n projects.
func filled(t testing.TB, d *db.DB, n int, seed uint64) *city {
	t.Helper()
	c := newCity(t, d)
	made, err := demo.Fill(context.Background(), c.place, demo.Options{Projects: n, Seed: seed})
	must(t, err)
	if made.Projects != n || n >= 1000 && (made.Firms < n/4 || made.Firms > n/3) {
		t.Errorf("made %+v of %d projects", made, n)
	}
	return c
}

// number is the one figure a query gives.
func (c *city) number(t testing.TB, query string, args ...any) (n int64) {
	t.Helper()
	must(t, c.db.Read.NewRaw(query, args...).Scan(context.Background(), &n))
	return n
}

// texts is the one column a query gives.
func (c *city) texts(t testing.TB, query string, args ...any) (out []string) {
	t.Helper()
	must(t, c.db.Read.NewRaw(query, args...).Scan(context.Background(), &out))
	return out
}

// ids are all projects.
func (c *city) ids(t testing.TB) (out []project.ID) {
	t.Helper()
	for _, s := range c.texts(t, "SELECT id FROM project ORDER BY seq") {
		out = append(out, project.ID(s))
	}
	return out
}

// caller is somebody of the demo city.
func (c *city) caller(t testing.TB, login string) identity.Caller {
	t.Helper()
	who, err := c.users.Caller(context.Background(), identity.UserID(c.texts(t, "SELECT id FROM user_account WHERE login = ?", login)[0]))
	must(t, err)
	return who
}

func must(t testing.TB, err error) {
	if err != nil {
		t.Helper()
		t.Fatal(err)
	}
}
