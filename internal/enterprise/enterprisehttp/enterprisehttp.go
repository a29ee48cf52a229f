// Package enterprisehttp is the routes of firms.
package enterprisehttp

import (
	"context"
	"net/http"

	"qipan/internal/enterprise"
	"qipan/internal/identity"
	"qipan/internal/platform/page"
	"qipan/internal/platform/web"
)

// Enterprise is a firm as one office knows it.
type Enterprise struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	CreditCode  string   `json:"credit_code" doc:"Unified social credit code, or empty"`
	FormerNames []string `json:"former_names"`
	Note        string   `json:"note"`
	UpdatedAt   string   `json:"updated_at"`
	Version     int64    `json:"version"`
}

// Edit is what can be written of a firm.
type Edit struct {
	Name        string   `json:"name"`
	CreditCode  string   `json:"credit_code,omitempty"`
	FormerNames []string `json:"former_names,omitempty"`
	Note        string   `json:"note,omitempty"`
}

type handler struct{ firms *enterprise.Service }

// Mount puts the routes on api.
func Mount(api *web.API, firms *enterprise.Service) {
	h := handler{firms}
	web.Handle(api, web.Route{ID: "enterprise-list", Method: http.MethodGet, Path: "/enterprises", Tag: "enterprise", Summary: "Firms in the caller's scope"}, h.list)
	web.Handle(api, web.Route{ID: "enterprise-create", Method: http.MethodPost, Path: "/enterprises", Tag: "enterprise", Summary: "Record a firm", Status: http.StatusCreated}, h.create)
	web.Handle(api, web.Route{ID: "enterprise-get", Method: http.MethodGet, Path: "/enterprises/{id}", Tag: "enterprise", Summary: "One firm"}, h.get)
	web.Handle(api, web.Route{ID: "enterprise-edit", Method: http.MethodPatch, Path: "/enterprises/{id}", Tag: "enterprise", Summary: "Change a firm"}, h.edit)
}

func view(e enterprise.Enterprise) Enterprise {
	return Enterprise{string(e.ID), e.Name, e.CreditCode, web.Items(e.FormerNames), e.Note, web.Instant(e.UpdatedAt), e.Version}
}

func (e Edit) edit() enterprise.Edit {
	return enterprise.Edit{Name: e.Name, CreditCode: e.CreditCode, FormerNames: e.FormerNames, Note: e.Note}
}

func answer(e enterprise.Enterprise, err error) (*web.Versioned[Enterprise], error) {
	if err != nil {
		return nil, err
	}
	return web.At(view(e), e.Version), nil
}

func (h handler) list(ctx context.Context, in *struct {
	Q      string `query:"q" maxLength:"200"`
	Sort   string `query:"sort" maxLength:"40"`
	Cursor string `query:"cursor" maxLength:"1000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}) (*web.Body[web.List[Enterprise]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, next, err := h.firms.List(ctx, who, in.Q, page.Request{Cursor: in.Cursor, Limit: in.Limit, Sort: in.Sort})
	if err != nil {
		return nil, err
	}
	out := web.List[Enterprise]{Items: []Enterprise{}, NextCursor: next}
	for _, e := range rows {
		out.Items = append(out.Items, view(e))
	}
	return web.OK(out), nil
}

func (h handler) create(ctx context.Context, in *struct {
	web.Idempotency
	Body Edit
}) (*web.Versioned[Enterprise], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	return answer(h.firms.Create(ctx, who, in.Key, in.Body.edit()))
}

func (h handler) get(ctx context.Context, in *struct {
	ID enterprise.ID `path:"id" maxLength:"40"`
}) (*web.Versioned[Enterprise], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	return answer(h.firms.Find(ctx, who, in.ID))
}

func (h handler) edit(ctx context.Context, in *struct {
	ID enterprise.ID `path:"id" maxLength:"40"`
	web.IfMatch
	Body Edit
}) (*web.Versioned[Enterprise], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	v, err := in.Version()
	if err != nil {
		return nil, err
	}
	return answer(h.firms.Edit(ctx, who, in.ID, v, in.Body.edit()))
}
