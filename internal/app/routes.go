package app

import (
	"context"
	"encoding/json"
	"net/http"

	"qipan/internal/enterprise/enterprisehttp"
	"qipan/internal/identity"
	"qipan/internal/identity/identityhttp"
	"qipan/internal/importer/importerhttp"
	"qipan/internal/platform/jobs"
	"qipan/internal/platform/web"
	"qipan/internal/project/projecthttp"
	"qipan/internal/region"
	"qipan/internal/region/regionhttp"
	"qipan/internal/report/reporthttp"
	"qipan/internal/target/targethttp"
)

// mount puts every module's routes on api: the program's table of contents.
func (c *City) mount(api *web.API) {
	c.mountSetup(api)
	identityhttp.Mount(api, c.Users, c.regionName, c.place)
	regionhttp.Mount(api, c.DB)
	enterprisehttp.Mount(api, c.Firms)
	projecthttp.Mount(api, c.Projects, c.Chains, c.DB, c.Today)
	importerhttp.Mount(api, c.Imports, c.DB)
	targethttp.Mount(api, c.Targets, c.DB, c.Today)
	reporthttp.Mount(api, c.Reports, c.DB)
	c.mountDictionary(api)
	c.mountJobs(api)
}

func (c *City) regionName(ctx context.Context, code string) string {
	t, err := region.Read(ctx, c.DB.Read)
	if err != nil {
		return code
	}
	return t.Name(code)
}

func (c *City) place() identityhttp.Place {
	p := identityhttp.Place{Demo: c.Demo(), BusinessDate: func() string { return string(c.Today()) }, Version: c.Config.Version,
		Shifted: c.Config.Today != "" || c.Demo()}
	if pack := c.Pack(); pack != nil {
		p.City = identityhttp.City{Code: pack.Code, Name: pack.Name}
	}
	return p
}

// Job is a piece of background work in the job tray.
type Job struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Title      string `json:"title"`
	Subject    string `json:"subject" doc:"What it works on, as kind:id"`
	State      string `json:"state" enum:"queued,running,done,failed,cancelled"`
	Done       int64  `json:"done"`
	Total      int64  `json:"total" doc:"0 is not known"`
	Note       string `json:"note"`
	Error      string `json:"error"`
	Result     any    `json:"result"`
	CreatedAt  string `json:"created_at"`
	FinishedAt string `json:"finished_at"`
}

func jobView(j jobs.Job) Job {
	out := Job{ID: j.ID, Kind: j.Kind, Title: j.Title, Subject: j.Subject, State: string(j.State), Done: j.Done, Total: j.Total, Note: j.Note, Error: j.Error,
		CreatedAt: web.Instant(j.CreatedAt), FinishedAt: web.Instant(j.FinishedAt)}
	if j.Result != "" && json.Unmarshal([]byte(j.Result), &out.Result) != nil {
		out.Result = nil
	}
	return out
}

type oneJob struct {
	ID string `path:"id" maxLength:"40"`
}

func (c *City) mountJobs(api *web.API) {
	web.Handle(api, web.Route{ID: "job-list", Method: http.MethodGet, Path: "/jobs", Tag: "job", Summary: "My background work, newest first"},
		func(ctx context.Context, _ *struct{}) (*web.Body[web.List[Job]], error) {
			who, err := identity.From(ctx)
			if err != nil {
				return nil, err
			}
			rows, err := c.Jobs.List(ctx, string(who.User.ID), 50)
			if err != nil {
				return nil, err
			}
			out := web.List[Job]{Items: []Job{}}
			for _, j := range rows {
				out.Items = append(out.Items, jobView(j))
			}
			return web.OK(out), nil
		})
	one := func(do func(context.Context, string, string) (jobs.Job, error)) func(context.Context, *oneJob) (*web.Body[Job], error) {
		return func(ctx context.Context, in *oneJob) (*web.Body[Job], error) {
			who, err := identity.From(ctx)
			if err != nil {
				return nil, err
			}
			j, err := do(ctx, string(who.User.ID), in.ID)
			if err != nil {
				return nil, err
			}
			return web.OK(jobView(j)), nil
		}
	}
	web.Handle(api, web.Route{ID: "job-get", Method: http.MethodGet, Path: "/jobs/{id}", Tag: "job", Summary: "How far it is"}, one(c.Jobs.Find))
	web.Handle(api, web.Route{ID: "job-cancel", Method: http.MethodPost, Path: "/jobs/{id}/cancel", Tag: "job", Summary: "End it; what it wrote in an open transaction vanishes"}, one(c.Jobs.Cancel))
}
