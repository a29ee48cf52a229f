package demo_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"qipan/internal/enterprise"
	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/platform/page"
	"qipan/internal/project"
	"qipan/packs/demo"
)

// tables are all that the generator writes, each with what orders its rows. What is
// drawn anew for every city, and not from the seed, is left out of the comparison.
var tables = []struct{ name, columns, order string }{
	{"user_account", "id, login, name, org_id, state, created_at, updated_at, version", "id"}, // password_hash has a salt
	{"user_role", "*", "user_id"},
	{"closing", "*", "month"},
	{"enterprise", "*", "id"},
	{"project", "*", "id"},
	{"project_value", "*", "id"},
	{"stage_event", "*", "id"},
	{"project_owner", "*", "project_id, duty"},
	{"project_chain", "*", "project_id, chain_code"},
	{"evidence", "*", "id"},
	{"contact", "*", "id"},
	{"milestone", "*", "id"},
	{"contribution", "*", "project_id, recorded_at, indicator, district, region, day, basis, class, currency"},
	{"tally", "*", "indicator, span, district, basis, class, currency, late"},
	{"counter", "*", "name"},
	{"audit_entry WHERE subject_kind <> 'account'", "*", "id"}, // identity numbers its own entries
	{"audit_entry WHERE subject_kind = 'account'", "at, actor_id, actor_name, org_id, ip, via, verb, subject_kind, subject_id, changes, reason, batch_id", "subject_id"},
}

// prints are the hashes of the rows of each table.
func (c *city) prints(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range tables {
		rows, err := c.db.Read.QueryContext(context.Background(), "SELECT "+table.columns+" FROM "+table.name+" ORDER BY "+table.order)
		must(t, err)
		columns, err := rows.Columns()
		must(t, err)
		h, n := sha256.New(), 0
		for ; rows.Next(); n++ {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			must(t, rows.Scan(values...))
			for i, v := range values {
				v := *v.(*any)
				switch x := v.(type) {
				case []byte:
					v = string(x)
				case bool: // a number on SQLite
					v = 0
					if x {
						v = 1
					}
				}
				fmt.Fprintf(h, "%s=%v|", columns[i], v)
			}
			fmt.Fprintln(h)
		}
		must(t, rows.Err())
		must(t, rows.Close())
		if n == 0 {
			t.Errorf("nothing was written to %s", table.name)
		}
		out[table.name] = fmt.Sprintf("%d rows %s", n, hex.EncodeToString(h.Sum(nil)))
	}
	return out
}

func TestTheSameSeedGivesTheSameRows(t *testing.T) {
	const n = 1050 // more than one batch
	want := filled(t, dbtest.SQLite(t), n, 7).prints(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		got := filled(t, d, n, 7).prints(t)
		for table, w := range want {
			if got[table] != w {
				t.Errorf("%s: %s, before %s", table, got[table], w)
			}
		}
	})
	other := filled(t, dbtest.SQLite(t), n, 8).prints(t)
	for _, table := range []string{"project", "stage_event", "enterprise", "user_account"} {
		if other[table] == want[table] {
			t.Errorf("%s is the same for another seed", table)
		}
	}
}

func TestWhatIsGeneratedIsWhatTheRulesLeaveBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		n := demo.Projects
		if d.Dialect == db.Postgres && os.Getenv("QIPAN_LONG") == "" {
			n = 300 // the rows are the same; only the door is another
		}
		c := filled(t, d, n, 1)
		faults, err := c.projects.Examine(ctx, c.zone, c.ids(t))
		must(t, err)
		for _, f := range faults[:min(len(faults), 20)] {
			t.Error(f)
		}
		recount, err := c.targets.Check(ctx)
		must(t, err)
		if !recount.Equal() || recount.Projects != n || recount.Contributions < n/2 {
			t.Errorf("recount: %+v", recount)
		}
		for what, query := range map[string]string{
			"files decided on by the office that brought them": `SELECT COUNT(*) FROM evidence f JOIN user_account u ON u.id = f.decided_by WHERE u.org_id = f.org_id`,
			"things recorded on the demo's today or later":     `SELECT COUNT(*) FROM project WHERE updated_at >= 1710432000000`,
			"projects whose firm has another name":             `SELECT COUNT(*) FROM project p JOIN enterprise e ON e.id = p.enterprise_id WHERE e.name <> p.investor_name`,
			"projects with a real name and no firm":            `SELECT COUNT(*) FROM project WHERE enterprise_id = '' AND fields NOT LIKE '%"investor_is_code_name":true%'`,
			"names without the mark":                           `SELECT COUNT(*) FROM project WHERE name NOT LIKE '示例%' OR investor_name NOT LIKE '示例%'`,
			"firms without the mark":                           `SELECT COUNT(*) FROM enterprise WHERE name NOT LIKE '示例%' OR former_names LIKE '%"' AND former_names NOT LIKE '["示例%'`,
			"people without the mark":                          `SELECT COUNT(*) FROM user_account WHERE name NOT LIKE '示例%'`,
			"firms of one name that one office sees twice":     `SELECT COUNT(*) FROM enterprise a JOIN enterprise b ON a.name_key = b.name_key AND a.id < b.id AND b.region_path LIKE a.region_path || '%'`,
			"firms nobody could find for their project":        `SELECT COUNT(*) FROM project p JOIN enterprise e ON e.id = p.enterprise_id WHERE p.region_path NOT LIKE e.region_path || '%' AND e.org_id <> p.org_id`,
			"projects that a project's number comes before":    `SELECT COUNT(*) FROM project a JOIN project b ON b.seq = a.seq + 1 WHERE b.created_at <= a.created_at OR b.id <= a.id`,
			"the same bytes twice on one project":              `SELECT COUNT(*) FROM (SELECT 1 FROM evidence WHERE state <> 'rejected' GROUP BY project_id, kind, sha256 HAVING COUNT(*) > 1) AS twice`,
		} {
			if n := c.number(t, query); n != 0 {
				t.Errorf("%d %s", n, what)
			}
		}
		if d.Dialect == db.SQLite {
			if broken := c.texts(t, `SELECT "table" FROM pragma_foreign_key_check`); len(broken) > 0 {
				t.Errorf("rows without their parents in %v", broken)
			}
		}
	})
}

func TestFirmsHaveValidCodesAndNoneTwice(t *testing.T) {
	c := filled(t, dbtest.SQLite(t), demo.Projects, 1)
	names := map[string]string{}
	for _, row := range c.texts(t, "SELECT credit_code || ' ' || name FROM enterprise") {
		code, name, _ := strings.Cut(row, " ")
		if !enterprise.ValidCreditCode(code) {
			t.Errorf("%s of %s is no credit code", code, name)
		}
		if other := names[code]; other != "" && other != name {
			t.Errorf("%s and %s share %s", name, other, code)
		}
		names[code] = name
	}
	if n := c.number(t, "SELECT COUNT(*) FROM (SELECT 1 FROM enterprise GROUP BY name HAVING COUNT(*) > 1) AS twice"); n == 0 {
		t.Error("no firm is known to two offices: nothing for the arbiter to find")
	}
}

func TestEvidenceFilesAreInTheStore(t *testing.T) {
	c := filled(t, dbtest.SQLite(t), 600, 1)
	files := c.texts(t, "SELECT DISTINCT sha256 || ' ' || size || ' ' || media_type FROM evidence")
	if len(files) < 60 {
		t.Errorf("only %d different files", len(files))
	}
	for _, row := range files {
		var sum, media string
		var size int
		_, err := fmt.Sscan(row, &sum, &size, &media)
		must(t, err)
		f, err := c.place.Files.Open(sum)
		must(t, err)
		content, err := io.ReadAll(f)
		must(t, err)
		must(t, f.Close())
		if got := sha256.Sum256(content); hex.EncodeToString(got[:]) != sum || len(content) != size || http.DetectContentType(content) != media {
			t.Errorf("%s: %d bytes of %s", row, len(content), http.DetectContentType(content))
		}
	}
}

// The year holds what people and tests look for.
func TestTheYearIsFullOfEdges(t *testing.T) {
	c := filled(t, dbtest.SQLite(t), demo.Projects, 1)
	for what, query := range map[string]string{
		"99,999,999.99 yuan":                     `SELECT COUNT(*) FROM project WHERE total_minor = 9999999999 AND total_currency = 'CNY'`,
		"100,000,000.00 yuan":                    `SELECT COUNT(*) FROM project WHERE total_minor = 10000000000 AND total_currency = 'CNY' AND stage_rank >= 3`,
		"1,000,000,000.00 yuan":                  `SELECT COUNT(*) FROM project WHERE total_minor = 100000000000 AND total_currency = 'CNY'`,
		"4,999,999,999.99 yuan":                  `SELECT COUNT(*) FROM project WHERE total_minor = 499999999999 AND total_currency = 'CNY'`,
		"5,000,000,000.00 yuan":                  `SELECT COUNT(*) FROM project WHERE total_minor = 500000000000 AND total_currency = 'CNY'`,
		"contracted FDI of exactly 1亿 dollars":   `SELECT COUNT(*) FROM project WHERE fdi_minor = 10000000000 AND fdi_currency = 'USD'`,
		"contracted FDI a cent above":            `SELECT COUNT(*) FROM project WHERE fdi_minor = 10000000001 AND fdi_currency = 'USD' AND stage_rank >= 3`,
		"contracted FDI in another currency":     `SELECT COUNT(*) FROM project WHERE fdi_currency NOT IN ('', 'USD')`,
		"a total in dollars":                     `SELECT COUNT(*) FROM project WHERE total_currency = 'USD'`,
		"a total that is 待核":                     `SELECT COUNT(*) FROM project WHERE total_minor IS NULL`,
		"a stage on the working Sunday 02-04":    `SELECT COUNT(*) FROM stage_event WHERE act = 'enter' AND day = '2024-02-04'`,
		"a stage on the working Sunday 02-18":    `SELECT COUNT(*) FROM stage_event WHERE act = 'enter' AND day = '2024-02-18'`,
		"a plan for the working Sunday 04-07":    `SELECT COUNT(*) FROM contact WHERE next_day = '2024-04-07'`,
		"a plan for a make-up day in 2023":       `SELECT COUNT(*) FROM stage_event WHERE day IN ('2023-04-23', '2023-05-06', '2023-06-25', '2023-10-07', '2023-10-08')`,
		"landed before signed":                   `SELECT COUNT(*) FROM stage_event s JOIN stage_event l ON l.project_id = s.project_id AND l.act = 'enter' AND l.stage = 'landed' WHERE s.act = 'enter' AND s.stage = 'signed' AND s.origin = 'entered' AND l.day < s.day`,
		"no agreement, and yet landed":           `SELECT COUNT(*) FROM project WHERE fields LIKE '%"no_agreement":true%' AND stage_rank >= 4`,
		"a code name not yet resolved":           `SELECT COUNT(*) FROM project WHERE fields LIKE '%"investor_is_code_name":true%' AND enterprise_id = ''`,
		"a code name resolved":                   `SELECT COUNT(*) FROM project WHERE fields LIKE '%"investor_is_code_name":false%' AND enterprise_id <> ''`,
		"taken over from a ledger":               `SELECT COUNT(*) FROM project p WHERE batch_id <> '' AND stage_basis = 'claimed'`,
		"a ledger's claim proved since":          `SELECT COUNT(*) FROM stage_event WHERE act = 'prove' AND origin = 'imported' AND stage <> 'lead'`,
		"a day known to the month":               `SELECT COUNT(*) FROM stage_event WHERE precision = 'month'`,
		"a stage redated":                        `SELECT COUNT(*) FROM stage_event WHERE act = 'redate'`,
		"a stage reversed":                       `SELECT COUNT(*) FROM stage_event WHERE act = 'reverse'`,
		"a stage no longer proved":               `SELECT COUNT(*) FROM stage_event WHERE act = 'unprove'`,
		"verified after its month was closed":    `SELECT COUNT(*) FROM contribution WHERE late AND basis = 'proved' AND count > 0`,
		"signed and not started for half a year": `SELECT COUNT(*) FROM project WHERE stage IN ('signed', 'landed') AND status = 'active' AND stage_day < '2023-09-15'`,
		"quiet for sixty days":                   `SELECT COUNT(*) FROM project WHERE stage = 'talks' AND status = 'active' AND updated_at < 1705284000000`,
		"a lead that no district has yet":        `SELECT COUNT(*) FROM project WHERE district_code = '370200'`,
		"a relocation inside the city":           `SELECT COUNT(*) FROM project WHERE city_relocation AND stage_rank >= 3`,
		"a file nobody has looked at":            `SELECT COUNT(*) FROM evidence WHERE state = 'unverified'`,
		"a file sent back":                       `SELECT COUNT(*) FROM evidence WHERE state = 'rejected' AND reason <> ''`,
		"a paused project that went on":          `SELECT COUNT(*) FROM project WHERE status = 'active' AND status_reason <> ''`,
		"a milestone reached":                    `SELECT COUNT(*) FROM milestone WHERE actual_day <> ''`,
		"two chains":                             `SELECT COUNT(*) FROM (SELECT 1 FROM project_chain GROUP BY project_id HAVING COUNT(*) = 2) AS two`,
		"a former name":                          `SELECT COUNT(*) FROM enterprise WHERE former_names <> '[]'`,
		"a project older than the year":          `SELECT COUNT(*) FROM project WHERE code < 'QD-2022-'`,
	} {
		if c.number(t, query) == 0 {
			t.Errorf("the demo city has no %s", what)
		}
	}
	for _, k := range project.Kinds {
		if c.number(t, "SELECT COUNT(*) FROM project WHERE kind = ? AND stage = 'operating' AND stage_basis = 'proved' AND batch_id = ''", string(k)) == 0 {
			t.Errorf("no project of kind %s reached operating", k)
		}
	}
	for _, s := range project.Stages {
		if c.number(t, "SELECT COUNT(*) FROM project WHERE stage = ?", string(s)) < 10 {
			t.Errorf("hardly a project at %s", s)
		}
	}
	for _, s := range project.Statuses {
		if c.number(t, "SELECT COUNT(*) FROM project WHERE status = ?", string(s)) == 0 {
			t.Errorf("no project is %s", s)
		}
	}
	for _, d := range c.pack.Regions {
		if d.Kind == "district" && c.number(t, "SELECT COUNT(*) FROM project WHERE district_code = ?", d.Code) < 50 {
			t.Errorf("hardly a project in %s", d.Name)
		}
	}
}

// What people do to a generated project is counted on top of what was generated.
func TestLifeGoesOnAfterTheDemo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := filled(t, d, 300, 1)
		who := c.caller(t, "huangdao")
		name := c.texts(t, "SELECT name FROM project WHERE district_code = '370211' AND stage = 'talks' AND status = 'active' ORDER BY seq DESC LIMIT 1")[0]
		found, _, err := c.projects.List(ctx, who, project.Filter{Query: name}, page.Request{Limit: 10})
		must(t, err)
		if len(found) == 0 || found[0].Name != name {
			t.Fatalf("a search for %s finds %d projects", name, len(found))
		}
		p, err := c.projects.SetStatus(ctx, who, found[0].ID, found[0].Version, project.Lost, demo.Today, "示例：企业放弃")
		must(t, err)
		made, err := c.projects.Create(ctx, who, "", project.Edit{Name: project.Some("示例之后新建的项目"), InvestorName: project.Some("示例新企业"), Channel: project.Some("visit"), Fields: project.Values{"content": "示例"}})
		must(t, err)
		if made.Seq != 301 || p.Version != found[0].Version+1 {
			t.Errorf("number %d, version %d", made.Seq, p.Version)
		}
		file := c.texts(t, "SELECT f.id FROM evidence f JOIN project p ON p.id = f.project_id WHERE f.state = 'unverified' AND p.status = 'active' AND f.kind = 'contract' ORDER BY f.id LIMIT 1")[0]
		_, err = c.projects.Decide(ctx, c.caller(t, "taskforce"), file, true, "")
		must(t, err)
		recount, err := c.targets.Check(ctx)
		must(t, err)
		if !recount.Equal() {
			t.Errorf("recount: %+v", recount)
		}
	})
}
