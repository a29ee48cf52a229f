package importer

import (
	"context"

	"qipan/internal/identity"
)

// Again runs the work of a batch as the queue does after a crash: once more, with
// nothing known of the first run. kind is read, confirm or undo.
func (s *Service) Again(ctx context.Context, who identity.Caller, kind, batch string, run int64) error {
	f := map[string]func(context.Context, identity.Caller, work, report) (any, error){"read": s.read, "confirm": s.confirm, "undo": s.undo}[kind]
	_, err := f(ctx, who, work{batch, run, who.User.ID}, func(int64, int64, string) {})
	return err
}

// Hang puts a batch into a state as a crash leaves it.
func (s *Service) Hang(ctx context.Context, batch string, state State) error {
	_, err := s.DB.Writer().ExecContext(ctx, "UPDATE import_batch SET state = '"+string(state)+"' WHERE id = '"+batch+"'")
	return err
}

// RowCount is how many rows are stored of a batch.
func (s *Service) RowCount(ctx context.Context, batch string) (int64, error) {
	return s.DB.Read.NewSelect().Table("import_row").Where("batch_id = ?", batch).Count(ctx)
}

// AgainUntil confirms like Again and calls stop after so many rows.
func (s *Service) AgainUntil(ctx context.Context, who identity.Caller, batch string, rows int64, stop func()) error {
	_, err := s.confirm(ctx, who, work{batch, 1, who.User.ID}, func(done, _ int64, _ string) {
		if done >= rows {
			stop()
		}
	})
	return err
}
