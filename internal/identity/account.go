package identity

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/region"
)

// NewUser is what an account is made of.
type NewUser struct {
	Login    string
	Name     string
	OrgID    string
	Password string
	Grants   []Grant // UserID is filled in
}

var loginShape = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,39}$`)

// check names every fault of one account; prefix points to it in the form.
func (n NewUser) check(f *fault.Form, prefix string) {
	if !loginShape.MatchString(n.Login) {
		f.Add(prefix+"/login", "login.shape", "登录名由 3 至 40 个小写字母、数字、点、横线或下划线组成，以字母开头。")
	}
	f.Require(prefix+"/name", "姓名", n.Name)
	f.MaxRunes(prefix+"/name", "姓名", n.Name, 40)
	passwordFault(f, prefix+"/password", n.Login, n.Password)
	held := 0
	for _, g := range n.Grants {
		if _, ok := Labels[g.Role]; !ok {
			f.Add(prefix+"/roles", "role.unknown", "没有“%s”这个角色。", g.Role)
		}
		if slices.Contains(Administrators, g.Role) {
			held++
		}
	}
	if held > 1 {
		f.Add(prefix+"/roles", "role.three_administrators", "同一人不能兼任系统、安全、审计三个管理员中的两个。")
	}
}

// Add makes accounts inside tx; all or none.
func (s *Service) Add(ctx context.Context, tx *db.Tx, who actor.Actor, users ...NewUser) ([]User, error) {
	var f fault.Form
	for i, n := range users {
		n.check(&f, fmt.Sprintf("/%d", i))
	}
	if err := f.Err("account.invalid", "账号信息有误。"); err != nil {
		return nil, err
	}
	hashes := map[string]string{} // a demo city's accounts share one password: hash it once
	out := make([]User, 0, len(users))
	var gs []Grant
	var trail []audit.Entry
	for _, n := range users {
		hash, ok := hashes[n.Password]
		if !ok {
			var err error
			if hash, err = hashPassword(ctx, n.Password); err != nil {
				return nil, err
			}
			hashes[n.Password] = hash
		}
		u := User{ID: UserID(s.newID()), Login: strings.ToLower(n.Login), Name: n.Name, OrgID: n.OrgID, PasswordHash: hash,
			State: "active", CreatedAt: tx.Millis(), UpdatedAt: tx.Millis(), Version: 1}
		out = append(out, u)
		roles := make([]string, 0, len(n.Grants))
		for _, g := range n.Grants {
			g.UserID = u.ID
			gs = append(gs, g)
			roles = append(roles, string(g.Role)+"@"+g.RegionCode)
		}
		trail = append(trail, audit.Entry{Verb: "create", Subject: audit.Subject{Kind: "account", ID: string(u.ID)},
			Changes: audit.Diff(nil, map[string]any{"login": u.Login, "name": u.Name, "org_id": u.OrgID, "roles": strings.Join(roles, ",")})})
	}
	if _, err := tx.NewInsert().Model(&out).Exec(ctx); err != nil {
		if db.IsUnique(err) {
			return nil, fault.New(fault.Conflict, "account.login_taken", "登录名已被使用。")
		}
		return nil, fmt.Errorf("add accounts: %w", err)
	}
	if len(gs) > 0 {
		if _, err := tx.NewInsert().Model(&gs).Exec(ctx); err != nil {
			return nil, fmt.Errorf("add roles: %w", err)
		}
	}
	return out, audit.Record(ctx, tx, who, trail...)
}

// Person is as much of an account as a picker or a byline shows.
type Person struct {
	ID           UserID `bun:"id"`
	Name         string `bun:"name"`
	Organisation string `bun:"organisation"`
}

// People finds colleagues by name or office, for choosing an owner.
func (s *Service) People(ctx context.Context, query string, limit int) ([]Person, error) {
	var out []Person
	q := s.db.Read.NewSelect().TableExpr("user_account AS u").Join("JOIN organisation AS o ON o.id = u.org_id").
		ColumnExpr("u.id, u.name, o.name AS organisation").Where("u.state = 'active'").
		Where("EXISTS (SELECT 1 FROM user_role r WHERE r.user_id = u.id AND r.role NOT IN (?))", bun.List(Administrators)).
		OrderExpr("u.name, u.id").Limit(int64(limit))
	if query != "" {
		like := "%" + query + "%"
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("u.name LIKE ?", like).WhereOr("o.name LIKE ?", like)
		})
	}
	if err := q.Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return out, nil
}

// Names gives the names behind ids, for bylines.
func Names(ctx context.Context, q bun.IDB, ids []string) (map[string]string, error) {
	out := map[string]string{}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 {
		return out, nil
	}
	var rows []Person
	err := q.NewSelect().TableExpr("user_account AS u").ColumnExpr("u.id, u.name").Where("u.id IN (?)", bun.List(ids)).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("names of people: %w", err)
	}
	for _, r := range rows {
		out[string(r.ID)] = r.Name
	}
	return out, nil
}

// Active reports whether the account exists and is in use.
func Active(ctx context.Context, q bun.IDB, id UserID) (bool, error) {
	ok, err := q.NewSelect().Model((*User)(nil)).Where("id = ? AND state = 'active'", id).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("find account: %w", err)
	}
	return ok, nil
}

// Account is an account as the system administrator sees it: no business content.
type Account struct {
	User
	Organisation string
	Grants       []Grant
}

// Accounts lists every account, by login.
func (s *Service) Accounts(ctx context.Context, who Caller) ([]Account, error) {
	if err := who.Need(ManageAccounts); err != nil {
		return nil, err
	}
	var users []struct {
		User         `bun:",extend"`
		Organisation string `bun:"organisation"`
	}
	err := s.db.Read.NewSelect().TableExpr("user_account AS u").Join("JOIN organisation AS o ON o.id = u.org_id").
		ColumnExpr("u.id, u.login, u.name, u.org_id, u.state, u.created_at, u.updated_at, u.version, o.name AS organisation").OrderExpr("u.login").Scan(ctx, &users)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	var gs []Grant
	if err := s.db.Read.NewSelect().Model(&gs).OrderExpr("role, region_code, chain_code").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list roles: %w", err)
	}
	byUser := map[UserID][]Grant{}
	for _, g := range gs {
		byUser[g.UserID] = append(byUser[g.UserID], g)
	}
	out := make([]Account, len(users))
	for i, u := range users {
		out[i] = Account{u.User, u.Organisation, byUser[u.ID]}
	}
	return out, nil
}

// Open makes one account; only the system administrator may.
func (s *Service) Open(ctx context.Context, who Caller, key string, in NewUser) (User, error) {
	if err := who.Need(ManageAccounts); err != nil {
		return User{}, err
	}
	var f fault.Form
	in.check(&f, "")
	if len(in.Grants) == 0 {
		f.Add("/roles", "required", "请至少选择一个角色。")
	}
	if err := f.Err("account.invalid", "账号信息有误。"); err != nil {
		return User{}, err
	}
	type once struct{ Login, Name, OrgID string }
	return db.Write(ctx, s.db, func(tx *db.Tx) (User, error) {
		return db.Once(ctx, tx, string(who.User.ID), key, once{in.Login, in.Name, in.OrgID}, func() (User, error) {
			if _, err := region.FindOrganisation(ctx, tx, in.OrgID); err != nil {
				return User{}, err
			}
			for _, g := range in.Grants {
				if _, err := region.PathOf(ctx, tx, g.RegionCode); err != nil {
					return User{}, err
				}
			}
			users, err := s.Add(ctx, tx, who.Actor(), in)
			if err != nil {
				return User{}, err
			}
			u := users[0]
			u.PasswordHash = "" // it is kept with the answer of a repeated request
			return u, nil
		})
	})
}
