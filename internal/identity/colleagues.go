package identity

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"qipan/internal/region"
)

// Colleagues are the people a caller may put in charge, by name: active accounts
// of offices inside the caller's area, or of the caller's own office. A name that
// two of them share names nobody.
func (s *Service) Colleagues(ctx context.Context, q bun.IDB, who Caller) (map[string]UserID, error) {
	var rows []struct {
		ID         UserID
		Name       string
		OrgID      string
		RegionCode string
	}
	err := q.NewSelect().TableExpr("user_account AS u").Join("JOIN organisation AS o ON o.id = u.org_id").
		ColumnExpr("u.id, u.name, u.org_id, o.region_code").Where("u.state = 'active'").
		Where("EXISTS (SELECT 1 FROM user_role r WHERE r.user_id = u.id AND r.role NOT IN (?))", bun.List(Administrators)).
		OrderExpr("u.id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list colleagues: %w", err)
	}
	tree, err := region.Read(ctx, q)
	if err != nil {
		return nil, err
	}
	out, twice := map[string]UserID{}, map[string]bool{}
	for _, r := range rows {
		at, err := tree.Find(r.RegionCode)
		if r.OrgID != who.User.OrgID && (err != nil || !who.scope.Covers(at.Path)) {
			continue
		}
		if _, taken := out[r.Name]; taken {
			twice[r.Name] = true
		}
		out[r.Name] = r.ID
	}
	for name := range twice {
		delete(out, name)
	}
	return out, nil
}
