package identity

import (
	"context"
	"fmt"

	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
)

// Operator is the account in whose name a command on the machine itself acts: the
// one of this login, or without a login the first that may do v in the whole city.
// Whoever can run the command holds the data folder; no password is asked.
func (s *Service) Operator(ctx context.Context, login string, v Verb) (Caller, error) {
	var users []User
	q := s.db.Read.NewSelect().Model(&users).Where("state = 'active'").OrderExpr("created_at, login")
	if login != "" {
		q = q.Where("login = ?", login)
	}
	if err := q.Scan(ctx); err != nil && !db.NotFound(err) {
		return Caller{}, fmt.Errorf("find operator: %w", err)
	}
	for _, u := range users {
		c, err := s.Caller(ctx, u.ID)
		if err != nil {
			return Caller{}, err
		}
		if login != "" {
			return c, c.Need(v)
		}
		if c.May(v) && c.scope.wholeCity() {
			return c, nil
		}
	}
	if login != "" {
		return Caller{}, fault.New(fault.NotFound, "account.unknown", "没有登录名为“%s”的在用账号。", login)
	}
	return Caller{}, fault.New(fault.NotFound, "account.operator", "没有可以操作全市数据的账号，请用 --as 指定登录名。")
}
