// Package regionhttp is the routes that read the two trees.
package regionhttp

import (
	"context"
	"net/http"
	"strings"

	"qipan/internal/platform/db"
	"qipan/internal/platform/web"
	"qipan/internal/region"
)

// Region is a node of the area tree.
type Region struct {
	Code        string `json:"code"`
	Name        string `json:"name"`
	DisplayName string `json:"display_name"`
	Kind        string `json:"kind" enum:"city,district,town,park,zone"`
	ParentCode  string `json:"parent_code"`
	Status      string `json:"status" doc:"Of parks and zones; empty is 待核"`
	Source      string `json:"source"`
	Position    int    `json:"position"`
}

// Organisation is an office.
type Organisation struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	RegionCode string `json:"region_code"`
	ParentID   string `json:"parent_id"`
}

// Mount puts the routes on api.
func Mount(api *web.API, d *db.DB) {
	web.Handle(api, web.Route{ID: "region-list", Method: http.MethodGet, Path: "/regions", Tag: "region", Summary: "The area tree, parents before children"},
		func(ctx context.Context, _ *struct{}) (*web.Body[web.List[Region]], error) {
			t, err := region.Read(ctx, d.Read)
			if err != nil {
				return nil, err
			}
			out := web.List[Region]{Items: []Region{}}
			for _, r := range t.All {
				out.Items = append(out.Items, Region{r.Code, r.Name, r.DisplayName, string(r.Kind), r.ParentCode, r.Status, r.Source, r.Position})
			}
			return web.OK(out), nil
		})
	web.Handle(api, web.Route{ID: "organisation-list", Method: http.MethodGet, Path: "/organisations", Tag: "region", Summary: "Offices"},
		func(ctx context.Context, in *struct {
			Q string `query:"q" maxLength:"80"`
		}) (*web.Body[web.List[Organisation]], error) {
			rows, err := region.Organisations(ctx, d.Read, strings.TrimSpace(in.Q), 500)
			if err != nil {
				return nil, err
			}
			out := web.List[Organisation]{Items: []Organisation{}}
			for _, o := range rows {
				out.Items = append(out.Items, Organisation{o.ID, o.Name, o.Kind, o.RegionCode, o.ParentID})
			}
			return web.OK(out), nil
		})
}
