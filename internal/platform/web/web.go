// Package web is the one way to HTTP: OpenAPI by huma on net/http, errors as
// RFC 9457, versions in ETag and If-Match. It knows no module.
package web

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qipan/internal/platform/fault"
)

// Prefix is where every route of the API lives.
const Prefix = "/api/v1"

// API is what modules mount their routes on.
type API struct {
	huma.API
	log *slog.Logger
}

// New puts an API on mux. version is the program's, shown in /openapi.json.
func New(mux *http.ServeMux, version string, log *slog.Logger) *API {
	huma.NewError = fromHuma
	huma.NewErrorWithContext = func(_ huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return fromHuma(status, msg, errs...)
	}
	humago.MultipartMaxMemory = 1 << 20 // the rest of an upload goes to a temporary file
	c := huma.DefaultConfig("Qipan 棋盘", version)
	c.Info.Description = "One city, one chessboard: 招商引资 projects, evidence, targets. Everything is scoped to the caller."
	c.DocsPath, c.SchemasPath = "", ""
	c.OpenAPIPath = "/openapi"
	c.CreateHooks = nil // no $schema links in answers
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "qipan_session"},
	}
	c.AllowAdditionalPropertiesByDefault = false
	return &API{humago.New(mux, c), log}
}

// schemaName keeps two modules' types of one name apart: a type exported by
// project's http package as Row becomes ProjectRow.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	module, ok := strings.CutSuffix(path.Base(t.PkgPath()), "http")
	if !ok || module == "" || strings.HasPrefix(strings.ToLower(name), module) {
		return name
	}
	return strings.ToUpper(module[:1]) + module[1:] + name
}

// Route is one operation: its id, method, path below Prefix, tag and summary.
type Route struct {
	ID      string // "project-advance"
	Method  string
	Path    string // "/projects/{id}/stage"
	Summary string
	Tag     string
	Status  int   // of success; 200 if zero
	MaxBody int64 // bytes; 1 MiB if zero
	Open    bool  // needs no session
}

// Handle mounts h. Its errors become Problems.
func Handle[I, O any](a *API, r Route, h func(context.Context, *I) (*O, error)) {
	op := huma.Operation{OperationID: r.ID, Method: r.Method, Path: Prefix + r.Path, Summary: r.Summary,
		DefaultStatus: r.Status, MaxBodyBytes: r.MaxBody, Errors: nil}
	if r.Tag != "" {
		op.Tags = []string{r.Tag}
	}
	if !r.Open {
		op.Security = []map[string][]string{{"session": {}}}
	}
	op.Responses = map[string]*huma.Response{"default": {
		Description: "Problem (RFC 9457)",
		Content: map[string]*huma.MediaType{"application/problem+json": {
			Schema: a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")}},
	}}
	op.Metadata = map[string]any{"open": r.Open}
	huma.Register(a.API, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, problemOf(ctx, a.log, err)
		}
		return out, nil
	})
}

// Body wraps an answer of one JSON document.
type Body[T any] struct{ Body T }

// OK answers with v.
func OK[T any](v T) *Body[T] { return &Body[T]{v} }

// Versioned wraps an answer that can be written back: its ETag is its version.
type Versioned[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

// At answers with v, which is at version n.
func At[T any](v T, n int64) *Versioned[T] { return &Versioned[T]{Quote(n), v} }

// Quote is a version as an ETag.
func Quote(n int64) string { return `"` + strconv.FormatInt(n, 10) + `"` }

// List is a page of items.
type List[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor" doc:"Empty on the last page"`
	Count      *Count `json:"count,omitempty"`
}

// Count is a total, given only when asked for.
type Count struct {
	Value  int  `json:"value"`
	Capped bool `json:"capped" doc:"There are more than value"`
}

// Items makes a list that leaves as [] rather than null.
func Items[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// IfMatch is embedded by every input that writes a record.
type IfMatch struct {
	IfMatch string `header:"If-Match" doc:"The version that was read, as its ETag; 428 without it"`
}

// Version reads the header.
func (m IfMatch) Version() (int64, error) {
	if m.IfMatch == "" {
		return 0, fault.New(fault.Precondition, "precondition_required", "请求缺少 If-Match：请说明修改的是哪个版本。")
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(m.IfMatch, "W/"), `"`), 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "if_match", "If-Match 无效：%s", m.IfMatch)
	}
	return n, nil
}

// Idempotency is embedded by every input that creates a record.
type Idempotency struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Repeating a request with the same key returns the first answer"`
}

// Write answers err outside huma's routes (middleware, file downloads).
func Write(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	p := problemOf(r.Context(), log, err)
	raw, mErr := json.Marshal(p)
	if mErr != nil {
		raw = []byte(`{"type":"about:blank","title":"Internal Server Error","status":500,"code":"internal"}`)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_, _ = bytes.NewReader(raw).WriteTo(w)
}
