package target

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/money"
	"qipan/internal/project"
)

// inserted is the most rows one INSERT carries: SQLite allows 32,766 parameters,
// and bun writes values into the text, so this bounds the text instead.
const inserted = 500

// contributionRow is one signed, never changed line of a project's history in the figures.
type contributionRow struct {
	bun.BaseModel `bun:"table:contribution"`

	ProjectID  project.ID     `bun:"project_id"`
	RecordedAt int64          `bun:"recorded_at"`
	Indicator  string         `bun:"indicator"`
	District   string         `bun:"district"`
	Region     string         `bun:"region"`
	Day        string         `bun:"day"`
	Basis      project.Basis  `bun:"basis"`
	Class      Class          `bun:"class"`
	Currency   money.Currency `bun:"currency"`
	Late       bool           `bun:"late"`
	Count      int64          `bun:"count"`
	Minor      int64          `bun:"minor"`
}

func (r contributionRow) key() key {
	return key{r.Indicator, r.District, r.Region, date.Date(r.Day), r.Basis, r.Class, r.Currency}
}

// tallyRow is a sum of contributions over a span: one day (YYYY-MM-DD), a whole
// month (YYYY-MM), or "" for what has no day; for the funnel also a year (yYYYY)
// and everything (*). A figure adds up whole months and the days of one month that
// is cut short: a few hundred rows and not thousands.
type tallyRow struct {
	bun.BaseModel `bun:"table:tally"`

	Indicator string         `bun:"indicator"`
	District  string         `bun:"district"`
	Span      string         `bun:"span"`
	Basis     project.Basis  `bun:"basis"`
	Class     Class          `bun:"class"`
	Currency  money.Currency `bun:"currency"`
	Late      bool           `bun:"late"`
	Count     int64          `bun:"count"`
	Minor     int64          `bun:"minor"`
}

// Receive takes the facts of changed projects as known from tx.Now on and moves
// the figures to them, in the same transaction. A project may occur more than
// once in changed; the last facts win.
func (s *Service) Receive(ctx context.Context, tx *db.Tx, changed []project.Facts) error {
	if len(changed) == 0 {
		return nil
	}
	city, err := s.cityCode(ctx, tx)
	if err != nil {
		return err
	}
	cards, err := Cards(ctx, tx)
	if err != nil {
		return err
	}
	closed, err := readClosings(ctx, tx)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(lastOfEach(changed), inserted) {
		if err := receive(ctx, tx, cards, city, closed, part); err != nil {
			return err
		}
	}
	return nil
}

func lastOfEach(in []project.Facts) []project.Facts {
	at := map[project.ID]int{}
	var out []project.Facts
	for _, f := range in {
		if i, ok := at[f.ID]; ok {
			out[i] = f
			continue
		}
		at[f.ID] = len(out)
		out = append(out, f)
	}
	return out
}

func receive(ctx context.Context, tx *db.Tx, cards []Card, city string, closed closings, facts []project.Facts) error {
	ids := make([]project.ID, len(facts))
	for i, f := range facts {
		ids[i] = f.ID
	}
	before, err := shares(ctx, tx, ids)
	if err != nil {
		return err
	}
	b := newBook()
	for _, f := range facts {
		b.record(f.ID, tx.Millis(), closed, difference(before[f.ID], contributions(cards, city, f)))
	}
	return b.save(ctx, tx)
}

// shares are the present contributions of projects.
func shares(ctx context.Context, q bun.IDB, ids []project.ID) (map[project.ID]share, error) {
	var rows []contributionRow
	err := q.NewSelect().Model(&rows).
		Column("project_id", "indicator", "district", "region", "day", "basis", "class", "currency").
		ColumnExpr("CAST(SUM(count) AS BIGINT) AS count, CAST(SUM(minor) AS BIGINT) AS minor").
		Where("project_id IN (?)", bun.List(ids)).
		GroupExpr("project_id, indicator, district, region, day, basis, class, currency").
		Having("SUM(count) <> 0 OR SUM(minor) <> 0").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read contributions: %w", err)
	}
	out := map[project.ID]share{}
	for _, r := range rows {
		if out[r.ProjectID] == nil {
			out[r.ProjectID] = share{}
		}
		out[r.ProjectID][r.key()] = value{r.Count, r.Minor}
	}
	return out, nil
}

// book gathers what a batch of facts changes in the two tables.
type book struct {
	contributions []contributionRow
	tally         map[tallyRow]value // keys carry no values
}

func newBook() *book { return &book{tally: map[tallyRow]value{}} }

// record enters the change of one project's share, recorded at an instant.
func (b *book) record(id project.ID, at int64, closed closings, change share) {
	for _, k := range change.sorted() {
		v := change[k]
		late := !isStage(k.Indicator) && closed.late(k.Day, at) // months are closed for reports, not for the funnel
		b.contributions = append(b.contributions, contributionRow{ProjectID: id, RecordedAt: at, Indicator: k.Indicator,
			District: k.District, Region: k.Region, Day: string(k.Day), Basis: k.Basis, Class: k.Class, Currency: k.Currency,
			Late: late, Count: v.Count, Minor: v.Minor})
		t := tallyRow{Indicator: k.Indicator, District: k.District, Basis: k.Basis, Class: k.Class, Currency: k.Currency, Late: late}
		for _, t.Span = range spansOf(k) {
			b.tally[t] = b.tally[t].plus(v)
		}
	}
}

// everything is the span of all days, and yearPrefix begins that of a year; only
// the funnel, which has no beginning, is summed over them.
const (
	everything = "*"
	yearPrefix = "y"
)

// spansOf are the sums that a contribution is part of.
func spansOf(k key) []string {
	out := []string{string(k.Day)}
	if k.Day != "" {
		out = append(out, k.Day.Month())
	}
	if isStage(k.Indicator) {
		out = append(out, everything)
		if k.Day != "" {
			out = append(out, yearPrefix+string(k.Day[:4]))
		}
	}
	return out
}

func (b *book) save(ctx context.Context, tx *db.Tx) error {
	for part := range slices.Chunk(b.contributions, inserted) {
		_, err := tx.NewInsert().Model(&part).
			On("CONFLICT (project_id, recorded_at, indicator, district, region, day, basis, class, currency) DO UPDATE").
			Set("count = contribution_row.count + EXCLUDED.count").Set("minor = contribution_row.minor + EXCLUDED.minor").Exec(ctx)
		if err != nil {
			return fmt.Errorf("record contributions: %w", err)
		}
	}
	for part := range slices.Chunk(b.tallies(), inserted) {
		_, err := tx.NewInsert().Model(&part).
			On("CONFLICT (indicator, span, district, basis, class, currency, late) DO UPDATE").
			Set("count = tally_row.count + EXCLUDED.count").Set("minor = tally_row.minor + EXCLUDED.minor").Exec(ctx)
		if err != nil {
			return fmt.Errorf("add to tally: %w", err)
		}
	}
	return nil
}

// tallies are the changed sums in one order for everybody, zeros left out.
func (b *book) tallies() []tallyRow {
	var out []tallyRow
	for t, v := range b.tally {
		if !v.zero() {
			t.Count, t.Minor = v.Count, v.Minor
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b tallyRow) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Span, b.Span), cmp.Compare(a.District, b.District),
			cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Currency, b.Currency), boolOrder(a.Late, b.Late))
	})
	return out
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
