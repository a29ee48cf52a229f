package importer

import (
	"context"

	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/db"
)

// Tried is what a dry run found.
type Tried struct {
	Summary understand.Summary
	Counts  Counts
	Sheets  []Sheet
}

// Try reads and judges a ledger without storing anything: what an import would
// do, row by row. each may keep the rows; say hears how far it is.
func (s *Service) Try(ctx context.Context, who identity.Caller, f File, say func(done, total int64), each func(*Row) error) (Tried, error) {
	if err := who.Need(identity.ImportLedgers); err != nil {
		return Tried{}, err
	}
	b := &Batch{OrgID: who.User.OrgID, Filename: f.Name, Size: f.Size, Mapping: f.Mapping}
	keep := func(_ context.Context, rows []*Row) error {
		for _, r := range rows {
			if err := each(r); err != nil {
				return err
			}
		}
		return nil
	}
	sum, err := s.understand(ctx, who, b, f.Content, keep, func(done, total int64, _ string) { say(done, total) })
	return Tried{sum, b.Counts, b.Sheets}, err
}

// Import takes a ledger in and over while the caller waits: for the command line.
// A batch that cannot be confirmed stays, to be looked at and corrected.
func (s *Service) Import(ctx context.Context, who identity.Caller, f File, mode Mode, say func(done, total int64)) (*Batch, error) {
	tell := func(done, total int64, _ string) { say(done, total) }
	b, err := s.accept(ctx, who, f)
	if err != nil {
		return nil, err
	}
	if err := db.Do(ctx, s.DB, func(tx *db.Tx) error { return s.insert(ctx, tx, who, b) }); err != nil {
		return nil, err
	}
	w := work{b.ID, b.Run, who.User.ID}
	if _, err := s.read(ctx, who, w, tell); err != nil {
		return b, err
	}
	err = db.Do(ctx, s.DB, func(tx *db.Tx) error {
		now, err := findBatch(ctx, tx.ForUpdate(tx.NewSelect()), who, b.ID)
		if err != nil {
			return err
		}
		b = now
		if err := b.confirmable(mode); err != nil {
			return err
		}
		b.Mode, b.State = mode, Confirming
		return b.save(ctx, tx)
	})
	if err != nil {
		return b, err
	}
	if _, err := s.confirm(ctx, who, w, tell); err != nil {
		return b, err
	}
	return s.Find(ctx, who, b.ID)
}

// EachRow walks through a batch's rows in the file's order.
func (s *Service) EachRow(ctx context.Context, who identity.Caller, id string, each func(*Row) error) error {
	if _, err := findBatch(ctx, s.DB.Read.NewSelect(), who, id); err != nil {
		return err
	}
	return eachRows(ctx, s.DB.Read, id, nil, func(rows []*Row) error {
		for _, r := range rows {
			if err := each(r); err != nil {
				return err
			}
		}
		return nil
	})
}
