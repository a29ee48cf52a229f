package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/project"
)

// Confirm takes a batch over in the background: all of it, or only the rows
// without an error. Either way it is one transaction.
func (s *Service) Confirm(ctx context.Context, who identity.Caller, id string, version int64, mode Mode) (*Batch, error) {
	err := db.Do(ctx, s.DB, func(tx *db.Tx) error {
		b, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if err := b.confirmable(mode); err != nil {
			return err
		}
		b.Mode = mode
		if err := s.begin(ctx, tx, who, b, Confirming, jobConfirm, "接收台账"); err != nil {
			return err
		}
		return b.save(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

func (b *Batch) confirmable(mode Mode) error {
	if err := b.need(Ready); err != nil {
		return err
	}
	bad := b.Counts.Rows[RowProblem] + b.Counts.Rows[RowDuplicate]
	switch {
	case mode != All && mode != Good:
		return fault.New(fault.Invalid, "import.mode", "请选择“全部接收”或“只接收没有问题的行”。")
	case mode == All && bad > 0:
		return fault.New(fault.Conflict, "import.has_problems", "还有 %d 行有问题或疑似重复，改正、跳过后才能全部接收；也可以只接收没有问题的行。", bad).
			Param("problem", b.Counts.Rows[RowProblem]).Param("duplicate", b.Counts.Rows[RowDuplicate])
	}
	return nil
}

// errChanged says that what the person looked at is no longer so.
var errChanged = fault.New(fault.Conflict, "import.changed", "核对之后，系统里的项目有了变化，已重新核对，请再看一遍后接收。")

// confirm is the background work: the batch is judged once more against what is
// there now, and taken over in one transaction. A second run finds it done.
func (s *Service) confirm(ctx context.Context, who identity.Caller, w work, say report) (any, error) {
	b, err := db.Write(ctx, s.DB, func(tx *db.Tx) (*Batch, error) { return s.takeOver(ctx, tx, who, w.Batch, say) })
	if err == nil {
		return b.Result, nil
	}
	err = brokenOff(ctx, err)
	return nil, errors.Join(err, s.notConfirmed(context.WithoutCancel(ctx), who, w.Batch, err))
}

// notConfirmed puts a batch back to where it can be looked at, with the reason.
func (s *Service) notConfirmed(ctx context.Context, who identity.Caller, id string, cause error) error {
	reason := "系统出错了，已记录；没有接收任何一行。"
	if f, ok := fault.As(cause); ok {
		reason = f.Message
	}
	if errors.Is(cause, errChanged) {
		if err := s.rejudge(ctx, who, id); err != nil {
			return err
		}
	}
	return s.back(ctx, id, Confirming, Ready, reason)
}

// back moves a batch out of a state of being worked on.
func (s *Service) back(ctx context.Context, id string, from, to State, reason string) error {
	return db.Do(ctx, s.DB, func(tx *db.Tx) error {
		var b Batch
		if err := tx.ForUpdate(tx.NewSelect()).Model(&b).Where("b.id = ?", id).Scan(ctx); err != nil {
			return fmt.Errorf("find import: %w", err)
		}
		if b.State != from {
			return nil
		}
		b.State, b.Error = to, reason
		return b.save(ctx, tx)
	})
}

func (s *Service) takeOver(ctx context.Context, tx *db.Tx, who identity.Caller, id string, say report) (*Batch, error) {
	b, err := findBatch(ctx, tx.ForUpdate(tx.NewSelect()), who, id)
	if err != nil {
		return nil, err
	}
	if b.State == Confirmed {
		return b, nil
	}
	if err := b.need(Confirming); err != nil {
		return nil, err
	}
	t := &taking{batch: b, tx: tx, newID: s.NewID, result: Result{Kept: []Kept{}}}
	if t.judge, err = s.judge(ctx, tx, who, b.Mapping); err != nil {
		return nil, err
	}
	if t.over, err = s.Projects.Takeover(ctx, tx, who, b.ID); err != nil {
		return nil, err
	}
	total := int64(0)
	for _, n := range b.Counts.Rows {
		total += int64(n)
	}
	done := int64(0)
	err = eachRows(ctx, tx, b.ID, nil, func(rows []*Row) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		done += int64(len(rows))
		defer func() { say(done, total, "接收") }()
		return t.rows(ctx, rows)
	})
	if err != nil {
		return nil, err
	}
	b.State, b.Result, b.Error = Confirmed, &t.result, ""
	if err := b.save(ctx, tx); err != nil {
		return nil, err
	}
	return b, audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "import.confirm", Subject: b.subject(), BatchID: b.ID, Changes: audit.Diff(nil, map[string]any{
		"mode": string(b.Mode), "created": t.result.Created, "changed": t.result.Changed, "unchanged": t.result.Unchanged, "skipped": t.result.Skipped})})
}

// taking is a batch being taken over.
type taking struct {
	batch  *Batch
	tx     *db.Tx
	judge  *judge
	over   *project.Takeover
	newID  func() string
	result Result
}

// rows takes over a piece. A row that is no longer what it was when somebody
// looked at it ends the whole: nobody confirmed that.
func (t *taking) rows(ctx context.Context, rows []*Row) error {
	var fresh, known []*verdict
	for _, r := range rows {
		was := r.State
		if was == RowProblem || was == RowDuplicate || was == RowSkipped {
			t.result.Skipped++
			continue
		}
		v := t.judge.assess(r)
		switch {
		case r.State == RowUnchanged, was == RowUnchanged && r.State == RowChanged:
			// Cells that differ from the last ledger's but not from the project's
			// were shown as unchanged; there is nothing to do for them either.
			t.result.Unchanged++
		case was != r.State:
			return errChanged
		case r.State == RowNew:
			fresh = append(fresh, v)
		default:
			known = append(known, v)
		}
	}
	if err := t.create(ctx, fresh); err != nil {
		return err
	}
	return t.update(ctx, known)
}

func (t *taking) create(ctx context.Context, vs []*verdict) error {
	if len(vs) == 0 {
		return nil
	}
	claims := make([]project.Claim, len(vs))
	for i, v := range vs {
		claims[i] = v.claim
	}
	taken, err := t.over.Create(ctx, claims)
	if err != nil {
		return err
	}
	t.result.Created += len(taken)
	links := make([]link, len(vs))
	for i, v := range vs {
		links[i] = t.link(v, taken[i], v.cells)
		links[i].Created = true
	}
	return t.keep(ctx, links)
}

func (t *taking) update(ctx context.Context, vs []*verdict) error {
	if len(vs) == 0 {
		return nil
	}
	updates, err := t.judge.updates(ctx, t.tx, vs)
	if err != nil {
		return err
	}
	plans, taken, err := t.over.Update(ctx, updates)
	if err != nil {
		return err
	}
	var links []link
	for i, v := range vs {
		if plans[i].Idle() {
			t.result.Unchanged++
			continue
		}
		t.result.Changed++
		l := t.link(v, taken[i], plans[i].Cells)
		l.ProjectID, l.Applied = updates[i].ID, plans[i].Apply
		l.Clean = v.known != nil && v.known.version == plans[i].Version && v.known.at == plans[i].At
		links = append(links, l)
	}
	return t.keep(ctx, links)
}

func (t *taking) link(v *verdict, to project.Taken, cells project.Cells) link {
	r := &v.row.Data.Row
	return link{ID: t.newID(), OrgID: t.batch.OrgID, ProjectID: to.ID, CodeKey: codeKey(r, t.judge.mapping), NameKey: nameKey(r), District: r.DistrictCode,
		BatchID: t.batch.ID, Position: v.row.Position, Cells: cells, Digest: digest(cells), Applied: []project.Delta{}, Version: to.Version, RecordedAt: to.At}
}

// keep remembers what the ledger said of which project.
func (t *taking) keep(ctx context.Context, links []link) error {
	b := t.tx.Bulk("import_link", "id", "org_id", "project_id", "code_key", "name_key", "district", "batch_id", "position", "created", "cells", "digest",
		"applied", "version", "recorded_at", "clean", "undone", "kept")
	for _, l := range links {
		cells, err := json.Marshal(l.Cells)
		if err != nil {
			return fmt.Errorf("keep import: %w", err)
		}
		applied, err := json.Marshal(l.Applied)
		if err != nil {
			return fmt.Errorf("keep import: %w", err)
		}
		if err := b.Add(ctx, l.ID, l.OrgID, string(l.ProjectID), l.CodeKey, l.NameKey, l.District, l.BatchID, l.Position, l.Created, string(cells), l.Digest,
			string(applied), l.Version, l.RecordedAt, l.Clean, l.Undone, l.Kept); err != nil {
			return err
		}
	}
	return b.Flush(ctx)
}

// rejudge looks at all rows of a batch anew, without reading the file again.
func (s *Service) rejudge(ctx context.Context, who identity.Caller, id string) error {
	b, err := findBatch(ctx, s.DB.Read.NewSelect(), who, id)
	if err != nil {
		return err
	}
	j, err := s.judge(ctx, s.DB.Read, who, b.Mapping)
	if err != nil {
		return err
	}
	counts := newCounts()
	counts.Other = b.Counts.Other
	err = eachRows(ctx, s.DB.Read, id, nil, func(rows []*Row) error {
		if err := j.rows(ctx, s.DB.Read, rows); err != nil {
			return err
		}
		return db.Do(ctx, s.DB, func(tx *db.Tx) error {
			for _, r := range rows {
				counts.add(r, 1)
				if err := r.store(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	raw, err := json.Marshal(counts)
	if err != nil {
		return fmt.Errorf("count rows: %w", err)
	}
	return db.Do(ctx, s.DB, func(tx *db.Tx) error {
		if _, err := tx.NewRaw("UPDATE import_batch SET counts = ? WHERE id = ?", string(raw), id).Exec(ctx); err != nil {
			return fmt.Errorf("count rows: %w", err)
		}
		return nil
	})
}

// store writes a row as its next version.
func (r *Row) store(ctx context.Context, tx *db.Tx) error {
	raw, err := json.Marshal(&r.Data)
	if err != nil {
		return fmt.Errorf("keep ledger row: %w", err)
	}
	r.Version++
	_, err = tx.NewRaw("UPDATE import_row SET state = ?, codes = ?, name_key = ?, data = ?, version = ? WHERE batch_id = ? AND position = ?",
		string(r.State), r.Codes, r.NameKey, string(raw), r.Version, r.BatchID, r.Position).Exec(ctx)
	if err != nil {
		return fmt.Errorf("keep ledger row: %w", err)
	}
	return nil
}
