package target

import (
	"context"
	"fmt"
	"regexp"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
)

// Closing is a month whose report was sent off (关账). What is recorded for its
// days afterwards is 补报.
type Closing struct {
	bun.BaseModel `bun:"table:closing"`

	Month    string `bun:"month,pk"`  // YYYY-MM
	ClosedAt int64  `bun:"closed_at"` // Unix ms
	ClosedBy string `bun:"closed_by"` // user id
}

var monthForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)

// Close closes a month that is over on the business day today. It cannot be
// undone, because figures have been reported on it. Repeating it with the same
// idempotency key gives the first answer.
func (s *Service) Close(ctx context.Context, who identity.Caller, idempotencyKey, month string, today date.Date) (Closing, error) {
	if err := who.Need(identity.CloseMonths); err != nil {
		return Closing{}, err
	}
	if !monthForm.MatchString(month) {
		return Closing{}, fault.New(fault.Invalid, "closing.month", "月份应写成 2024-03 的形式。")
	}
	if month >= today.Month() {
		return Closing{}, fault.New(fault.Conflict, "closing.not_over", "%s 还没有结束，不能关账。", month)
	}
	return db.Write(ctx, s.db, func(tx *db.Tx) (Closing, error) {
		return db.Once(ctx, tx, string(who.User.ID), idempotencyKey, month, func() (Closing, error) {
			c := Closing{Month: month, ClosedAt: tx.Millis(), ClosedBy: string(who.User.ID)}
			if _, err := tx.NewInsert().Model(&c).Exec(ctx); err != nil {
				if db.IsUnique(err) {
					return c, fault.New(fault.Conflict, "closing.closed", "%s 已经关账。", month)
				}
				return c, fmt.Errorf("close month: %w", err)
			}
			return c, audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "closing", Subject: audit.Subject{Kind: "closing", ID: month}})
		})
	})
}

// Closings lists closed months, the newest first.
func Closings(ctx context.Context, q bun.IDB) ([]Closing, error) {
	var out []Closing
	if err := q.NewSelect().Model(&out).OrderExpr("month DESC").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list closings: %w", err)
	}
	return out, nil
}

func readClosings(ctx context.Context, q bun.IDB) (closings, error) {
	rows, err := Closings(ctx, q)
	if err != nil {
		return nil, err
	}
	out := closings{}
	for _, r := range rows {
		out[r.Month] = r.ClosedAt
	}
	return out, nil
}
