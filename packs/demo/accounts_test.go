package demo_test

import (
	"context"
	"slices"
	"testing"

	"qipan/internal/identity"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/platform/fault"
	"qipan/packs/demo"
)

func TestEveryRoleHasAnAccountThatOpens(t *testing.T) {
	ctx := context.Background()
	c := filled(t, dbtest.SQLite(t), 50, 1)
	roles := map[identity.Role]int{}
	regions := map[string]bool{}
	for _, a := range demo.Accounts {
		roles[a.Role]++
		if a.Role == identity.Bureau {
			regions[a.Region] = true
		}
		token, err := c.users.Login(ctx, a.Login, demo.Password, "127.0.0.1", "test")
		must(t, err)
		who, err := c.users.Authenticate(ctx, token, "127.0.0.1")
		must(t, err)
		if who.User.Name != a.Name || who.Organisation.ID != a.Org || len(who.Grants) != 1 || who.Grants[0].Role != a.Role {
			t.Errorf("%s is %+v at %s", a.Login, who.Grants, who.Organisation.Name)
		}
		admin := slices.Contains(identity.Administrators, a.Role)
		if reads := who.May(identity.ReadProjects); reads == (admin || a.Role == identity.Investor) {
			t.Errorf("%s reads projects: %v", a.Login, reads)
		}
	}
	for role := range identity.Labels {
		if roles[role] == 0 {
			t.Errorf("nobody is %s", role)
		}
	}
	if len(regions) != 10 {
		t.Errorf("bureaus of %d districts", len(regions))
	}
	if n := c.number(t, "SELECT COUNT(*) FROM (SELECT 1 FROM user_role GROUP BY user_id HAVING COUNT(*) > 1) AS several"); n != 0 {
		t.Errorf("%d people hold several roles", n)
	}
	if _, err := c.users.Login(ctx, "laoshan", "qipan-demo!", "127.0.0.1", "test"); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a wrong password gives %v", err)
	}
}
