// Package enterprise is the first record of a firm: its names, credit code and
// who recorded it. A project points to its investor here.
//
// Owns: enterprise. Promises: a record is seen only within the region or
// organisation that made it; firms are found by exact code or folded name and
// never merged by the program.
package enterprise

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/page"
	"qipan/internal/platform/text"
	"qipan/internal/region"
)

// ID identifies a firm's record.
type ID string

// Enterprise is a firm as one office knows it.
type Enterprise struct {
	bun.BaseModel `bun:"table:enterprise,alias:e"`

	ID          ID       `bun:"id,pk"`
	Name        string   `bun:"name"`
	NameKey     string   `bun:"name_key"`
	CreditCode  string   `bun:"credit_code"` // unified social credit code, or ""
	FormerNames []string `bun:"former_names,type:text"`
	RegionPath  string   `bun:"region_path"`
	OrgID       string   `bun:"org_id"`
	Note        string   `bun:"note"`
	CreatedAt   int64    `bun:"created_at"`
	UpdatedAt   int64    `bun:"updated_at"`
	Version     int64    `bun:"version"`
}

// Key folds a name so that spacing, width, case and brackets do not matter.
func Key(name string) string {
	return strings.NewReplacer(" ", "", "（", "(", "）", ")").Replace(text.Fold(name))
}

// Edit is what a person may write.
type Edit struct {
	Name        string   `json:"name"`
	CreditCode  string   `json:"credit_code"`
	FormerNames []string `json:"former_names"`
	Note        string   `json:"note"`
}

func (e *Edit) check() error {
	var f fault.Form
	e.Name, e.CreditCode = strings.TrimSpace(e.Name), strings.ToUpper(strings.TrimSpace(e.CreditCode))
	f.Require("/name", "企业名称", e.Name)
	f.MaxRunes("/name", "企业名称", e.Name, 200)
	f.MaxRunes("/note", "备注", e.Note, 2000)
	if e.CreditCode != "" && !ValidCreditCode(e.CreditCode) {
		f.Add("/credit_code", "credit_code.invalid", "统一社会信用代码“%s”不对：应为 18 位且校验位正确。", e.CreditCode)
	}
	if len(e.FormerNames) > 20 {
		f.Add("/former_names", "too_many", "曾用名最多 20 个。")
	}
	for i, n := range e.FormerNames {
		f.MaxRunes(fmt.Sprintf("/former_names/%d", i), "曾用名", n, 200)
	}
	return f.Err("enterprise.invalid", "企业信息有误。")
}

// Service is the use cases on firms.
type Service struct {
	db    *db.DB
	newID func() string
}

// New makes the service.
func New(d *db.DB, newID func() string) *Service { return &Service{d, newID} }

func visible(s identity.Scope) func(*bun.SelectQuery) *bun.SelectQuery {
	return s.Apply(identity.Columns{RegionPath: "e.region_path", Org: "e.org_id"})
}

// List finds firms in the caller's scope by part of the name or the code.
func (s *Service) List(ctx context.Context, who identity.Caller, query string, r page.Request) ([]Enterprise, string, error) {
	if err := who.Need(identity.ReadProjects); err != nil {
		return nil, "", err
	}
	plan, err := page.Check(r, map[string]page.Sort{"updated_at": {Column: "e.updated_at", Number: true}, "name": {Column: "e.name_key"}}, "-updated_at", "e.id")
	if err != nil {
		return nil, "", err
	}
	var out []Enterprise
	q := s.db.Read.NewSelect().Model(&out).Apply(visible(who.Scope()), plan.Apply)
	if query = strings.TrimSpace(query); query != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(Key(query)) + "%"
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where(`e.name_key LIKE ? ESCAPE '\'`, like).WhereOr("e.credit_code = ?", strings.ToUpper(query)).
				WhereOr(`e.former_names LIKE ? ESCAPE '\'`, like)
		})
	}
	if err := q.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("list enterprises: %w", err)
	}
	rows, next := page.Cut(plan, out, func(e Enterprise) (any, any) {
		if plan.Field() == "name" {
			return e.NameKey, string(e.ID)
		}
		return e.UpdatedAt, string(e.ID)
	})
	return rows, next, nil
}

// Find is one firm in the caller's scope.
func (s *Service) Find(ctx context.Context, who identity.Caller, id ID) (Enterprise, error) {
	return find(ctx, s.db.Read, who.Scope(), id)
}

func find(ctx context.Context, q bun.IDB, scope identity.Scope, id ID) (Enterprise, error) {
	var e Enterprise
	err := q.NewSelect().Model(&e).Where("e.id = ?", id).Apply(visible(scope)).Scan(ctx)
	if db.NotFound(err) {
		return e, fault.New(fault.NotFound, "enterprise.unknown", "没有这家企业，或您无权查看。")
	}
	if err != nil {
		return e, fmt.Errorf("find enterprise: %w", err)
	}
	return e, nil
}

// Create records a firm.
func (s *Service) Create(ctx context.Context, who identity.Caller, key string, in Edit) (Enterprise, error) {
	if err := who.Need(identity.CreateProjects); err != nil {
		return Enterprise{}, err
	}
	if err := in.check(); err != nil {
		return Enterprise{}, err
	}
	return db.Write(ctx, s.db, func(tx *db.Tx) (Enterprise, error) {
		return db.Once(ctx, tx, string(who.User.ID), key, in, func() (Enterprise, error) { return s.create(ctx, tx, who, in, "") })
	})
}

func (s *Service) create(ctx context.Context, tx *db.Tx, who identity.Caller, in Edit, batch string) (Enterprise, error) {
	path, err := region.PathOf(ctx, tx, who.Organisation.RegionCode)
	if err != nil {
		return Enterprise{}, err
	}
	e := Enterprise{ID: ID(s.newID()), Name: in.Name, NameKey: Key(in.Name), CreditCode: in.CreditCode, FormerNames: in.FormerNames,
		RegionPath: path, OrgID: who.User.OrgID, Note: in.Note, CreatedAt: tx.Millis(), UpdatedAt: tx.Millis(), Version: 1}
	if e.FormerNames == nil {
		e.FormerNames = []string{}
	}
	if _, err := tx.NewInsert().Model(&e).Exec(ctx); err != nil {
		return e, fmt.Errorf("create enterprise: %w", err)
	}
	return e, audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "create", Subject: e.subject(), Changes: audit.Diff(nil, e.view()), BatchID: batch})
}

// Edit writes a firm that was read at version.
func (s *Service) Edit(ctx context.Context, who identity.Caller, id ID, version int64, in Edit) (Enterprise, error) {
	if err := who.Need(identity.EditProjects); err != nil {
		return Enterprise{}, err
	}
	if err := in.check(); err != nil {
		return Enterprise{}, err
	}
	return db.Write(ctx, s.db, func(tx *db.Tx) (Enterprise, error) {
		e, err := find(ctx, tx, who.Scope(), id)
		if err != nil {
			return e, err
		}
		if e.Version != version {
			return e, fault.New(fault.Stale, "stale", "这家企业刚被别人改过，请对照后再保存。").Param("version", e.Version)
		}
		before := e.view()
		e.Name, e.NameKey, e.CreditCode, e.FormerNames, e.Note = in.Name, Key(in.Name), in.CreditCode, in.FormerNames, in.Note
		if e.FormerNames == nil {
			e.FormerNames = []string{}
		}
		changes := audit.Diff(before, e.view())
		if len(changes) == 0 {
			return e, nil
		}
		e.Version, e.UpdatedAt = version+1, tx.Millis()
		res, err := tx.NewUpdate().Model(&e).WherePK().Where("version = ?", version).Exec(ctx)
		if err != nil {
			return e, fmt.Errorf("edit enterprise: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return e, fault.New(fault.Stale, "stale", "这家企业刚被别人改过，请对照后再保存。")
		}
		return e, audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "edit", Subject: e.subject(), Changes: changes})
	})
}

// Named is the firm of this name in the caller's scope, made if there is none.
func (s *Service) Named(ctx context.Context, tx *db.Tx, who identity.Caller, name, batch string) (Enterprise, error) {
	var e Enterprise
	err := tx.NewSelect().Model(&e).Where("e.name_key = ?", Key(name)).Apply(visible(who.Scope())).OrderExpr("e.id").Limit(1).Scan(ctx)
	if err == nil {
		return e, nil
	}
	if !db.NotFound(err) {
		return e, fmt.Errorf("find enterprise by name: %w", err)
	}
	in := Edit{Name: name}
	if err := in.check(); err != nil {
		return e, err
	}
	return s.create(ctx, tx, who, in, batch)
}

func (e Enterprise) subject() audit.Subject {
	return audit.Subject{Kind: "enterprise", ID: string(e.ID)}
}

func (e Enterprise) view() map[string]any {
	former, err := json.Marshal(e.FormerNames)
	if err != nil {
		panic(err) // strings always encode
	}
	return map[string]any{"name": e.Name, "credit_code": e.CreditCode, "former_names": string(former), "note": e.Note}
}
