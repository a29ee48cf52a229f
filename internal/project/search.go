package project

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/platform/db"
	"qipan/internal/platform/text"
)

// indexBatch replaces the search rows of ps. The two databases differ here and
// only here: a contentless FTS5 table on SQLite, a stored text[] on PostgreSQL.
func indexBatch(ctx context.Context, tx *db.Tx, ps []*Project) error {
	seqs := make([]int64, len(ps))
	for i, p := range ps {
		seqs[i] = p.Seq
	}
	if _, err := tx.NewRaw("DELETE FROM project_search WHERE rowid IN (?)", bun.List(seqs)).Exec(ctx); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	var b strings.Builder
	args := make([]any, 0, 2*len(ps))
	b.WriteString("INSERT INTO project_search (rowid, tokens) VALUES ")
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(',')
		}
		list := strings.Join(searchTokens(p), " ")
		if tx.Kind == db.Postgres {
			b.WriteString("(?, string_to_array(?, ' '))")
		} else {
			b.WriteString("(?, ?)")
		}
		args = append(args, p.Seq, list)
	}
	if _, err := tx.NewRaw(b.String(), args...).Exec(ctx); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return nil
}

// matching keeps the projects whose name, investor or code holds every token of
// the query. Tokens are letters, digits and Han characters only, so they need no
// quoting beyond FTS5's own.
func matching(d db.Dialect, query string) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		if strings.TrimSpace(query) == "" {
			return q
		}
		tokens := text.Query(query)
		if len(tokens) == 0 {
			return q.Where("1 = 0")
		}
		if d == db.Postgres {
			return q.Where("p.seq IN (SELECT rowid FROM project_search WHERE tokens @> string_to_array(?, ' '))", strings.Join(tokens, " "))
		}
		return q.Where("p.seq IN (SELECT rowid FROM project_search WHERE project_search MATCH ?)", `"`+strings.Join(tokens, `" "`)+`"`)
	}
}
