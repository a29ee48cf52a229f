// Package importerhttp is the routes of the importer.
package importerhttp

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qipan/internal/identity"
	"qipan/internal/importer"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/page"
	"qipan/internal/platform/web"
)

type handler struct {
	imports *importer.Service
	view    viewer
}

// Mount puts the routes on api.
func Mount(api *web.API, imports *importer.Service, d *db.DB) {
	h := handler{imports, viewer{imports, d}}
	web.Handle(api, web.Route{ID: "import-upload", Method: http.MethodPost, Path: "/imports", Tag: "import", Summary: "Hand in a ledger; it is read in the background", Status: http.StatusAccepted, MaxBody: importer.MaxFile + 1<<20}, h.upload)
	web.Handle(api, web.Route{ID: "import-list", Method: http.MethodGet, Path: "/imports", Tag: "import", Summary: "My organisation's ledgers, newest first"}, h.list)
	web.Handle(api, web.Route{ID: "import-get", Method: http.MethodGet, Path: "/imports/{id}", Tag: "import", Summary: "One ledger: sheets, columns, counts, progress, result"}, h.get)
	web.Handle(api, web.Route{ID: "import-mapping", Method: http.MethodPut, Path: "/imports/{id}/mapping", Tag: "import", Summary: "Read it again with these headers and columns, and remember them", Status: http.StatusAccepted}, h.mapping)
	web.Handle(api, web.Route{ID: "import-rows", Method: http.MethodGet, Path: "/imports/{id}/rows", Tag: "import", Summary: "Rows in the file's order, with every problem"}, h.rows)
	web.Handle(api, web.Route{ID: "import-correct", Method: http.MethodPatch, Path: "/imports/{id}/rows/{row}", Tag: "import", Summary: "Type values over a row, or decide on a likely duplicate"}, h.correct)
	web.Handle(api, web.Route{ID: "import-remarks", Method: http.MethodGet, Path: "/imports/{id}/remarks", Tag: "import", Summary: "The same sheet with a column of remarks (xlsx)"}, h.remarks)
	web.Handle(api, web.Route{ID: "import-confirm", Method: http.MethodPost, Path: "/imports/{id}/confirm", Tag: "import", Summary: "Take over all rows, or only the good ones, in one transaction", Status: http.StatusAccepted}, h.confirm)
	web.Handle(api, web.Route{ID: "import-undo", Method: http.MethodPost, Path: "/imports/{id}/undo", Tag: "import", Summary: "Take a batch back; what was edited since is kept and listed", Status: http.StatusAccepted}, h.undo)
}

// One names a batch.
type One struct {
	ID string `path:"id" maxLength:"40"`
}

// uploadForm is the multipart form of an upload.
type uploadForm struct {
	File huma.FormFile `form:"file" required:"true"`
}

func (h handler) upload(ctx context.Context, in *struct {
	web.Idempotency
	RawBody huma.MultipartFormFiles[uploadForm]
}) (*web.Versioned[Batch], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	form := in.RawBody.Data()
	defer func() { _ = form.File.Close() }()
	b, err := h.imports.Upload(ctx, who, in.Key, importer.File{Name: form.File.Filename, Size: form.File.Size, Content: form.File})
	return h.answer(ctx, b, err)
}

func (h handler) answer(ctx context.Context, b *importer.Batch, err error) (*web.Versioned[Batch], error) {
	if err != nil {
		return nil, err
	}
	v, err := h.view.batch(ctx, b)
	if err != nil {
		return nil, err
	}
	return web.At(v, b.Version), nil
}

func (h handler) list(ctx context.Context, in *struct {
	Cursor string `query:"cursor" maxLength:"1000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}) (*web.Body[web.List[LedgerSummary]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, next, err := h.imports.List(ctx, who, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	items, err := h.view.summaries(ctx, rows)
	if err != nil {
		return nil, err
	}
	return web.OK(web.List[LedgerSummary]{Items: items, NextCursor: next}), nil
}

func (h handler) get(ctx context.Context, in *One) (*web.Versioned[Batch], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	b, err := h.imports.Find(ctx, who, in.ID)
	return h.answer(ctx, b, err)
}

// write is what every write begins with: who asks, and on which version.
func write(ctx context.Context, m web.IfMatch) (identity.Caller, int64, error) {
	who, err := identity.From(ctx)
	if err != nil {
		return who, 0, err
	}
	v, err := m.Version()
	return who, v, err
}

// written is answer, except that a stale write is told what stands there now.
func (h handler) written(ctx context.Context, who identity.Caller, id string, b *importer.Batch, err error) (*web.Versioned[Batch], error) {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Stale {
		return h.answer(ctx, b, err)
	}
	now, ferr := h.imports.Find(ctx, who, id)
	if ferr != nil {
		return nil, ferr
	}
	v, ferr := h.view.batch(ctx, now)
	if ferr != nil {
		return nil, ferr
	}
	return nil, f.Param("current", v)
}

// Mapping is how the sheets are to be read.
type Mapping struct {
	Sheets []SheetMapping `json:"sheets" maxItems:"100"`
}

// SheetMapping is how one sheet is to be read.
type SheetMapping struct {
	Name        string            `json:"name" maxLength:"100"`
	Used        bool              `json:"used"`
	HeaderFirst int               `json:"header_first" minimum:"0" maximum:"100000" doc:"0 is as found"`
	HeaderLast  int               `json:"header_last" minimum:"0" maximum:"100000"`
	Columns     []ColumnMapping   `json:"columns" maxItems:"1000"`
	Defaults    map[string]string `json:"defaults,omitempty" doc:"Field to value where a row has none"`
}

// ColumnMapping says what a column is.
type ColumnMapping struct {
	Index int    `json:"index" minimum:"0" maximum:"16383"`
	Field string `json:"field" maxLength:"40" doc:"Empty is kept beside, by its title"`
	Unit  string `json:"unit,omitempty" maxLength:"20" doc:"yuan, wan_yuan, yi_yuan, usd, wan_usd, yi_usd, or as in a mapping file"`
}

func (h handler) mapping(ctx context.Context, in *struct {
	One
	web.IfMatch
	Body Mapping
}) (*web.Versioned[Batch], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	sheets := make([]importer.SheetMapping, len(in.Body.Sheets))
	for i, s := range in.Body.Sheets {
		sheets[i] = importer.SheetMapping{Name: s.Name, Used: s.Used, HeaderFirst: s.HeaderFirst, HeaderLast: s.HeaderLast, Defaults: s.Defaults}
		for _, c := range s.Columns {
			sheets[i].Columns = append(sheets[i].Columns, importer.ColumnMapping{Index: c.Index, Field: c.Field, Unit: unitOf(c.Unit)})
		}
	}
	b, err := h.imports.SetMapping(ctx, who, in.ID, v, sheets)
	return h.written(ctx, who, in.ID, b, err)
}

func (h handler) rows(ctx context.Context, in *struct {
	One
	Sheet  string   `query:"sheet" maxLength:"100"`
	State  []string `query:"state" maxItems:"10" doc:"new, changed, unchanged, duplicate, problem, skipped; ok: what can enter; kept: what an undoing left"`
	Code   string   `query:"code" maxLength:"60" doc:"Rows with this problem"`
	Cursor string   `query:"cursor" maxLength:"1000"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}) (*web.Body[web.List[LedgerRow]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	f := importer.Filter{States: in.State, Code: in.Code}
	if in.Sheet != "" {
		f.Sheet = &in.Sheet
	}
	rows, next, err := h.imports.Rows(ctx, who, in.ID, f, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := web.List[LedgerRow]{Items: make([]LedgerRow, len(rows)), NextCursor: next}
	for i, r := range rows {
		out.Items[i] = rowView(r)
	}
	return web.OK(out), nil
}

func (h handler) correct(ctx context.Context, in *struct {
	One
	web.IfMatch
	Row  int64 `path:"row" minimum:"1"`
	Body struct {
		Values   map[string]string    `json:"values,omitempty" doc:"Text by field (district, date:signed) or by column title"`
		Decision web.Optional[string] `json:"decision,omitzero" required:"false" doc:"new, same, skip; empty takes it back"`
	}
}) (*web.Versioned[LedgerRow], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	c := importer.Correction{Values: in.Body.Values}
	if in.Body.Decision.Set {
		d := importer.Decision(in.Body.Decision.Value)
		c.Decision = &d
	}
	r, err := h.imports.Correct(ctx, who, in.ID, in.Row, v, c)
	if err != nil {
		return nil, err
	}
	return web.At(rowView(r), r.Version), nil
}

func (h handler) confirm(ctx context.Context, in *struct {
	One
	web.IfMatch
	Body struct {
		Mode string `json:"mode" enum:"all,good"`
	}
}) (*web.Versioned[Batch], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	b, err := h.imports.Confirm(ctx, who, in.ID, v, importer.Mode(in.Body.Mode))
	return h.written(ctx, who, in.ID, b, err)
}

func (h handler) undo(ctx context.Context, in *struct {
	One
	web.IfMatch
}) (*web.Versioned[Batch], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	b, err := h.imports.Undo(ctx, who, in.ID, v)
	return h.written(ctx, who, in.ID, b, err)
}

func (h handler) remarks(ctx context.Context, in *One) (*huma.StreamResponse, error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	b, err := h.imports.Find(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(strings.TrimSuffix(b.Filename, ".xlsx"), ".csv") + "-核对意见.xlsx"
	// Made whole before the first byte leaves, so that a fault is still a Problem.
	f, err := h.imports.RemarksFile(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer f.Close()
		hc.SetHeader("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		hc.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
		hc.SetHeader("Content-Length", strconv.FormatInt(f.Size, 10))
		hc.SetHeader("X-Content-Type-Options", "nosniff")
		f.CopyTo(hc.BodyWriter())
	}}, nil
}
