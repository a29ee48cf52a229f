package project

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/uptrace/bun"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/blob"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/page"
)

// EvidenceState says whether another organisation has looked at a file.
type EvidenceState string

// The states.
const (
	Unverified EvidenceState = "unverified"
	Verified   EvidenceState = "verified"
	Rejected   EvidenceState = "rejected"
)

// MaxEvidence is the largest file, in bytes.
const MaxEvidence = 50 << 20

// Evidence is a file that proves a stage. Its hash and upload time never change.
type Evidence struct {
	bun.BaseModel `bun:"table:evidence,alias:f"`

	ID         string        `bun:"id,pk"`
	ProjectID  ID            `bun:"project_id"`
	Kind       string        `bun:"kind"`
	Filename   string        `bun:"filename"`
	MediaType  string        `bun:"media_type"`
	SHA256     string        `bun:"sha256"`
	Size       int64         `bun:"size"`
	Day        date.Date     `bun:"day"` // of the document itself
	Note       string        `bun:"note"`
	UploadedAt int64         `bun:"uploaded_at"`
	UploadedBy string        `bun:"uploaded_by"`
	OrgID      string        `bun:"org_id"`
	State      EvidenceState `bun:"state"`
	DecidedAt  int64         `bun:"decided_at"`
	DecidedBy  string        `bun:"decided_by"`
	Reason     string        `bun:"reason"`
}

// NewEvidence is what an upload says of its file.
type NewEvidence struct {
	Kind     string
	Filename string
	Note     string
	Day      date.Date
	Content  io.Reader
}

// Upload stores a file as evidence of a project. It passes gates from now on; it
// makes a stage count only once another organisation has accepted it.
func (s *Service) Upload(ctx context.Context, who identity.Caller, id ID, in NewEvidence) (Evidence, error) {
	var none Evidence
	if err := who.Need(identity.UploadEvidence); err != nil {
		return none, err
	}
	if _, err := s.Find(ctx, who, id); err != nil { // before reading megabytes
		return none, err
	}
	rules, err := s.rules.current(ctx, s.db.Read)
	if err != nil {
		return none, err
	}
	in.Filename = cleanName(in.Filename)
	var f fault.Form
	if !known(rules.EvidenceKinds, in.Kind) {
		f.Add("/kind", "evidence.kind", "没有“%s”这种佐证。", in.Kind)
	}
	f.Require("/file", "文件名", in.Filename)
	f.MaxRunes("/note", "说明", in.Note, 500)
	if in.Day != "" && in.Day > s.today() {
		f.Add("/day", "day.future", "材料日期不能晚于今天。")
	}
	if err := f.Err("evidence.invalid", "佐证信息有误。"); err != nil {
		return none, err
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(in.Content, head)
	if n == 0 {
		return none, fault.New(fault.Invalid, "evidence.empty", "文件是空的。")
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return none, fmt.Errorf("read upload: %w", err)
	}
	stored, err := s.files.Put(io.MultiReader(strings.NewReader(string(head[:n])), in.Content), MaxEvidence)
	if errors.Is(err, blob.ErrTooLarge) {
		return none, fault.New(fault.TooLarge, "evidence.too_large", "文件超过 %d MB。", MaxEvidence>>20)
	}
	if err != nil {
		return none, err
	}
	e := Evidence{ID: s.newID(), ProjectID: id, Kind: in.Kind, Filename: in.Filename, MediaType: http.DetectContentType(head[:n]),
		SHA256: stored.SHA256, Size: stored.Size, Day: in.Day, Note: in.Note, UploadedBy: string(who.User.ID), OrgID: who.User.OrgID, State: Unverified}
	return db.Write(ctx, s.db, func(tx *db.Tx) (Evidence, error) {
		p, err := s.locked(ctx, tx, who, id)
		if err != nil {
			return none, err
		}
		e.UploadedAt = tx.Millis()
		if err := s.sameFile(ctx, tx, e); err != nil {
			return none, err
		}
		if _, err := tx.NewInsert().Model(&e).Exec(ctx); err != nil {
			return none, fmt.Errorf("store evidence: %w", err)
		}
		if err := s.settle(ctx, tx, who, p, "evidence.upload", "", audit.Diff(nil, map[string]any{
			"evidence": e.ID, "kind": e.Kind, "filename": e.Filename, "sha256": e.SHA256, "size": e.Size})); err != nil {
			return none, err
		}
		return e, nil
	})
}

// sameFile refuses the same bytes twice on one project for one kind.
func (s *Service) sameFile(ctx context.Context, tx *db.Tx, e Evidence) error {
	twin, err := tx.NewSelect().Model((*Evidence)(nil)).
		Where("f.project_id = ? AND f.sha256 = ? AND f.kind = ? AND f.state <> ?", e.ProjectID, e.SHA256, e.Kind, Rejected).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for the same file: %w", err)
	}
	if twin {
		return fault.New(fault.Conflict, "evidence.same_file", "这个项目已经有内容完全相同的这份材料。")
	}
	return nil
}

// cleanName keeps a file's own name without folders or control characters.
func cleanName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if name == "." || name == "/" {
		return ""
	}
	if r := []rune(name); len(r) > 150 {
		name = string(r[:100]) + "…" + string(r[len(r)-40:])
	}
	return name
}

// Decide accepts or rejects a file. The verifier belongs to another organisation
// than the uploader; accepting may make stages count, from the day they happened.
func (s *Service) Decide(ctx context.Context, who identity.Caller, id string, accept bool, reason string) (Evidence, error) {
	var none Evidence
	if err := who.Need(identity.VerifyEvidence); err != nil {
		return none, err
	}
	reason = strings.TrimSpace(reason)
	var f fault.Form
	if !accept {
		f.Require("/reason", "退回理由", reason)
	}
	f.MaxRunes("/reason", "理由", reason, 500)
	if err := f.Err("evidence.invalid", "请说明理由。"); err != nil {
		return none, err
	}
	return db.Write(ctx, s.db, func(tx *db.Tx) (Evidence, error) {
		e, p, err := s.evidenceOf(ctx, tx, who, id)
		if err != nil {
			return none, err
		}
		if e.OrgID == who.User.OrgID || e.UploadedBy == string(who.User.ID) {
			return none, fault.New(fault.Forbidden, "evidence.own", "佐证要由另一个单位核验，不能核验本单位上传的材料。")
		}
		verb := "evidence.accept"
		e.State = Verified
		if !accept {
			verb, e.State = "evidence.reject", Rejected
		}
		before := map[string]any{"evidence": e.ID, "state": ""}
		e.DecidedAt, e.DecidedBy, e.Reason = tx.Millis(), string(who.User.ID), reason
		if _, err := tx.NewUpdate().Model(&e).Column("state", "decided_at", "decided_by", "reason").WherePK().Exec(ctx); err != nil {
			return none, fmt.Errorf("decide on evidence: %w", err)
		}
		return e, s.settle(ctx, tx, who, p, verb, reason, audit.Diff(before, map[string]any{"evidence": e.ID, "state": string(e.State), "filename": e.Filename}))
	})
}

func (s *Service) evidenceOf(ctx context.Context, tx *db.Tx, who identity.Caller, id string) (Evidence, *Project, error) {
	var e Evidence
	err := tx.NewSelect().Model(&e).Where("f.id = ?", id).Scan(ctx)
	if db.NotFound(err) {
		return e, nil, errEvidence
	}
	if err != nil {
		return e, nil, fmt.Errorf("find evidence: %w", err)
	}
	p, err := s.locked(ctx, tx, who, e.ProjectID)
	if fault.Is(err, fault.NotFound) {
		return e, nil, errEvidence
	}
	return e, p, err
}

var errEvidence = fault.New(fault.NotFound, "evidence.unknown", "没有这份佐证，或您无权查看。")

// EvidenceOf lists a project's files, newest first.
func (s *Service) EvidenceOf(ctx context.Context, who identity.Caller, id ID) ([]Evidence, error) {
	if _, err := s.Find(ctx, who, id); err != nil {
		return nil, err
	}
	var out []Evidence
	if err := s.db.Read.NewSelect().Model(&out).Where("f.project_id = ?", id).OrderExpr("f.uploaded_at DESC, f.id DESC").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list evidence: %w", err)
	}
	return out, nil
}

// Pending is a file that waits for a decision, with the project it belongs to.
type Pending struct {
	Evidence     `bun:",extend"`
	ProjectCode  string `bun:"project_code"`
	ProjectName  string `bun:"project_name"`
	DistrictCode string `bun:"district_code"`
	Stage        Stage  `bun:"stage"`
}

// ToVerify lists the files in the caller's scope that he may decide on, oldest first.
func (s *Service) ToVerify(ctx context.Context, who identity.Caller, r page.Request) ([]Pending, string, error) {
	if err := who.Need(identity.VerifyEvidence); err != nil {
		return nil, "", err
	}
	plan, err := page.Check(r, map[string]page.Sort{"uploaded_at": {Column: "f.uploaded_at", Number: true}}, "uploaded_at", "f.id")
	if err != nil {
		return nil, "", err
	}
	var out []Pending
	err = s.db.Read.NewSelect().Model(&out).ColumnExpr("f.*").
		ColumnExpr("p.code AS project_code, p.name AS project_name, p.district_code, p.stage").
		Join("JOIN project AS p ON p.id = f.project_id").
		Where("f.state = ? AND f.org_id <> ? AND p.status <> ?", Unverified, who.User.OrgID, Void).
		Apply(visible(who.Scope()), plan.Apply).Scan(ctx)
	if err != nil {
		return nil, "", fmt.Errorf("list evidence to verify: %w", err)
	}
	rows, next := page.Cut(plan, out, func(e Pending) (any, any) { return e.UploadedAt, e.ID })
	return rows, next, nil
}

// File opens a file for download; the read is in the trail before its first byte.
func (s *Service) File(ctx context.Context, who identity.Caller, id string) (Evidence, *os.File, error) {
	e, err := db.Write(ctx, s.db, func(tx *db.Tx) (Evidence, error) {
		e, _, err := s.evidenceOf(ctx, tx, who, id)
		if err != nil {
			return e, err
		}
		return e, audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "evidence.download", Subject: Ref(e.ProjectID),
			Changes: audit.Diff(nil, map[string]any{"evidence": e.ID, "filename": e.Filename})})
	})
	if err != nil {
		return e, nil, err
	}
	f, err := s.files.Open(e.SHA256)
	if err != nil {
		return e, nil, fmt.Errorf("open evidence %s: %w", e.ID, err)
	}
	return e, f, nil
}
