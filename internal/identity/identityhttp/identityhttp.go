// Package identityhttp is log-in, log-out and the middleware that finds the caller.
package identityhttp

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"qipan/internal/identity"
	"qipan/internal/platform/web"
)

// Cookie is the session's name in the browser.
const Cookie = "qipan_session"

// City is what a caller is told of the installation.
type City struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Place is what the front end needs to know of where it runs.
type Place struct {
	City         City
	Demo         bool
	BusinessDate func() string
	Shifted      bool
	Version      string
}

type handler struct {
	users *identity.Service
	place func() Place
}

// Mount puts the routes on api.
func Mount(api *web.API, users *identity.Service, regionName func(context.Context, string) string, place func() Place) {
	h := handler{users, place}
	v := viewer{regionName, place}
	web.Handle(api, web.Route{ID: "session-open", Method: http.MethodPost, Path: "/session", Tag: "session", Summary: "Log in", Open: true},
		func(ctx context.Context, in *loginInput) (*sessionOutput, error) { return h.open(ctx, in, v) })
	web.Handle(api, web.Route{ID: "session-get", Method: http.MethodGet, Path: "/session", Tag: "session", Summary: "Who I am and what I may do"},
		func(ctx context.Context, _ *struct{}) (*web.Body[Me], error) {
			who, err := identity.From(ctx)
			if err != nil {
				return nil, err
			}
			return web.OK(v.me(ctx, who)), nil
		})
	web.Handle(api, web.Route{ID: "session-close", Method: http.MethodDelete, Path: "/session", Tag: "session", Summary: "Log out", Status: http.StatusNoContent}, h.close)
	mountAccounts(api, h)
	web.Handle(api, web.Route{ID: "user-list", Method: http.MethodGet, Path: "/users", Tag: "identity", Summary: "Colleagues, for choosing an owner"}, h.people)
}

// Organisation is an office as a byline shows it.
type Organisation struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	RegionCode string `json:"region_code"`
}

// User is the caller's account.
type User struct {
	ID           string       `json:"id"`
	Login        string       `json:"login"`
	Name         string       `json:"name"`
	Organisation Organisation `json:"organisation"`
}

// Role is one role of the caller.
type Role struct {
	Role       string `json:"role"`
	Label      string `json:"label"`
	RegionCode string `json:"region_code"`
	RegionName string `json:"region_name"`
	ChainCode  string `json:"chain_code"`
}

// Me is who is logged in, where, and on which business day.
type Me struct {
	User                User     `json:"user"`
	Roles               []Role   `json:"roles"`
	Can                 []string `json:"can"`
	BusinessDate        string   `json:"business_date"`
	BusinessDateShifted bool     `json:"business_date_shifted" doc:"--today is set: show the banner"`
	Demo                bool     `json:"demo"`
	City                City     `json:"city"`
	Version             string   `json:"version"`
}

type viewer struct {
	regionName func(context.Context, string) string
	place      func() Place
}

func (v viewer) me(ctx context.Context, c identity.Caller) Me {
	p := v.place()
	out := Me{User: User{string(c.User.ID), c.User.Login, c.User.Name, Organisation{c.Organisation.ID, c.Organisation.Name, c.Organisation.RegionCode}},
		Roles: []Role{}, Can: []string{}, BusinessDate: p.BusinessDate(), BusinessDateShifted: p.Shifted, Demo: p.Demo, City: p.City, Version: p.Version}
	for _, g := range c.Grants {
		out.Roles = append(out.Roles, Role{string(g.Role), identity.Labels[g.Role], g.RegionCode, v.regionName(ctx, g.RegionCode), g.ChainCode})
	}
	for _, verb := range c.Verbs() {
		out.Can = append(out.Can, string(verb))
	}
	return out
}

type loginInput struct {
	Body struct {
		Login    string `json:"login" maxLength:"80"`
		Password string `json:"password" maxLength:"200"`
	}
	client
}

type sessionOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

// client is what a session remembers of the browser.
type client struct {
	Agent string `header:"User-Agent"`
}

func (h handler) open(ctx context.Context, in *loginInput, v viewer) (*sessionOutput, error) {
	ip, _ := ctx.Value(ipKey{}).(string)
	token, err := h.users.Login(ctx, strings.TrimSpace(in.Body.Login), in.Body.Password, ip, in.Agent)
	if err != nil {
		return nil, err
	}
	who, err := h.users.Authenticate(ctx, token, ip)
	if err != nil {
		return nil, err
	}
	secure, _ := ctx.Value(tlsKey{}).(bool)
	return &sessionOutput{SetCookie: http.Cookie{Name: Cookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure,
		MaxAge: int(identity.AbsoluteLimit.Seconds())}, Body: v.me(ctx, who)}, nil
}

type closeOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (h handler) close(ctx context.Context, in *struct {
	Token string `cookie:"qipan_session"`
}) (*closeOutput, error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.users.Logout(ctx, who, in.Token); err != nil {
		return nil, err
	}
	return &closeOutput{http.Cookie{Name: Cookie, Path: "/", HttpOnly: true, MaxAge: -1}}, nil
}

// Person is somebody who can be chosen as an owner.
type Person struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	OrganisationName string `json:"organisation_name"`
}

func (h handler) people(ctx context.Context, in *struct {
	Q string `query:"q" maxLength:"80"`
}) (*web.Body[web.List[Person]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	if err := who.Need(identity.ReadProjects); err != nil {
		return nil, err
	}
	rows, err := h.users.People(ctx, strings.TrimSpace(in.Q), 50)
	if err != nil {
		return nil, err
	}
	out := web.List[Person]{Items: []Person{}}
	for _, p := range rows {
		out.Items = append(out.Items, Person{string(p.ID), p.Name, p.Organisation})
	}
	return web.OK(out), nil
}

type (
	ipKey  struct{}
	tlsKey struct{}
)

// Authenticate finds the caller of every API request. What is not open answers
// 401 to the anonymous, whether the route exists or not.
func Authenticate(users *identity.Service, log *slog.Logger, open func(*http.Request) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ip, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			ip = r.RemoteAddr
		}
		ctx := context.WithValue(context.WithValue(r.Context(), ipKey{}, ip), tlsKey{}, r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https")
		if open(r) {
			next.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		token := ""
		if c, err := r.Cookie(Cookie); err == nil {
			token = c.Value
		}
		who, err := users.Authenticate(ctx, token, ip)
		if err != nil {
			web.Write(w, r, log, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(identity.With(ctx, who)))
	})
}
