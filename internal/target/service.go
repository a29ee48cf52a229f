package target

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/uptrace/bun"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/db"
	"qipan/internal/region"
	"qipan/packs"
)

// Service is the use cases of target.
type Service struct {
	db      *db.DB
	history Histories
	city    atomic.Pointer[string] // the root's code: it never changes once the city is loaded
}

// New makes the service; app hands it project's histories.
func New(d *db.DB, h Histories) *Service { return &Service{db: d, history: h} }

type cardRow struct {
	bun.BaseModel `bun:"table:indicator"`

	Code     string `bun:"code,pk"`
	Version  int    `bun:"version,pk"`
	Position int    `bun:"position"`
	Card     string `bun:"card"` // a packs.Indicator
}

// Load takes a pack's indicator cards and published targets into an empty city,
// inside tx.
func Load(ctx context.Context, tx *db.Tx, p *packs.Pack) error {
	var cards []cardRow
	known := map[string]bool{}
	for n, i := range p.Indicators {
		if _, err := CardOf(i); err != nil {
			return fmt.Errorf("load indicator %s: %w", i.Code, err)
		}
		raw, err := json.Marshal(i)
		if err != nil {
			return fmt.Errorf("load indicator %s: %w", i.Code, err)
		}
		cards = append(cards, cardRow{Code: i.Code, Version: i.Version, Position: n, Card: string(raw)})
		known[i.Code] = true
	}
	if _, err := tx.NewInsert().Model(&cards).Exec(ctx); err != nil {
		return fmt.Errorf("load indicators: %w", err)
	}
	var goals []Goal
	for _, t := range p.Targets {
		if !known[t.Indicator] {
			return fmt.Errorf("load target %s: there is no indicator %q", t.ID, t.Indicator)
		}
		if _, err := calendar.ParsePeriod(t.Period); err != nil {
			return fmt.Errorf("load target %s: %w", t.ID, err)
		}
		g, err := goalOf(t)
		if err != nil {
			return err
		}
		goals = append(goals, g)
	}
	if len(goals) == 0 {
		return nil
	}
	if _, err := tx.NewInsert().Model(&goals).Exec(ctx); err != nil {
		return fmt.Errorf("load targets: %w", err)
	}
	return nil
}

// Cards are the indicators in force, the newest version of each, in the pack's
// order.
func Cards(ctx context.Context, q bun.IDB) ([]Card, error) {
	var rows []cardRow
	err := q.NewSelect().Model(&rows).OrderExpr("position, code").
		Where("version = (SELECT MAX(n.version) FROM indicator AS n WHERE n.code = card_row.code)").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read indicators: %w", err)
	}
	out := make([]Card, 0, len(rows))
	for _, r := range rows {
		var i packs.Indicator
		if err := json.Unmarshal([]byte(r.Card), &i); err != nil {
			return nil, fmt.Errorf("read indicator %s: %w", r.Code, err)
		}
		c, err := CardOf(i)
		if err != nil {
			return nil, fmt.Errorf("read indicator %s: %w", r.Code, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// cityCode is the root of the area tree.
func (s *Service) cityCode(ctx context.Context, q bun.IDB) (string, error) {
	if code := s.city.Load(); code != nil {
		return *code, nil
	}
	tree, err := region.Read(ctx, q)
	if err != nil {
		return "", err
	}
	if len(tree.All) == 0 {
		return "", fmt.Errorf("count figures: no city has been loaded")
	}
	code := tree.City().Code
	s.city.Store(&code)
	return code, nil
}
