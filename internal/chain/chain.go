// Package chain is the versioned dictionary of industrial chains (24 chains in
// 2022–24, later editions beside it). Projects are tagged with its codes and keep
// the tag they were given when a new taxonomy comes into force.
//
// Owns: chain.
package chain

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/packs"
)

// Chain is one chain of one taxonomy.
type Chain struct {
	bun.BaseModel `bun:"table:chain,alias:ch"`

	Code     string `bun:"code,pk"`
	Taxonomy string `bun:"taxonomy"`
	Name     string `bun:"name"`
	Position int    `bun:"position"`
}

// Service reads the dictionary.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// Load takes a pack's taxonomies into an empty city, inside tx.
func Load(ctx context.Context, tx *db.Tx, p *packs.Pack) error {
	if len(p.Chains) == 0 {
		return nil
	}
	rows := make([]Chain, len(p.Chains))
	for i, c := range p.Chains {
		rows[i] = Chain{Code: c.Code, Taxonomy: c.Taxonomy, Name: c.Name, Position: i}
	}
	if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
		return fmt.Errorf("load chains: %w", err)
	}
	return nil
}

// List is every chain in order.
func (s *Service) List(ctx context.Context) ([]Chain, error) {
	var out []Chain
	if err := s.db.Read.NewSelect().Model(&out).OrderExpr("ch.position").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list chains: %w", err)
	}
	return out, nil
}

// Check names the codes that are no chain.
func (s *Service) Check(ctx context.Context, q bun.IDB, codes []string) error {
	if len(codes) == 0 {
		return nil
	}
	var have []string
	if err := q.NewSelect().Model((*Chain)(nil)).Column("code").Where("ch.code IN (?)", bun.List(codes)).Scan(ctx, &have); err != nil {
		return fmt.Errorf("check chains: %w", err)
	}
	var f fault.Form
	for i, c := range codes {
		if !slices.Contains(have, c) {
			f.Add(fmt.Sprintf("/chains/%d", i), "chain.unknown", "没有代码为“%s”的产业链。", c)
		}
	}
	return f.Err("chain.unknown", "产业链标签有误。")
}
