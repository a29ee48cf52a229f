package app_test

import (
	"database/sql"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/schema"
)

// The two folders of migrations carry the same numbers and names, each number once.
func TestSchemaMigrationsAreNumberedTogether(t *testing.T) {
	names := func(folder string) []string {
		entries, err := fs.ReadDir(schema.Files, folder)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		seen := map[string]string{}
		for _, e := range entries {
			number := numbered.FindString(e.Name())
			if number == "" || seen[number] != "" {
				t.Errorf("%s/%s: want a name beginning with four digits of its own, besides %q", folder, e.Name(), seen[number])
			}
			seen[number] = e.Name()
			out = append(out, e.Name())
		}
		return out
	}
	if lite, pg := names("sqlite"), names("postgres"); !slices.Equal(lite, pg) {
		t.Errorf("the folders differ: sqlite %v, postgres %v", lite, pg)
	}
}

var numbered = regexp.MustCompile(`^\d{4}_`)

// After all migrations both databases have the same tables, columns, keys and indexes.
func TestSchemaIsTheSameOnBothDatabases(t *testing.T) {
	lite := describeSQLite(t, dbtest.SQLite(t).Writer())
	if len(lite) < 100 {
		t.Fatalf("read only %d facts about the schema", len(lite))
	}
	pg := describePostgres(t, dbtest.Postgres(t).Writer())
	for _, d := range differences(lite, pg) {
		t.Error(d)
	}
}

// The comparison notices a column, a type, an index and a foreign key.
func TestSchemaComparisonNoticesDifferences(t *testing.T) {
	d := dbtest.SQLite(t)
	before := describeSQLite(t, d.Writer())
	for _, change := range []string{
		"ALTER TABLE region ADD COLUMN extra TEXT REFERENCES organisation (id)",
		"DROP INDEX job_owner", "CREATE INDEX job_owner ON job (owner_id)",
		"CREATE TABLE stray (id INTEGER PRIMARY KEY)",
	} {
		if _, err := d.Writer().Exec(change); err != nil {
			t.Fatal(err)
		}
	}
	got := differences(before, describeSQLite(t, d.Writer()))
	want := []string{
		"only on sqlite: index job_owner on job (owner_id, created_at)",
		"only on postgres: column region.extra text",
		"only on postgres: foreign key region (extra) to organisation",
		"only on postgres: index job_owner on job (owner_id)",
		"only on postgres: column stray.id integer not null key 1",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func differences(lite, pg []string) []string {
	var out []string
	for _, x := range lite {
		if !slices.Contains(pg, x) {
			out = append(out, "only on "+string(db.SQLite)+": "+x)
		}
	}
	for _, x := range pg {
		if !slices.Contains(lite, x) {
			out = append(out, "only on "+string(db.Postgres)+": "+x)
		}
	}
	return out
}

// Left out: the version table of the migrations, and the search index, which is a virtual
// table with shadows on one side and an array column on the other.
const notCompared = `name NOT LIKE '%\_search%' ESCAPE '\' AND name <> 'schema_version'`

// describeSQLite and describePostgres word each fact in the same way: columns with type,
// nullability and place in the primary key; indexes; unique constraints; foreign keys.
func describeSQLite(t *testing.T, d *sql.DB) []string {
	t.Helper()
	tables := `WITH t AS (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND ` + notCompared + `) `
	out := texts(t, d, tables+`SELECT 'column ' || t.name || '.' || c.name || ' ' || lower(c.type) ||
		CASE WHEN c."notnull" OR c.pk THEN ' not null' ELSE '' END ||
		CASE WHEN c.pk THEN ' key ' || c.pk ELSE '' END
		FROM t, pragma_table_info(t.name) c`)
	out = append(out, texts(t, d, tables+`SELECT CASE i.origin WHEN 'c' THEN 'index ' || i.name ELSE 'constraint' END ||
		CASE WHEN i."unique" THEN ' unique' ELSE '' END || ' on ' || t.name || ' (' ||
		(SELECT group_concat(x.name, ', ' ORDER BY x.seqno) FROM pragma_index_info(i.name) x) || ')' ||
		CASE WHEN i.partial THEN ' partial' ELSE '' END
		FROM t, pragma_index_list(t.name) i WHERE i.origin <> 'pk'`)...)
	return append(out, texts(t, d, tables+`SELECT 'foreign key ' || t.name || ' (' || group_concat(f."from", ', ' ORDER BY f.seq) || ') to ' || f."table"
		FROM t, pragma_foreign_key_list(t.name) f GROUP BY t.name, f.id, f."table"`)...)
}

func describePostgres(t *testing.T, d *sql.DB) []string {
	t.Helper()
	tables := `WITH t AS (SELECT oid, relname AS name FROM pg_class
		WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')),
		compared AS (SELECT * FROM t WHERE ` + notCompared + `) `
	// SQLite keeps every integer in 64 bits and calls it integer.
	out := texts(t, d, tables+`SELECT 'column ' || t.name || '.' || a.attname || ' ' ||
		replace(format_type(a.atttypid, a.atttypmod), 'bigint', 'integer') ||
		CASE WHEN a.attnotnull THEN ' not null' ELSE '' END ||
		coalesce(' key ' || array_position(k.conkey, a.attnum), '')
		FROM compared t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'`)
	out = append(out, texts(t, d, tables+`SELECT CASE WHEN k.oid IS NULL THEN 'index ' || c.relname ELSE 'constraint' END ||
		CASE WHEN i.indisunique THEN ' unique' ELSE '' END || ' on ' || t.name || ' (' ||
		(SELECT string_agg(a.attname, ', ' ORDER BY array_position(i.indkey::int2[], a.attnum))
			FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (i.indkey::int2[])) || ')' ||
		CASE WHEN i.indpred IS NOT NULL THEN ' partial' ELSE '' END
		FROM compared t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
		LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype = 'u'
		WHERE NOT i.indisprimary`)...)
	return append(out, texts(t, d, tables+`SELECT 'foreign key ' || t.name || ' (' ||
		(SELECT string_agg(a.attname, ', ' ORDER BY array_position(k.conkey, a.attnum))
			FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (k.conkey)) || ') to ' || r.relname
		FROM compared t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f' JOIN pg_class r ON r.oid = k.confrelid`)...)
}

// texts are the values of a query of one text column.
func texts(t *testing.T, d *sql.DB, query string) []string {
	t.Helper()
	rows, err := d.Query(query)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		if !s.Valid {
			t.Fatalf("a fact is null: the query reads less than it should\n%s", query)
		}
		out = append(out, s.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
