package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/blob"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/sheet"
)

// MaxFile is the largest ledger, in bytes.
const MaxFile = 40 << 20

// File is a ledger as it is handed in.
type File struct {
	Name    string
	Size    int64
	Content interface {
		io.Reader
		io.ReaderAt
	}
	Mapping *understand.Mapping // nil: found out, or as this layout was corrected before
}

// Upload keeps a ledger and begins to read it in the background. What is plainly
// no table (an encrypted, damaged or old file) is refused at once and nothing is
// kept. Key makes a repeated request harmless.
func (s *Service) Upload(ctx context.Context, who identity.Caller, key string, f File) (*Batch, error) {
	b, err := s.accept(ctx, who, f)
	if err != nil {
		return nil, err
	}
	type once struct{ Name, SHA256 string }
	id, err := db.Write(ctx, s.DB, func(tx *db.Tx) (string, error) {
		return db.Once(ctx, tx, string(who.User.ID), key, once{b.Filename, b.SHA256}, func() (string, error) {
			if err := s.begin(ctx, tx, who, b, Reading, jobRead, "读取台账"); err != nil {
				return "", err
			}
			return b.ID, s.insert(ctx, tx, who, b)
		})
	})
	if err != nil {
		return nil, err
	}
	return s.Find(ctx, who, id)
}

// accept looks at the file and stores its bytes.
func (s *Service) accept(ctx context.Context, who identity.Caller, f File) (*Batch, error) {
	if err := who.Need(identity.ImportLedgers); err != nil {
		return nil, err
	}
	if _, err := s.Words(); err != nil {
		return nil, err
	}
	name := strings.TrimSpace(path.Base(strings.ReplaceAll(f.Name, `\`, "/")))
	if name == "" || name == "." || name == "/" {
		name = "未命名"
	}
	name = cut(name, 200)
	if f.Size > MaxFile {
		return nil, tooLarge(name)
	}
	if f.Mapping != nil {
		if err := f.Mapping.Validate(); err != nil {
			return nil, err
		}
	}
	if _, err := sheet.Open(f.Content, f.Size, name, f.Mapping.Options()); err != nil {
		return nil, err
	}
	stored, err := s.Files.Put(f.Content, MaxFile)
	if errors.Is(err, blob.ErrTooLarge) {
		return nil, tooLarge(name)
	}
	if err != nil {
		return nil, err
	}
	b := &Batch{ID: s.NewID(), OrgID: who.User.OrgID, UserID: string(who.User.ID), Filename: name, SHA256: stored.SHA256, Size: stored.Size,
		State: Reading, Mapping: f.Mapping, Sheets: []Sheet{}, Counts: newCounts(), Version: 1, Run: 1}
	return b, ctx.Err()
}

func tooLarge(name string) error {
	return fault.New(fault.TooLarge, "sheet.file_too_large", "文件 “%s” 超过 %d MB，请拆分后分批导入。", name, MaxFile>>20)
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, who identity.Caller, b *Batch) error {
	b.CreatedAt, b.UpdatedAt = tx.Millis(), tx.Millis()
	var same []string
	err := tx.NewSelect().Model((*Batch)(nil)).Column("b.id").Where("b.org_id = ? AND b.sha256 = ? AND b.state = ?", b.OrgID, b.SHA256, Confirmed).
		OrderExpr("b.created_at DESC").Limit(1).Scan(ctx, &same)
	if err != nil {
		return fmt.Errorf("look for the same file: %w", err)
	}
	if len(same) > 0 {
		b.SameAs = same[0]
	}
	if _, err := tx.NewInsert().Model(b).Exec(ctx); err != nil {
		return fmt.Errorf("store import: %w", err)
	}
	return audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "import.upload", Subject: b.subject(), BatchID: b.ID,
		Changes: audit.Diff(nil, map[string]any{"filename": b.Filename, "sha256": b.SHA256})})
}

func (b *Batch) subject() audit.Subject { return audit.Subject{Kind: "import", ID: b.ID} }

func newCounts() Counts {
	return Counts{Rows: map[RowState]int{}, Sheets: map[string]int{}, Other: map[string]int{}, Codes: map[string]int{}}
}

// add counts a row in (1) or out (-1).
func (c *Counts) add(r *Row, n int) {
	bump(c.Rows, r.State, n)
	bump(c.Sheets, r.Sheet, n)
	for code := range strings.SplitSeq(strings.Trim(r.Codes, ","), ",") {
		if code != "" {
			bump(c.Codes, code, n)
		}
	}
}

func bump[K comparable](m map[K]int, k K, n int) {
	if m[k] += n; m[k] <= 0 {
		delete(m, k)
	}
}
