// Package audit is the trail: who did what to which record, when, from where,
// with each field before and after.
//
// Owns: audit_entry, append-only. Promises: Record writes in the caller's
// transaction, so a change without its entry cannot be committed; a save that
// changes nothing adds nothing.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"

	"github.com/uptrace/bun"

	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
	"qipan/internal/platform/id"
)

// Subject is the record an entry is about.
type Subject struct{ Kind, ID string }

// Change is one field before and after; nil is "not there".
type Change struct {
	Field  string `json:"field"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// Entry is what a use case says of its own act.
type Entry struct {
	Verb    string // "create", "edit", "stage.enter", …
	Subject Subject
	Changes []Change
	Reason  string
	BatchID string // bulk acts: one entry per record, one batch id
}

// Row is an entry as stored.
type Row struct {
	bun.BaseModel `bun:"table:audit_entry"`

	ID          string `bun:"id,pk"`
	At          int64  `bun:"at"`
	ActorID     string `bun:"actor_id"`
	ActorName   string `bun:"actor_name"`
	OrgID       string `bun:"org_id"`
	IP          string `bun:"ip"`
	Via         string `bun:"via"`
	Verb        string `bun:"verb"`
	SubjectKind string `bun:"subject_kind"`
	SubjectID   string `bun:"subject_id"`
	Changes     string `bun:"changes"`
	Reason      string `bun:"reason"`
	BatchID     string `bun:"batch_id"`
}

// Record appends entries to the trail inside tx.
func Record(ctx context.Context, tx *db.Tx, who actor.Actor, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	return Append(ctx, tx, Rows(tx.Millis(), who, entries...))
}

// Rows makes the stored form of entries recorded at an instant (Unix ms).
func Rows(at int64, who actor.Actor, entries ...Entry) []Row {
	rows := make([]Row, len(entries))
	for i, e := range entries {
		if e.Changes == nil {
			e.Changes = []Change{}
		}
		raw, err := json.Marshal(e.Changes)
		if err != nil {
			panic(fmt.Sprintf("audit: %s of %s: %v", e.Verb, e.Subject.Kind, err)) // plain values always encode
		}
		rows[i] = Row{ID: id.New(), At: at, ActorID: who.UserID, ActorName: who.Name, OrgID: who.OrgID, IP: who.IP,
			Via: string(who.Via), Verb: e.Verb, SubjectKind: e.Subject.Kind, SubjectID: e.Subject.ID,
			Changes: string(raw), Reason: e.Reason, BatchID: e.BatchID}
	}
	return rows
}

// Append stores rows made by Rows.
func Append(ctx context.Context, tx *db.Tx, rows []Row) error {
	b := tx.Bulk("audit_entry", "id", "at", "actor_id", "actor_name", "org_id", "ip", "via", "verb", "subject_kind", "subject_id", "changes", "reason", "batch_id")
	for _, r := range rows {
		if err := b.Add(ctx, r.ID, r.At, r.ActorID, r.ActorName, r.OrgID, r.IP, r.Via, r.Verb, r.SubjectKind, r.SubjectID, r.Changes, r.Reason, r.BatchID); err != nil {
			return fmt.Errorf("write trail: %w", err)
		}
	}
	if err := b.Flush(ctx); err != nil {
		return fmt.Errorf("write trail: %w", err)
	}
	return nil
}

// Of lists the newest entries of one record, newest first.
func Of(ctx context.Context, q bun.IDB, s Subject, limit int) ([]Row, error) {
	var rows []Row
	err := q.NewSelect().Model(&rows).Where("subject_kind = ? AND subject_id = ?", s.Kind, s.ID).
		OrderExpr("at DESC, id DESC").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read trail: %w", err)
	}
	return rows, nil
}

// Diff lists the fields that differ between two views of a record, by name.
func Diff(before, after map[string]any) []Change {
	names := map[string]bool{}
	for k := range before {
		names[k] = true
	}
	for k := range after {
		names[k] = true
	}
	var out []Change
	for k := range names {
		if !reflect.DeepEqual(before[k], after[k]) {
			out = append(out, Change{k, before[k], after[k]})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Field < out[j].Field })
	return out
}
