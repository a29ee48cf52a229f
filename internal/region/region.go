// Package region is the two trees everything hangs on: areas (city → district →
// town, street, park or zone) and organisations, each of which belongs to an area.
//
// Owns: region, organisation. Promises: a region's path starts with its parent's
// path, so that a subtree is a range of paths; codes are never reused.
package region

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/packs"
)

// Kind of a region.
type Kind string

// The kinds. Parks and zones have no national code and carry a status.
const (
	City     Kind = "city"
	District Kind = "district"
	Town     Kind = "town"
	Park     Kind = "park"
	Zone     Kind = "zone"
)

// Region is a node of the area tree.
type Region struct {
	bun.BaseModel `bun:"table:region"`

	Code        string `bun:"code,pk"`
	Name        string `bun:"name"`
	DisplayName string `bun:"display_name"`
	Kind        Kind   `bun:"kind"`
	ParentCode  string `bun:"parent_code"`
	Path        string `bun:"path"` // "370200/370211/370211001/"
	Status      string `bun:"status"`
	Source      string `bun:"source"`
	Position    int    `bun:"position"`
}

// Organisation is an office. Its region says where it belongs, not what it sees.
type Organisation struct {
	bun.BaseModel `bun:"table:organisation"`

	ID         string `bun:"id,pk"`
	Name       string `bun:"name"`
	Kind       string `bun:"kind"`
	RegionCode string `bun:"region_code"`
	ParentID   string `bun:"parent_id"`
	Position   int    `bun:"position"`
}

// Load takes both trees of a pack into an empty city, inside tx.
func Load(ctx context.Context, tx *db.Tx, p *packs.Pack) error {
	paths := map[string]string{"": ""}
	regions := make([]Region, 0, len(p.Regions))
	for _, r := range p.Regions {
		parent, ok := paths[r.ParentCode]
		if !ok {
			return fmt.Errorf("load regions: %s comes before its parent %s", r.Code, r.ParentCode)
		}
		paths[r.Code] = parent + r.Code + "/"
		regions = append(regions, Region{Code: r.Code, Name: r.Name, DisplayName: r.DisplayName, Kind: Kind(r.Kind),
			ParentCode: r.ParentCode, Path: paths[r.Code], Status: r.Status, Source: r.Source, Position: r.Position})
	}
	if _, err := tx.NewInsert().Model(&regions).Exec(ctx); err != nil {
		return fmt.Errorf("load regions: %w", err)
	}
	orgs := make([]Organisation, 0, len(p.Organisations))
	for i, o := range p.Organisations {
		orgs = append(orgs, Organisation{ID: o.Code, Name: o.Name, Kind: o.Kind, RegionCode: o.RegionCode, ParentID: o.ParentCode, Position: i})
	}
	if _, err := tx.NewInsert().Model(&orgs).Exec(ctx); err != nil {
		return fmt.Errorf("load organisations: %w", err)
	}
	return nil
}

// Tree is the area tree in memory: small, and read at nearly every request.
type Tree struct {
	All    []Region
	byCode map[string]*Region
}

// Read reads the area tree, parents before children.
func Read(ctx context.Context, q bun.IDB) (*Tree, error) {
	t := &Tree{}
	if err := q.NewSelect().Model(&t.All).OrderExpr("LENGTH(path), position, code").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read regions: %w", err)
	}
	t.byCode = make(map[string]*Region, len(t.All))
	for i := range t.All {
		t.byCode[t.All[i].Code] = &t.All[i]
	}
	return t, nil
}

// Find is the region with this code.
func (t *Tree) Find(code string) (Region, error) {
	if r, ok := t.byCode[code]; ok {
		return *r, nil
	}
	return Region{}, fault.New(fault.NotFound, "region.unknown", "没有代码为“%s”的区域。", code)
}

// Name is what the screen shows for a code; the code itself if unknown.
func (t *Tree) Name(code string) string {
	if r, ok := t.byCode[code]; ok {
		return r.DisplayName
	}
	return code
}

// City is the root.
func (t *Tree) City() Region { return t.All[0] }

// Districts are the districts in their order.
func (t *Tree) Districts() []Region {
	var out []Region
	for _, r := range t.All {
		if r.Kind == District {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Region) int { return a.Position - b.Position })
	return out
}

// DistrictOf is the district that a region is or lies in; the city itself for the city.
func (t *Tree) DistrictOf(code string) (Region, error) {
	r, err := t.Find(code)
	for err == nil && r.Kind != District && r.Kind != City {
		r, err = t.Find(r.ParentCode)
	}
	return r, err
}

// PathOf is the path of one region, without reading the tree.
func PathOf(ctx context.Context, q bun.IDB, code string) (string, error) {
	var path string
	err := q.NewSelect().Model((*Region)(nil)).Column("path").Where("code = ?", code).Scan(ctx, &path)
	if db.NotFound(err) {
		return "", fault.New(fault.NotFound, "region.unknown", "没有代码为“%s”的区域。", code)
	}
	if err != nil {
		return "", fmt.Errorf("find region: %w", err)
	}
	return path, nil
}

// Within reports whether path lies in the subtree of root.
func Within(path, root string) bool { return strings.HasPrefix(path, root) }

// PathRange is the half-open range of paths of a subtree: path >= from AND path < to.
// '0' is the character after '/', which ends every path.
func PathRange(path string) (from, to string) { return path, strings.TrimSuffix(path, "/") + "0" }

// Organisations lists offices whose name holds q, in their order.
func Organisations(ctx context.Context, db bun.IDB, q string, limit int) ([]Organisation, error) {
	var out []Organisation
	s := db.NewSelect().Model(&out).OrderExpr("position").Limit(int64(limit))
	if q != "" {
		s = s.Where("name LIKE ?", "%"+q+"%")
	}
	if err := s.Scan(ctx); err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	return out, nil
}

// FindOrganisation is the office with this id.
func FindOrganisation(ctx context.Context, q bun.IDB, id string) (Organisation, error) {
	var o Organisation
	err := q.NewSelect().Model(&o).Where("id = ?", id).Scan(ctx)
	if db.NotFound(err) {
		return o, fault.New(fault.NotFound, "organisation.unknown", "没有这个单位。")
	}
	if err != nil {
		return o, fmt.Errorf("find organisation: %w", err)
	}
	return o, nil
}
