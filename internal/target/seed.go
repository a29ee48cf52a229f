package target

import (
	"context"
	"fmt"

	"qipan/internal/platform/db"
	"qipan/internal/project"
)

// Filler fills the figures of a city that has none yet from the whole histories of
// its projects: what Receive would have made of them, one instant after the other.
// It is for the demo generator; months are closed before it. The lines of projects
// are written as they come, the sums once, by Finish.
type Filler struct {
	cards  []Card
	city   string
	closed closings
	book   *book
}

// Filler starts filling. Between here and Finish nobody else may write figures.
func (s *Service) Filler(ctx context.Context) (*Filler, error) {
	f := &Filler{book: newBook()}
	var err error
	f.cards, f.city, f.closed, err = s.rules(ctx, s.db.Read)
	return f, err
}

// Lines are what the histories of some projects come to, not yet written.
type Lines struct{ rows []contributionRow }

// Count works out what projects come to that the figures do not know yet. One
// goroutine counts while another may write what was counted before.
func (f *Filler) Count(histories [][]project.FactsAt) Lines {
	for _, h := range histories {
		f.book.replay(f.cards, f.city, f.closed, h)
	}
	rows := netted(f.book.contributions)
	f.book.contributions = nil
	return Lines{rows}
}

// Write writes counted lines inside tx.
func (f *Filler) Write(ctx context.Context, tx *db.Tx, lines Lines) error {
	w := newRows(tx)
	if err := w.add(ctx, lines.rows); err != nil {
		return err
	}
	return w.Flush(ctx)
}

// Finish writes the sums of all that was counted, inside tx.
func (f *Filler) Finish(ctx context.Context, tx *db.Tx) error { return f.book.save(ctx, tx) }

// SeedClosings stores months closed at simulated instants, inside tx: for the
// demo generator only.
func SeedClosings(ctx context.Context, tx *db.Tx, months []Closing) error {
	if _, err := tx.NewInsert().Model(&months).Exec(ctx); err != nil {
		return fmt.Errorf("seed closings: %w", err)
	}
	return nil
}
