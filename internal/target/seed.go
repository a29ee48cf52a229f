package target

import (
	"context"
	"fmt"

	"qipan/internal/platform/db"
	"qipan/internal/project"
)

// Enter takes the whole histories of projects that the figures do not know yet,
// inside tx: what Receive would have made of them, one instant after the other.
// It is for the demo generator; months are closed before it.
func (s *Service) Enter(ctx context.Context, tx *db.Tx, histories [][]project.FactsAt) error {
	cards, city, closed, err := s.rules(ctx, tx)
	if err != nil {
		return err
	}
	b := newBook()
	for _, h := range histories {
		b.replay(cards, city, closed, h)
	}
	rows := newRows(tx)
	if err := rows.take(ctx, b); err != nil {
		return err
	}
	if err := rows.Flush(ctx); err != nil {
		return err
	}
	return b.save(ctx, tx)
}

// SeedClosings stores months closed at simulated instants, inside tx: for the
// demo generator only.
func SeedClosings(ctx context.Context, tx *db.Tx, months []Closing) error {
	if _, err := tx.NewInsert().Model(&months).Exec(ctx); err != nil {
		return fmt.Errorf("seed closings: %w", err)
	}
	return nil
}
