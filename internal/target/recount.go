package target

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/platform/db"
	"qipan/internal/project"
)

// Histories calls each once per project with what was known of it, in the order
// in which it became known; no ids means every project. each may query q, so no
// rows may be open while it runs. It is project.Histories.
type Histories func(ctx context.Context, q bun.IDB, ids []project.ID, each func(project.ID, []project.FactsAt) error) error

// Difference is a figure that is not what the history says.
type Difference struct {
	Table     string
	Key       string
	Stored    int64 // count
	Recounted int64
	Money     bool // the counts agree and the amounts do not; Stored and Recounted are minor units
}

// Recount is what Check found.
type Recount struct {
	Projects      int
	Contributions int
	Differences   []Difference // the first few
	Total         int          // of all differences
}

// Equal reports whether the stored figures are what the history says.
func (r Recount) Equal() bool { return r.Total == 0 }

const namedDifferences = 50

func (r *Recount) compare(table, key string, stored, recounted value) {
	d := Difference{Table: table, Key: key, Stored: stored.Count, Recounted: recounted.Count}
	if stored == recounted {
		return
	}
	if stored.Count == recounted.Count {
		d = Difference{Table: table, Key: key, Stored: stored.Minor, Recounted: recounted.Minor, Money: true}
	}
	r.Total++
	if len(r.Differences) < namedDifferences {
		r.Differences = append(r.Differences, d)
	}
}

// replay turns one project's history into the rows that its figures consist of.
func (b *book) replay(cards []Card, city string, closed closings, history []project.FactsAt) {
	var now share
	for _, h := range history {
		next := contributions(cards, city, h.Facts)
		b.record(h.Facts.ID, h.RecordedAt, closed, difference(now, next))
		now = next
	}
}

// Check counts everything again from the history and compares it with what is
// stored. It reads one snapshot and changes nothing.
func (s *Service) Check(ctx context.Context) (Recount, error) {
	opts := &sql.TxOptions{ReadOnly: true}
	if s.db.Dialect == db.Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.db.Read.BeginTx(ctx, opts)
	if err != nil {
		return Recount{}, fmt.Errorf("recount figures: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return s.check(ctx, tx)
}

func (s *Service) check(ctx context.Context, q bun.IDB) (Recount, error) {
	c := checker{q: q, book: newBook()}
	var err error
	if c.cards, c.city, c.closed, err = s.rules(ctx, q); err != nil {
		return Recount{}, err
	}
	err = s.history(ctx, q, nil, func(id project.ID, history []project.FactsAt) error {
		c.book.replay(c.cards, c.city, c.closed, history)
		c.found.Projects++
		c.ids = append(c.ids, id)
		if len(c.ids) == inserted {
			return c.batch(ctx)
		}
		return nil
	})
	if err != nil {
		return Recount{}, fmt.Errorf("recount figures: %w", err)
	}
	if err := c.batch(ctx); err != nil {
		return Recount{}, err
	}
	return c.found, c.totals(ctx)
}

func (s *Service) rules(ctx context.Context, q bun.IDB) ([]Card, string, closings, error) {
	city, err := s.cityCode(ctx, q)
	if err != nil {
		return nil, "", nil, err
	}
	cards, err := Cards(ctx, q)
	if err != nil {
		return nil, "", nil, err
	}
	closed, err := readClosings(ctx, q)
	return cards, city, closed, err
}

type checker struct {
	q      bun.IDB
	cards  []Card
	city   string
	closed closings
	book   *book
	ids    []project.ID // replayed since the last batch
	found  Recount
}

// line is a contribution without its values.
type line struct {
	project project.ID
	at      int64
	late    bool
	key     key
}

func lineOf(r contributionRow) line { return line{r.ProjectID, r.RecordedAt, r.Late, r.key()} }

func (l line) String() string {
	return fmt.Sprintf("项目 %s 记录于 %d 指标 %s 区域 %s/%s 日期 %s %s %s %s 补报 %t",
		l.project, l.at, l.key.Indicator, l.key.District, l.key.Region, l.key.Day, l.key.Basis, l.key.Class, l.key.Currency, l.late)
}

// batch compares the contributions of the projects replayed since the last batch.
// The sums stay in the book for totals.
func (c *checker) batch(ctx context.Context) error {
	if len(c.ids) == 0 {
		return nil
	}
	counted := map[line]value{}
	for _, r := range c.book.contributions {
		counted[lineOf(r)] = counted[lineOf(r)].plus(value{r.Count, r.Minor})
	}
	c.book.contributions = nil
	var rows []contributionRow
	if err := c.q.NewSelect().Model(&rows).Where("project_id IN (?)", bun.List(c.ids)).Scan(ctx); err != nil {
		return fmt.Errorf("read contributions: %w", err)
	}
	c.found.Contributions += len(rows)
	for _, r := range rows {
		c.found.compare("contribution", lineOf(r).String(), value{r.Count, r.Minor}, counted[lineOf(r)])
		delete(counted, lineOf(r))
	}
	for l, v := range counted {
		c.found.compare("contribution", l.String(), value{}, v)
	}
	c.ids = nil
	return nil
}

// totals compares the sums, and finds rows of projects that have no history.
func (c *checker) totals(ctx context.Context) error {
	var tally []tallyRow
	if err := c.q.NewSelect().Model(&tally).Scan(ctx); err != nil {
		return fmt.Errorf("read tally: %w", err)
	}
	for _, r := range tally {
		k := r
		k.Count, k.Minor = 0, 0
		c.found.compare("tally", tallyName(k), value{r.Count, r.Minor}, c.book.tally[k])
		delete(c.book.tally, k)
	}
	for k, v := range c.book.tally {
		c.found.compare("tally", tallyName(k), value{}, v)
	}
	rows, err := c.q.NewSelect().Table("contribution").Count(ctx)
	if err != nil {
		return fmt.Errorf("count contributions: %w", err)
	}
	c.found.compare("contribution", "没有历史的项目的行", value{int64(rows) - int64(c.found.Contributions), 0}, value{})
	slices.SortStableFunc(c.found.Differences, func(a, b Difference) int { return strings.Compare(a.Table+a.Key, b.Table+b.Key) })
	return nil
}

func tallyName(k tallyRow) string {
	return fmt.Sprintf("指标 %s 区域 %s 期间 %s %s %s %s 补报 %t", k.Indicator, k.District, k.Span, k.Basis, k.Class, k.Currency, k.Late)
}

// Rebuild throws the figures away and makes them anew from the history, in one
// transaction: for the demo generator, for a changed card, and after Check has
// found differences.
func (s *Service) Rebuild(ctx context.Context) (Recount, error) {
	made, err := db.Write(ctx, s.db, func(tx *db.Tx) (Recount, error) { return s.RebuildIn(ctx, tx) })
	if err != nil {
		return made, err
	}
	return made, s.db.Optimize(ctx)
}

// RebuildIn is Rebuild as part of the caller's transaction.
func (s *Service) RebuildIn(ctx context.Context, tx *db.Tx) (Recount, error) {
	for _, table := range []string{"contribution", "tally"} {
		if _, err := tx.NewRaw("DELETE FROM ?", bun.Ident(table)).Exec(ctx); err != nil {
			return Recount{}, fmt.Errorf("rebuild figures: clear %s: %w", table, err)
		}
	}
	var made Recount
	err := tx.WithoutIndex(ctx, "contribution_figure", func() (err error) {
		made, err = s.fill(ctx, tx)
		return err
	})
	return made, err
}

// fill writes the figures of every project into empty tables.
func (s *Service) fill(ctx context.Context, tx *db.Tx) (Recount, error) {
	var made Recount
	cards, city, closed, err := s.rules(ctx, tx)
	if err != nil {
		return made, err
	}
	b := newBook()
	w := newRows(tx)
	err = s.history(ctx, tx, nil, func(_ project.ID, history []project.FactsAt) error {
		b.replay(cards, city, closed, history)
		made.Projects++
		made.Contributions += len(b.contributions)
		lines := netted(b.contributions)
		b.contributions = b.contributions[:0]
		return w.add(ctx, lines)
	})
	if err != nil {
		return made, fmt.Errorf("rebuild figures: %w", err)
	}
	if err := w.Flush(ctx); err != nil {
		return made, err
	}
	return made, b.save(ctx, tx)
}

// rows adds contributions of projects that have none yet.
type rows struct{ *db.Bulk }

func newRows(tx *db.Tx) rows {
	return rows{tx.Bulk("contribution", "project_id", "recorded_at", "indicator", "district", "region", "day", "basis", "class",
		"currency", "late", "count", "minor")}
}

// add adds lines, of which no two may have one key.
func (w rows) add(ctx context.Context, lines []contributionRow) error {
	for _, r := range lines {
		if err := w.Add(ctx, string(r.ProjectID), r.RecordedAt, r.Indicator, r.District, r.Region, r.Day, string(r.Basis), string(r.Class),
			string(r.Currency), r.Late, r.Count, r.Minor); err != nil {
			return err
		}
	}
	return nil
}

// netted adds up lines with one key, since the table holds one row of each.
func netted(rows []contributionRow) []contributionRow {
	at := map[line]int{}
	out := rows[:0:0]
	for _, r := range rows {
		if i, ok := at[lineOf(r)]; ok {
			out[i].Count += r.Count
			out[i].Minor += r.Minor
			continue
		}
		at[lineOf(r)] = len(out)
		out = append(out, r)
	}
	return out
}
