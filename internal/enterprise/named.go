package enterprise

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/db"
	"qipan/internal/region"
)

// NamedAll is Named for many names at once: the id of each name's firm, by Key.
// Firms that the caller does not see yet are made, each with its entry in the
// trail. Names are expected to have passed the form's checks.
func (s *Service) NamedAll(ctx context.Context, tx *db.Tx, who identity.Caller, names []string, batch string) (map[string]ID, error) {
	wanted := map[string]string{}
	var keys []string
	for _, n := range names {
		k := Key(n)
		if _, ok := wanted[k]; !ok && k != "" {
			wanted[k] = n
			keys = append(keys, k)
		}
	}
	out := make(map[string]ID, len(keys))
	for part := range slices.Chunk(keys, 500) {
		var rows []Enterprise
		err := tx.NewSelect().Model(&rows).Column("e.id", "e.name_key").Where("e.name_key IN (?)", bun.List(part)).
			Apply(visible(who.Scope())).OrderExpr("e.id").Scan(ctx)
		if err != nil {
			return nil, fmt.Errorf("find enterprises by name: %w", err)
		}
		for _, e := range rows {
			if _, seen := out[e.NameKey]; !seen { // the oldest record wins, as in Named
				out[e.NameKey] = e.ID
			}
		}
	}
	return out, s.addNamed(ctx, tx, who, batch, keys, wanted, out)
}

func (s *Service) addNamed(ctx context.Context, tx *db.Tx, who identity.Caller, batch string, keys []string, names map[string]string, have map[string]ID) error {
	path, err := region.PathOf(ctx, tx, who.Organisation.RegionCode)
	if err != nil {
		return err
	}
	var fresh []Enterprise
	var trail []audit.Entry
	for _, k := range keys {
		if _, ok := have[k]; ok {
			continue
		}
		e := Enterprise{ID: ID(s.newID()), Name: names[k], NameKey: k, FormerNames: []string{}, RegionPath: path, OrgID: who.User.OrgID,
			CreatedAt: tx.Millis(), UpdatedAt: tx.Millis(), Version: 1}
		have[k] = e.ID
		fresh = append(fresh, e)
		trail = append(trail, audit.Entry{Verb: "create", Subject: e.subject(), Changes: audit.Diff(nil, e.view()), BatchID: batch})
	}
	for part := range slices.Chunk(fresh, 500) {
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return fmt.Errorf("create enterprises: %w", err)
		}
	}
	return audit.Record(ctx, tx, who.Actor(), trail...)
}
