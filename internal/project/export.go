package project

import (
	"context"
	"encoding/json"
	"fmt"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/db"
	"qipan/internal/platform/page"
)

// ExportCap is the most projects one export holds; what lies beyond is said in the file.
const ExportCap = 20_000

// Export walks through the projects a list shows, in its order, page by page. The
// export is in the trail, with its filter, before the first project is given.
func (s *Service) Export(ctx context.Context, who identity.Caller, f Filter, sort string, each func([]*Project) error) (more bool, err error) {
	if err := who.Need(identity.ExportLists); err != nil {
		return false, err
	}
	if err := f.Check(); err != nil {
		return false, err
	}
	asked, err := json.Marshal(f)
	if err != nil {
		return false, fmt.Errorf("export projects: %w", err)
	}
	err = db.Do(ctx, s.db, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, who.Actor(), audit.Entry{Verb: "export", Subject: audit.Subject{Kind: "project-list"},
			Changes: audit.Diff(nil, map[string]any{"filter": string(asked), "sort": sort})})
	})
	if err != nil {
		return false, err
	}
	r := page.Request{Limit: page.MaxLimit, Sort: sort}
	for n := 0; n < ExportCap; n += page.MaxLimit {
		rows, next, err := s.List(ctx, who, f, r)
		if err != nil {
			return false, err
		}
		if err := each(rows); err != nil {
			return false, err
		}
		if next == "" {
			return false, nil
		}
		r.Cursor = next
	}
	return true, nil
}
