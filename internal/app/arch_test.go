package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The architecture, as tables. A new module or a new edge is written here first, so that
// whoever reads the diff sees the house change, and docs/architecture.md draws this graph.

// mayUse says which other modules a module may import; a cycle cannot be written down
// without showing. Every module may also use platform and its own packages below it.
var mayUse = map[string][]string{
	"region":     {},
	"audit":      {},
	"chain":      {},
	"identity":   {"audit", "region"},
	"enterprise": {"audit", "identity", "region"},
	"project":    {"audit", "identity", "region", "enterprise", "chain"},
	"importer":   {"audit", "identity", "region", "enterprise", "chain", "project"},
	"target":     {"audit", "identity", "region", "project"},
	"report":     {"audit", "identity", "region", "enterprise", "chain", "project", "importer", "target"},
}

// special are the packages under internal/ that are not modules, and what of this
// repository they may import. "*" is everything; a module's name includes its packages.
var special = map[string][]string{
	"app":      {"*"},
	"platform": {"platform", "schema"}, // schema is data: the migrations that platform/db applies
	"schema":   {},
	"lint":     {},
	"bench":    {"platform"},
}

// pure names the packages of algorithms: from there nothing can reach a database, a file
// or the network, so they can be tested, fuzzed and used on files alone.
var pure = []string{"understand", "allocate", "rank", "forecast", "graph", "names"}

// pureMayUse is what pure packages share with the rest besides the standard library.
var pureMayUse = []string{
	"platform/date", "platform/money", "platform/fault", "platform/text", "platform/sheet",
}

// owner says whose table each is. Only report reads tables of others; platform's own are
// reached through platform's functions.
var owner = map[string]string{
	"setting": "platform", "idempotency": "platform", "job": "platform",
	"audit_entry": "audit",
	"region":      "region", "organisation": "region",
	"user_account": "identity", "user_role": "identity", "session": "identity", "login_attempt": "identity",
	"enterprise": "enterprise",
	"chain":      "chain",
	"gate_rules": "project", "project": "project", "project_value": "project", "stage_event": "project",
	"project_owner": "project", "project_chain": "project", "evidence": "project", "contact": "project",
	"milestone": "project", "project_search": "project", "counter": "project",
	"indicator": "target", "target": "target", "closing": "target", "contribution": "target", "tally": "target",
	"import_batch": "importer", "import_row": "importer", "import_link": "importer", "import_layout": "importer",
}

// alsoReads are the exceptions: a module, another's table, and why a call would not do.
var alsoReads = map[[2]string]string{
	{"identity", "organisation"}: "people are picked by the name of their office, a page at a time",
}

func TestArchTheTableHasNoCycle(t *testing.T) {
	for _, v := range cycles(mayUse) {
		t.Error(v)
	}
	if got := cycles(map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"e"}}); len(got) != 2 {
		t.Errorf("the control has one cycle and one unknown module, found %q", got)
	}
}

// archChecks are all rules that read the source; each must find what testdata/arch breaks.
var archChecks = []struct {
	name  string
	check func(tree) []string
	// broken is what the check says about testdata/arch/tree, which breaks every rule once.
	broken []string
}{
	{"modules import along the table", modulesAlongTable, []string{
		`internal/audit/audit.go imports internal/project: audit may use only platform`,
		`internal/mystery/mystery.go: internal/mystery is neither a module of mayUse nor special`,
		`internal/platform/web/web.go imports internal/project: platform may use only schema`,
		`internal/project/project.go imports packs/demo: only app, cmd and packs may`,
	}},
	{"only app imports routes", onlyAppImportsRoutes, []string{
		`internal/importer/importerhttp/routes.go imports internal/project/projecthttp: only app may`,
	}},
	{"modules know no HTTP", modulesKnowNoHTTP, []string{
		`internal/project/project.go imports huma: HTTP belongs to projecthttp and platform`,
		`internal/project/project.go:15: http.StatusOK: HTTP belongs to projecthttp and platform`,
	}},
	{"pure packages stay pure", purePackages, []string{
		`internal/importer/understand/understand.go imports database/sql: a pure package does no input or output`,
		`internal/importer/understand/understand.go imports internal/platform/db: a pure package may use the standard library and platform/date, platform/money, platform/fault, platform/text, platform/sheet`,
	}},
	{"the clock and the environment are handed in", clockHandedIn, []string{
		`internal/project/clock.go:10: time.Now outside cmd and internal/platform: take the clock, or tx.Now`,
		`internal/project/clock.go:11: time.Since outside cmd and internal/platform: take the clock, or tx.Now`,
		`internal/project/clock.go:13: os.Getenv outside cmd, internal/app and internal/platform: take a setting`,
	}},
	{"every package is described", packagesDescribed, []string{
		`internal/mystery: no file has a package comment`,
	}},
	{"SQL touches own tables", sqlTouchesOwnTables, []string{
		`internal/project/sql.go:6: SQL of project touches user_account, a table of identity`,
		`internal/project/sql.go:9: SQL of project touches audit_entry, a table of audit`,
		`internal/project/sql.go:12: SQL of project touches region, a table of region`,
		`internal/project/sql.go:17: SQL of project touches enterprise, a table of enterprise`,
		`internal/project/sql.go:20: SQL of project touches session, a table of identity`,
	}},
}

func TestArch(t *testing.T) {
	real := readTree(t, filepath.Join("..", ".."))
	if len(real.files) < 20 {
		t.Fatalf("read %d files: the checks would pass on nothing", len(real.files))
	}
	control := readTree(t, filepath.Join("testdata", "arch", "tree"))
	for _, c := range archChecks {
		t.Run(c.name, func(t *testing.T) {
			for _, v := range c.check(real) {
				t.Error(v)
			}
			got, want := c.check(control), slices.Clone(c.broken)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("the broken control gave\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		})
	}
}

// Every table of the migrations has an owner, and no owner has a table that is not there.
func TestArchEveryTableHasAnOwner(t *testing.T) {
	for _, folder := range []string{"sqlite", "postgres"} {
		made := map[string]bool{}
		files, err := filepath.Glob(filepath.Join("..", "schema", folder, "*.sql"))
		if err != nil || len(files) == 0 {
			t.Fatalf("migrations of %s: %v, %v", folder, files, err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range tablesCreated(string(text)) {
				made[name] = true
				if owner[name] == "" {
					t.Errorf("%s makes table %s, which has no owner in arch_test.go", filepath.Base(f), name)
				}
			}
		}
		for name := range owner {
			if !made[name] {
				t.Errorf("table %s has an owner, but no migration of %s makes it", name, folder)
			}
		}
	}
	broken := "-- +goose Up\nCREATE TABLE IF NOT EXISTS one (id TEXT);\ncreate virtual table two USING fts5(x);\nCREATE UNLOGGED TABLE three (id TEXT);"
	if got := tablesCreated(broken); !slices.Equal(got, []string{"one", "two", "three"}) {
		t.Errorf("tables of the control: %q", got)
	}
}
