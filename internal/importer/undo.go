package importer

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/project"
)

// keptShown is how many kept projects a result names; all of them are rows in
// state kept.
const keptShown = 200

// Undo takes a confirmed batch back in the background: what it made is voided,
// what it changed is set back, and what somebody worked on since is kept and named.
// Whoever may import may take an import back; it is no voiding of others' work.
func (s *Service) Undo(ctx context.Context, who identity.Caller, id string, version int64) (*Batch, error) {
	err := db.Do(ctx, s.DB, func(tx *db.Tx) error {
		b, err := s.at(ctx, tx, who, id, version)
		if err != nil {
			return err
		}
		if err := b.need(Confirmed); err != nil {
			return err
		}
		if err := s.begin(ctx, tx, who, b, Undoing, jobUndo, "撤销导入"); err != nil {
			return err
		}
		return b.save(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

// undo is the background work, in one transaction. A second run finds it done.
func (s *Service) undo(ctx context.Context, who identity.Caller, w work, say report) (any, error) {
	b, err := db.Write(ctx, s.DB, func(tx *db.Tx) (*Batch, error) { return s.takeBack(ctx, tx, who, w.Batch, say) })
	if err == nil {
		return b.Result, nil
	}
	err = brokenOff(ctx, err)
	reason := "系统出错了，已记录；没有撤销任何一行。"
	if f, ok := fault.As(err); ok {
		reason = f.Message
	}
	return nil, errors.Join(err, s.back(context.WithoutCancel(ctx), w.Batch, Undoing, Confirmed, reason))
}

func (s *Service) takeBack(ctx context.Context, tx *db.Tx, who identity.Caller, id string, say report) (*Batch, error) {
	b, err := findBatch(ctx, tx.ForUpdate(tx.NewSelect()), who, id)
	if err != nil {
		return nil, err
	}
	if b.State == Undone {
		return b, nil
	}
	if err := b.need(Undoing); err != nil {
		return nil, err
	}
	over, err := s.Projects.Takeover(ctx, tx, who, b.ID)
	if err != nil {
		return nil, err
	}
	if b.Result == nil {
		b.Result = &Result{}
	}
	b.Result.Kept = []Kept{}
	total := int64(b.Result.Created + b.Result.Changed)
	after, done := int64(0), int64(0)
	for {
		var links []link
		err := tx.NewSelect().Model(&links).Where("l.batch_id = ? AND l.position > ? AND NOT l.undone", id, after).OrderExpr("l.position").Limit(rowsAtOnce).Scan(ctx)
		if err != nil {
			return nil, fmt.Errorf("read what was taken over: %w", err)
		}
		if len(links) == 0 {
			break
		}
		after = links[len(links)-1].Position
		if err := backPiece(ctx, tx, over, b, links); err != nil {
			return nil, err
		}
		done += int64(len(links))
		say(done, total, "撤销")
	}
	b.State, b.Error = Undone, ""
	if err := b.save(ctx, tx); err != nil {
		return nil, err
	}
	return b, audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "import.undo", Subject: b.subject(), BatchID: b.ID,
		Changes: audit.Diff(nil, map[string]any{"undone": b.Result.Undone, "kept": b.Result.KeptCount})})
}

// backPiece takes a piece of the links back.
func backPiece(ctx context.Context, tx *db.Tx, over *project.Takeover, b *Batch, links []link) error {
	later, err := newerLinks(ctx, tx, b, links)
	if err != nil {
		return err
	}
	var undoing []project.Undoing
	var of []*link
	for i := range links {
		l := &links[i]
		if later[l.ProjectID] {
			if err := b.kept(ctx, tx, l, project.Undone{Taken: project.Taken{ID: l.ProjectID}}, "之后的导入又更新过，请先撤销之后的那次导入。"); err != nil {
				return err
			}
			continue
		}
		undoing = append(undoing, project.Undoing{ID: l.ProjectID, Created: l.Created, Version: l.Version, At: l.RecordedAt, Applied: l.Applied})
		of = append(of, l)
	}
	undone, err := over.Undo(ctx, undoing, "撤销导入“"+b.Filename+"”")
	if err != nil {
		return err
	}
	for i, u := range undone {
		if u.Kept != "" {
			if err := b.kept(ctx, tx, of[i], u, u.Kept); err != nil {
				return err
			}
			continue
		}
		b.Result.Undone++
		if err := of[i].undo(ctx, tx, u); err != nil {
			return err
		}
	}
	return nil
}

// newerLinks are the projects that a later batch has taken over since.
func newerLinks(ctx context.Context, tx *db.Tx, b *Batch, links []link) (map[project.ID]bool, error) {
	at := map[project.ID]string{}
	ids := make([]project.ID, len(links))
	for i, l := range links {
		ids[i], at[l.ProjectID] = l.ProjectID, l.ID
	}
	var rows []link
	err := tx.NewSelect().Model(&rows).Column("l.id", "l.project_id").Where("l.org_id = ? AND l.project_id IN (?)", b.OrgID, bun.List(ids)).
		Where("l.batch_id <> ? AND NOT l.undone", b.ID).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for later imports: %w", err)
	}
	out := map[project.ID]bool{}
	for _, r := range rows {
		if r.ID > at[r.ProjectID] { // ids are in the order of time
			out[r.ProjectID] = true
		}
	}
	return out, nil
}

// kept notes that a project stays as it is, and why.
func (b *Batch) kept(ctx context.Context, tx *db.Tx, l *link, u project.Undone, reason string) error {
	if _, err := tx.NewRaw("UPDATE import_link SET kept = ? WHERE id = ?", reason, l.ID).Exec(ctx); err != nil {
		return fmt.Errorf("note what is kept: %w", err)
	}
	b.Result.KeptCount++
	if len(b.Result.Kept) >= keptShown {
		return nil
	}
	var row Row
	err := tx.NewSelect().Model(&row).Where("r.batch_id = ? AND r.position = ?", l.BatchID, l.Position).Scan(ctx)
	if err != nil {
		return fmt.Errorf("note what is kept: %w", err)
	}
	if u.Name == "" {
		u.Name = row.Data.Row.Name
	}
	b.Result.Kept = append(b.Result.Kept, Kept{string(l.ProjectID), u.Code, u.Name, row.Sheet, row.Line, reason})
	return nil
}

// undo ends a link. If the link before it was the project's last touch until
// then, it is so again, and its batch can be taken back in turn.
func (l *link) undo(ctx context.Context, tx *db.Tx, u project.Undone) error {
	if _, err := tx.NewRaw("UPDATE import_link SET undone = ? WHERE id = ?", true, l.ID).Exec(ctx); err != nil {
		return fmt.Errorf("take import back: %w", err)
	}
	if !l.Clean {
		return nil
	}
	_, err := tx.NewRaw(`UPDATE import_link SET version = ?, recorded_at = ? WHERE id =
		(SELECT MAX(id) FROM import_link WHERE org_id = ? AND project_id = ? AND NOT undone AND id < ?)`, u.Version, u.At, l.OrgID, string(l.ProjectID), l.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("take import back: %w", err)
	}
	return nil
}
