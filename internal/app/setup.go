package app

import (
	"context"
	"net/http"
	"sync"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/web"
	"qipan/packs"
)

// SetupState is what the first-run page asks.
type SetupState struct {
	Needed bool         `json:"needed"`
	Packs  []PackChoice `json:"packs"`
}

// PackChoice is a city that can be installed.
type PackChoice struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Administrator is one of the three.
type Administrator struct {
	Login    string `json:"login" maxLength:"80"`
	Name     string `json:"name" maxLength:"80"`
	Password string `json:"password" maxLength:"200"`
}

// Setup is the first run: which city, and three people of whom none holds two duties.
type Setup struct {
	Pack           string `json:"pack" maxLength:"20"`
	Administrators struct {
		System   Administrator `json:"system"`
		Security Administrator `json:"security"`
		Audit    Administrator `json:"audit"`
	} `json:"administrators"`
}

var setupOnce sync.Mutex // two browsers on the first-run page: one wins

func (c *City) mountSetup(api *web.API) {
	web.Handle(api, web.Route{ID: "setup-get", Method: http.MethodGet, Path: "/setup", Tag: "setup", Summary: "Is the first run still to be done?", Open: true},
		func(context.Context, *struct{}) (*web.Body[SetupState], error) {
			out := SetupState{Needed: !c.Installed(), Packs: []PackChoice{}}
			if out.Needed {
				list, err := packs.List()
				if err != nil {
					return nil, err
				}
				for _, p := range list {
					out.Packs = append(out.Packs, PackChoice{p.Code, p.Name})
				}
			}
			return web.OK(out), nil
		})
	web.Handle(api, web.Route{ID: "setup-run", Method: http.MethodPost, Path: "/setup", Tag: "setup", Summary: "Choose the city and create the three administrators", Open: true, Status: http.StatusCreated},
		func(ctx context.Context, in *struct{ Body Setup }) (*web.Body[SetupState], error) {
			if err := c.setup(ctx, in.Body); err != nil {
				return nil, err
			}
			return web.OK(SetupState{Packs: []PackChoice{}}), nil
		})
}

func (c *City) setup(ctx context.Context, in Setup) error {
	setupOnce.Lock()
	defer setupOnce.Unlock()
	if c.Installed() {
		return fault.New(fault.Conflict, "setup.done", "系统已经初始化。")
	}
	p, err := packs.Open(in.Pack)
	if err != nil {
		return fault.New(fault.Invalid, "setup.pack", "没有“%s”这个城市数据包。", in.Pack).With(fault.Detail{Pointer: "/pack", Code: "setup.pack", Message: "请选择城市。"})
	}
	users := make([]identity.NewUser, 0, 3)
	for _, a := range []struct {
		admin Administrator
		role  identity.Role
	}{{in.Administrators.System, identity.SystemAdmin}, {in.Administrators.Security, identity.SecurityAdmin}, {in.Administrators.Audit, identity.AuditAdmin}} {
		users = append(users, identity.NewUser{Login: a.admin.Login, Name: a.admin.Name, Password: a.admin.Password, OrgID: p.Organisations[0].Code,
			Grants: []identity.Grant{{Role: a.role, RegionCode: p.Code}}})
	}
	err = db.Do(ctx, c.DB, func(tx *db.Tx) error {
		if err := c.Install(ctx, tx, p, false); err != nil {
			return err
		}
		if _, err := c.Users.Add(ctx, tx, actor.System(actor.Setup), users...); err != nil {
			return administrators(err)
		}
		return audit.Record(ctx, tx, actor.System(actor.Setup), audit.Entry{Verb: "install", Subject: audit.Subject{Kind: "city", ID: p.Code}})
	})
	if err != nil {
		return err
	}
	return c.Loaded(ctx)
}

// administrators points the faults of the account list at the form's three sections.
func administrators(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	names := map[byte]string{'0': "system", '1': "security", '2': "audit"}
	out := *f
	out.Details = nil
	for _, d := range f.Details {
		if len(d.Pointer) > 2 && names[d.Pointer[1]] != "" {
			d.Pointer = "/administrators/" + names[d.Pointer[1]] + d.Pointer[2:]
		}
		out.Details = append(out.Details, d)
	}
	return &out
}
