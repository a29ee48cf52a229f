package identityhttp

import (
	"context"
	"net/http"

	"qipan/internal/identity"
	"qipan/internal/platform/web"
)

// Grant is one role: role × region × chain.
type Grant struct {
	Role       string `json:"role"`
	RegionCode string `json:"region_code"`
	ChainCode  string `json:"chain_code,omitempty"`
}

// Account is an account as the system administrator sees it.
type Account struct {
	ID               string  `json:"id"`
	Login            string  `json:"login"`
	Name             string  `json:"name"`
	OrganisationID   string  `json:"organisation_id"`
	OrganisationName string  `json:"organisation_name"`
	State            string  `json:"state" enum:"active,closed"`
	Roles            []Grant `json:"roles"`
	CreatedAt        string  `json:"created_at"`
}

// RoleTerm is a role and its name.
type RoleTerm struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

func mountAccounts(api *web.API, h handler) {
	web.Handle(api, web.Route{ID: "account-list", Method: http.MethodGet, Path: "/accounts", Tag: "identity", Summary: "Every account (system administrator)"}, h.accounts)
	web.Handle(api, web.Route{ID: "account-open", Method: http.MethodPost, Path: "/accounts", Tag: "identity", Summary: "Open an account (system administrator)", Status: http.StatusCreated}, h.openAccount)
	web.Handle(api, web.Route{ID: "role-list", Method: http.MethodGet, Path: "/roles", Tag: "identity", Summary: "The roles there are"},
		func(context.Context, *struct{}) (*web.Body[web.List[RoleTerm]], error) {
			out := web.List[RoleTerm]{Items: []RoleTerm{}}
			for _, r := range identity.Roles {
				out.Items = append(out.Items, RoleTerm{string(r), identity.Labels[r]})
			}
			return web.OK(out), nil
		})
}

func (h handler) accounts(ctx context.Context, _ *struct{}) (*web.Body[web.List[Account]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.users.Accounts(ctx, who)
	if err != nil {
		return nil, err
	}
	out := web.List[Account]{Items: []Account{}}
	for _, a := range rows {
		v := Account{ID: string(a.ID), Login: a.Login, Name: a.Name, OrganisationID: a.OrgID, OrganisationName: a.Organisation, State: a.State,
			Roles: []Grant{}, CreatedAt: web.Instant(a.CreatedAt)}
		for _, g := range a.Grants {
			v.Roles = append(v.Roles, Grant{string(g.Role), g.RegionCode, g.ChainCode})
		}
		out.Items = append(out.Items, v)
	}
	return web.OK(out), nil
}

func (h handler) openAccount(ctx context.Context, in *struct {
	web.Idempotency
	Body struct {
		Login          string  `json:"login" maxLength:"80"`
		Name           string  `json:"name" maxLength:"80"`
		OrganisationID string  `json:"organisation_id" maxLength:"40"`
		Password       string  `json:"password" maxLength:"200"`
		Roles          []Grant `json:"roles" maxItems:"20"`
	}
}) (*web.Body[Account], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	n := identity.NewUser{Login: b.Login, Name: b.Name, OrgID: b.OrganisationID, Password: b.Password}
	for _, g := range b.Roles {
		n.Grants = append(n.Grants, identity.Grant{Role: identity.Role(g.Role), RegionCode: g.RegionCode, ChainCode: g.ChainCode})
	}
	u, err := h.users.Open(ctx, who, in.Key, n)
	if err != nil {
		return nil, err
	}
	return web.OK(Account{ID: string(u.ID), Login: u.Login, Name: u.Name, OrganisationID: u.OrgID, State: u.State, Roles: web.Items(b.Roles), CreatedAt: web.Instant(u.CreatedAt)}), nil
}
