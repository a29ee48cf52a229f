// Package identity says who is asking and what of the city that person sees:
// accounts, roles, sessions and the data scope.
//
// Owns: user_account, user_role, session, login_attempt. Promises: roles and
// scope are read at every request and never cached; a Scope can only come from
// here, so no query over business data can forget it.
package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/platform/actor"
	"qipan/internal/platform/fault"
	"qipan/internal/region"
)

// UserID identifies an account.
type UserID string

// User is an account.
type User struct {
	bun.BaseModel `bun:"table:user_account"`

	ID           UserID `bun:"id,pk"`
	Login        string `bun:"login"`
	Name         string `bun:"name"`
	OrgID        string `bun:"org_id"`
	PasswordHash string `bun:"password_hash"`
	State        string `bun:"state"` // active or closed
	CreatedAt    int64  `bun:"created_at"`
	UpdatedAt    int64  `bun:"updated_at"`
	Version      int64  `bun:"version"`
}

// Grant is one role of one person: role × region × chain.
type Grant struct {
	bun.BaseModel `bun:"table:user_role"`

	UserID     UserID `bun:"user_id,pk"`
	Role       Role   `bun:"role,pk"`
	RegionCode string `bun:"region_code,pk"`
	ChainCode  string `bun:"chain_code,pk"`
}

// Caller is the person behind a request, with everything access depends on.
type Caller struct {
	User         User
	Organisation region.Organisation
	Grants       []Grant
	IP           string
	Via          actor.Via
	scope        Scope
}

// Actor is the caller as the trail names him.
func (c Caller) Actor() actor.Actor {
	return actor.Actor{UserID: string(c.User.ID), Name: c.User.Name, OrgID: c.User.OrgID, IP: c.IP, Via: c.Via}
}

// Scope is what the caller sees.
func (c Caller) Scope() Scope { return c.scope }

// May reports whether any of the caller's roles grants v.
func (c Caller) May(v Verb) bool {
	return slices.ContainsFunc(c.Grants, func(g Grant) bool { return slices.Contains(grants[g.Role], v) })
}

// Need is nil when the caller may do v, else Forbidden.
func (c Caller) Need(v Verb) error {
	if c.May(v) {
		return nil
	}
	return fault.New(fault.Forbidden, "forbidden", "您的角色没有这项权限。").Param("verb", v)
}

// Verbs lists what the caller may do, for the front end.
func (c Caller) Verbs() []Verb {
	var out []Verb
	for _, g := range c.Grants {
		for _, v := range grants[g.Role] {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Scope is the part of the city somebody sees. Its zero value sees nothing; only
// this package makes another.
type Scope struct {
	paths  []string // subtrees
	chains []string
	org    string
	user   string
}

// scopeOf gathers the grants that read projects. The three administrators have none.
func (svc *Service) scopeOf(ctx context.Context, u User, gs []Grant) (Scope, error) {
	var s Scope
	for _, g := range gs {
		if !slices.Contains(grants[g.Role], ReadProjects) {
			continue
		}
		s.user, s.org = string(u.ID), u.OrgID
		switch {
		case g.Role == Stationed: // its own leads only
		case g.ChainCode != "":
			s.chains = append(s.chains, g.ChainCode)
		default:
			path, err := region.PathOf(ctx, svc.db.Read, g.RegionCode)
			if err != nil {
				return Scope{}, fmt.Errorf("scope of %s: %w", u.Login, err)
			}
			s.paths = append(s.paths, path)
		}
	}
	return s, nil
}

// Columns names the columns of a query that a scope is applied to. Named and
// Chained are conditions with one parameter each (a user, a list of chains);
// District may be empty where rows have no district of their own.
type Columns struct {
	RegionPath string
	District   string
	Org        string
	Named      string
	Chained    string
}

// Apply keeps the rows the scope sees.
func (s Scope) Apply(c Columns) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		if s.user == "" {
			return q.Where("1 = 0")
		}
		if s.wholeCity() {
			return q
		}
		return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = s.inside(c, q).WhereOr("? = ?", bun.Safe(c.Org), s.org)
			if len(s.chains) > 0 && c.Chained != "" {
				q = q.WhereOr(c.Chained, bun.List(s.chains))
			}
			if c.Named != "" {
				q = q.WhereOr(c.Named, s.user)
			}
			return q
		})
	}
}

// inside adds the scope's subtrees to an OR group. A district is an equality,
// which an index answers better than a range.
func (s Scope) inside(c Columns, q *bun.SelectQuery) *bun.SelectQuery {
	for _, p := range s.paths {
		if parts := strings.Split(strings.TrimSuffix(p, "/"), "/"); len(parts) == 2 && c.District != "" {
			q = q.WhereOr("? = ?", bun.Safe(c.District), parts[1])
			continue
		}
		from, to := region.PathRange(p)
		q = q.WhereOr("(? >= ? AND ? < ?)", bun.Safe(c.RegionPath), from, bun.Safe(c.RegionPath), to)
	}
	return q
}

// Subtree is the scope's one subtree below the root, with the organisation and
// user that may see rows outside it. ok is false for scopes of another shape. It
// lets a module ask an index instead of testing every row.
func (s Scope) Subtree() (path, org, user string, ok bool) {
	if len(s.paths) != 1 || len(s.chains) > 0 || s.wholeCity() {
		return "", "", "", false
	}
	return s.paths[0], s.org, s.user, true
}

// Inside keeps the rows of the scope's subtrees and those for which also holds;
// also may be empty.
func (s Scope) Inside(c Columns, also string, args ...any) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			if q = s.inside(c, q); also != "" {
				q = q.WhereOr(also, args...)
			}
			return q
		})
	}
}

// wholeCity: a path of one segment is the root, and everything lies under it.
func (s Scope) wholeCity() bool {
	return slices.ContainsFunc(s.paths, func(p string) bool { return len(p) > 0 && p[:len(p)-1] == root(p) })
}

func root(p string) string {
	for i := range p {
		if p[i] == '/' {
			return p[:i]
		}
	}
	return p
}

// Covers reports whether a region path lies inside the scope's subtrees: where
// the caller may create and assign.
func (s Scope) Covers(path string) bool {
	return slices.ContainsFunc(s.paths, func(p string) bool { return region.Within(path, p) })
}

type callerKey struct{}

// With puts the caller into a request's context; only middleware does this.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// From is the caller of a request; Unauthenticated if there is none.
func From(ctx context.Context) (Caller, error) {
	if c, ok := ctx.Value(callerKey{}).(Caller); ok {
		return c, nil
	}
	return Caller{}, fault.New(fault.Unauthenticated, "unauthenticated", "请先登录。")
}
