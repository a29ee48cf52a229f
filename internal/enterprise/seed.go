package enterprise

import (
	"context"
	"encoding/json"
	"fmt"

	"qipan/internal/audit"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
)

// Draft makes a firm's record as Create does, with an instant (Unix ms) and an id
// handed in: for the demo generator only.
func Draft(id ID, at int64, who actor.Actor, regionPath string, in Edit) (Enterprise, error) {
	if err := in.check(); err != nil {
		return Enterprise{}, err
	}
	if in.FormerNames == nil {
		in.FormerNames = []string{}
	}
	return Enterprise{ID: id, Name: in.Name, NameKey: Key(in.Name), CreditCode: in.CreditCode, FormerNames: in.FormerNames,
		RegionPath: regionPath, OrgID: who.OrgID, Note: in.Note, CreatedAt: at, UpdatedAt: at, Version: 1}, nil
}

// Trail is what the trail says of a draft's creation.
func (e Enterprise) Trail(batch string) audit.Entry {
	return audit.Entry{Verb: "create", Subject: e.subject(), Changes: audit.Diff(nil, e.view()), BatchID: batch}
}

// Seed stores drafts inside tx; their entries in the trail are the caller's.
func Seed(ctx context.Context, tx *db.Tx, firms []Enterprise) error {
	b := tx.Bulk("enterprise", "id", "name", "name_key", "credit_code", "former_names", "region_path", "org_id", "note", "created_at", "updated_at", "version")
	for _, e := range firms {
		former, err := json.Marshal(e.FormerNames)
		if err != nil {
			return fmt.Errorf("seed enterprises: %w", err)
		}
		if err := b.Add(ctx, string(e.ID), e.Name, e.NameKey, e.CreditCode, string(former), e.RegionPath, e.OrgID, e.Note, e.CreatedAt, e.UpdatedAt, e.Version); err != nil {
			return err
		}
	}
	return b.Flush(ctx)
}
