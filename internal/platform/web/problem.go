package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qipan/internal/platform/fault"
)

// Problem is the one shape of every error answer (RFC 9457).
type Problem struct {
	Type   string         `json:"type" doc:"about:blank, or a link to the explanation"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty" doc:"For people"`
	Code   string         `json:"code" doc:"Stable; the front end's i18n key"`
	Params map[string]any `json:"params,omitempty"`
	Errors []ProblemItem  `json:"errors,omitempty" doc:"Every missing or wrong item"`
}

// ProblemItem is one fault of a form, a row or a gate.
type ProblemItem struct {
	Pointer string         `json:"pointer" doc:"Where: a JSON pointer, or evidence:<kind>, check:<code>"`
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Params  map[string]any `json:"params,omitempty"`
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is huma's question for the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is RFC 9457's.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict, fault.Stale: http.StatusPreconditionFailed,
	fault.Precondition: http.StatusPreconditionRequired, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.Throttled: http.StatusTooManyRequests, fault.Unsupported: http.StatusUnsupportedMediaType,
}

// problemOf maps an error to its answer. What is no fault is logged here, once,
// and shown as no more than "something went wrong".
func problemOf(ctx context.Context, log *slog.Logger, err error) *Problem {
	f, ok := fault.As(err)
	if !ok {
		if errors.Is(err, context.Canceled) {
			log.DebugContext(ctx, "request given up by the client")
		} else {
			log.ErrorContext(ctx, "request failed", "error", err)
		}
		f = fault.New(fault.Internal, "internal", "系统出错了，已记录。请稍后再试。")
	}
	status := statuses[f.Kind]
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: f.Message, Code: f.Code, Params: f.Params}
	for _, d := range f.Details {
		p.Errors = append(p.Errors, ProblemItem(d))
	}
	return p
}

// fromHuma makes huma's own refusals (wrong types, unknown fields, bad JSON) Problems.
func fromHuma(status int, msg string, errs ...error) huma.StatusError {
	if len(errs) == 1 {
		var p *Problem
		if errors.As(errs[0], &p) {
			return p
		}
	}
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: msg, Code: codeOf(status)}
	for _, err := range errs {
		if err == nil {
			continue
		}
		item := ProblemItem{Code: "invalid", Message: err.Error()}
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			item.Message = d.Message
			item.Pointer = "/" + strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(d.Location, "body"), "."), ".", "/")
			if strings.HasPrefix(d.Location, "query.") || strings.HasPrefix(d.Location, "path.") || strings.HasPrefix(d.Location, "header.") {
				item.Pointer = strings.Replace(d.Location, ".", ":", 1)
			}
		}
		if item.Pointer == "header:If-Match" && status == http.StatusUnprocessableEntity {
			p.Status, p.Title, p.Code = http.StatusPreconditionRequired, http.StatusText(http.StatusPreconditionRequired), "precondition_required"
		}
		p.Errors = append(p.Errors, item)
	}
	if status >= 500 {
		p.Detail = "系统出错了，已记录。请稍后再试。"
	}
	return p
}

func codeOf(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "bad_request"
	case http.StatusUnauthorized:
		return "unauthenticated"
	case http.StatusForbidden:
		return "forbidden"
	case http.StatusNotFound:
		return "not_found"
	case http.StatusMethodNotAllowed:
		return "method_not_allowed"
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusUnsupportedMediaType:
		return "unsupported_media_type"
	case http.StatusUnprocessableEntity:
		return "invalid"
	}
	if status >= 500 {
		return "internal"
	}
	return "refused"
}
