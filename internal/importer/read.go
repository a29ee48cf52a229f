package importer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/uptrace/bun"

	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/sheet"
)

// rowsAtOnce is how many rows are judged and stored together: a write
// transaction of a few hundred milliseconds.
const rowsAtOnce = 1000

// read is the background work on a file: it is understood, judged and laid out
// for people. A second run finds what the first left and begins anew.
func (s *Service) read(ctx context.Context, who identity.Caller, w work, say report) (any, error) {
	b, err := findBatch(ctx, s.DB.Read.NewSelect(), who, w.Batch)
	if err != nil {
		return nil, err
	}
	if b.State != Reading || b.Run != w.Run {
		return nil, nil
	}
	if err := s.readFile(ctx, who, b, say); err != nil {
		return nil, errors.Join(brokenOff(ctx, err), s.failed(context.WithoutCancel(ctx), b, brokenOff(ctx, err)))
	}
	return b.Counts.Rows, nil
}

// brokenOff is the reason for which ctx ended, if it did; a statement that was
// cut off says so only in its own words.
func brokenOff(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// failed says on the batch why reading ended: a file that is no ledger is
// refused, everything else can be tried again.
func (s *Service) failed(ctx context.Context, b *Batch, cause error) error {
	b.State, b.Error = Failed, "系统出错了，已记录。请重新读取。"
	if f, ok := fault.As(cause); ok {
		b.State, b.Error = Refused, f.Message
		if f.Kind == fault.Conflict {
			b.State = Failed
		}
		for _, d := range f.Details {
			b.Error += d.Message
		}
	}
	return s.finish(ctx, b)
}

// finish stores what a reading found, unless another has begun since.
func (s *Service) finish(ctx context.Context, b *Batch) error {
	return db.Do(ctx, s.DB, func(tx *db.Tx) error {
		var now Batch
		if err := tx.ForUpdate(tx.NewSelect()).Model(&now).Where("b.id = ?", b.ID).Scan(ctx); err != nil {
			return fmt.Errorf("finish reading: %w", err)
		}
		if now.State != Reading || now.Run != b.Run {
			return nil
		}
		b.Version = now.Version
		return b.save(ctx, tx)
	})
}

func (s *Service) readFile(ctx context.Context, who identity.Caller, b *Batch, say report) error {
	f, err := s.Files.Open(b.SHA256)
	if err != nil {
		return fmt.Errorf("read ledger: %w", err)
	}
	defer func() { _ = f.Close() }()
	if err := s.dropRows(ctx, b.ID); err != nil {
		return err
	}
	keep := func(ctx context.Context, rows []*Row) error { return s.insertRows(ctx, rows) }
	if _, err := s.understand(ctx, who, b, f, keep, say); err != nil {
		return err
	}
	b.State, b.Error = Ready, ""
	return s.finish(ctx, b)
}

// understand reads the file of b, judges its rows and hands them to keep in
// pieces. It fills what b says of sheets, mapping and counts.
func (s *Service) understand(ctx context.Context, who identity.Caller, b *Batch, file io.ReaderAt, keep keeper, say report) (understand.Summary, error) {
	var none understand.Summary
	book, err := sheet.Open(file, b.Size, b.Filename, b.Mapping.Options())
	if err != nil {
		return none, err
	}
	words, err := s.Words()
	if err != nil {
		return none, err
	}
	opt := words.Options(b.Mapping)
	opt.Stop = ctx.Err
	auto, err := understand.Survey(book, words.Options(nil))
	if err != nil {
		return none, err
	}
	if b.Mapping == nil {
		if opt.Mapping, err = s.remembered(ctx, b.OrgID, auto); err != nil {
			return none, err
		}
	}
	if b.Sheets, err = surveyed(book, opt, auto, b.Mapping == nil && opt.Mapping != nil); err != nil {
		return none, err
	}
	j, err := s.judge(ctx, s.DB.Read, who, opt.Mapping)
	if err != nil {
		return none, err
	}
	opt.Progress = func(done, total int) { say(int64(done), int64(total), "读取") }
	in := &intake{judge: j, q: s.DB.Read, batch: b.ID, keep: keep, counts: newCounts()}
	sum, err := in.run(ctx, book, opt)
	if err != nil {
		return none, err
	}
	in.counts.Other = sum.Other
	b.Mapping, b.Counts = opt.Mapping, in.counts
	return sum, nil
}

// keeper takes judged rows.
type keeper func(context.Context, []*Row) error

// surveyed are the sheets as they will be read, clipped to what a screen shows.
func surveyed(book *sheet.Book, opt understand.Options, auto []*understand.Layout, remembered bool) ([]Sheet, error) {
	layouts := auto
	if opt.Mapping != nil {
		var err error
		if layouts, err = understand.Survey(book, opt); err != nil {
			return nil, err
		}
	}
	out := make([]Sheet, len(layouts))
	for i, l := range layouts {
		out[i] = Sheet{Layout: *l, Auto: fingerprint(auto[i]), AutoFirst: auto[i].HeaderFirst, AutoLast: auto[i].HeaderLast}
		if opt.Mapping != nil {
			_, out[i].Remembered = opt.Mapping.PerSheet[l.Sheet]
			out[i].Remembered = out[i].Remembered && remembered
		}
		out[i].Sample = clipped(l.Sample)
	}
	return out, nil
}

func clipped(sample []understand.Sample) []understand.Sample {
	out := make([]understand.Sample, 0, len(sample))
	for _, r := range sample[:min(len(sample), 20)] {
		cells := make([]string, min(len(r.Cells), 200))
		for i := range cells {
			cells[i] = cut(r.Cells[i], 60)
		}
		out = append(out, understand.Sample{Row: r.Row, Cells: cells})
	}
	return out
}

// intake carries rows from the reading to the table. Reading and storing run side
// by side, a few thousand rows apart at most.
type intake struct {
	judge  *judge
	q      bun.IDB
	batch  string
	keep   keeper
	counts Counts
}

func (in *intake) run(ctx context.Context, book *sheet.Book, opt understand.Options) (understand.Summary, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	pieces := make(chan []*Row, 1)
	stored := make(chan error, 1)
	go func() {
		var err error
		for rows := range pieces {
			if err == nil {
				if err = in.store(ctx, rows); err != nil {
					stop(err)
				}
			}
		}
		stored <- err
	}()
	var piece []*Row
	n := int64(0)
	send := func() error {
		if len(piece) == 0 {
			return nil
		}
		select {
		case pieces <- piece:
			piece = nil
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	opt.Stop = func() error { return context.Cause(ctx) }
	sum, err := understand.Read(book, opt, func(r *understand.Row) error {
		n++
		if r.Dates == nil {
			r.Dates = map[string]understand.Day{}
		}
		piece = append(piece, &Row{BatchID: in.batch, Position: n, Data: Data{Row: *r}, Version: 1})
		if len(piece) < rowsAtOnce {
			return nil
		}
		return send()
	})
	if err == nil {
		err = send()
	}
	close(pieces)
	if storeErr := <-stored; storeErr != nil {
		return sum, storeErr
	}
	return sum, err
}

func (in *intake) store(ctx context.Context, rows []*Row) error {
	if err := in.judge.rows(ctx, in.q, rows); err != nil {
		return err
	}
	for _, r := range rows {
		in.counts.add(r, 1)
	}
	return in.keep(ctx, rows)
}
