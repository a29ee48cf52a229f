package projecthttp

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"qipan/internal/identity"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/page"
	"qipan/internal/platform/web"
	"qipan/internal/project"
	"qipan/internal/region"
)

func (h handler) mountEvidence(api *web.API) {
	web.Handle(api, web.Route{ID: "evidence-list", Method: http.MethodGet, Path: "/projects/{id}/evidence", Tag: "evidence", Summary: "A project's files"}, h.evidence)
	web.Handle(api, web.Route{ID: "evidence-upload", Method: http.MethodPost, Path: "/projects/{id}/evidence", Tag: "evidence", Summary: "Upload a file as evidence", Status: http.StatusCreated, MaxBody: project.MaxEvidence + 1<<20}, h.upload)
	web.Handle(api, web.Route{ID: "evidence-pending", Method: http.MethodGet, Path: "/evidence", Tag: "evidence", Summary: "Files the caller may verify, oldest first"}, h.pending)
	web.Handle(api, web.Route{ID: "evidence-decide", Method: http.MethodPost, Path: "/evidence/{evidence}/decision", Tag: "evidence", Summary: "Accept or reject a file of another organisation"}, h.decide)
	web.Handle(api, web.Route{ID: "evidence-file", Method: http.MethodGet, Path: "/evidence/{evidence}/file", Tag: "evidence", Summary: "Download a file"}, h.file)
}

// Evidence is a file that proves a stage.
type Evidence struct {
	ID               string `json:"id"`
	ProjectID        string `json:"project_id"`
	Kind             string `json:"kind"`
	Filename         string `json:"filename"`
	MediaType        string `json:"media_type"`
	SHA256           string `json:"sha256"`
	Size             int64  `json:"size" doc:"Bytes"`
	Day              string `json:"day" doc:"Of the document itself"`
	Note             string `json:"note"`
	UploadedAt       string `json:"uploaded_at"`
	UploadedByName   string `json:"uploaded_by_name"`
	OrganisationName string `json:"organisation_name"`
	State            string `json:"state" enum:"unverified,verified,rejected"`
	DecidedAt        string `json:"decided_at"`
	DecidedByName    string `json:"decided_by_name"`
	Reason           string `json:"reason"`
	CanDecide        bool   `json:"can_decide"`
}

// Pending is a file that waits for a decision, with its project.
type Pending struct {
	Evidence
	ProjectCode  string `json:"project_code"`
	ProjectName  string `json:"project_name"`
	DistrictName string `json:"district_name"`
	Stage        string `json:"stage"`
}

func (h handler) evidenceViews(ctx context.Context, who identity.Caller, es []project.Evidence) ([]Evidence, error) {
	var people []string
	for _, e := range es {
		people = append(people, e.UploadedBy, e.DecidedBy)
	}
	names, err := identity.Names(ctx, h.view.db.Read, people)
	if err != nil {
		return nil, err
	}
	orgs := map[string]string{}
	out := make([]Evidence, len(es))
	for i, e := range es {
		if _, ok := orgs[e.OrgID]; !ok {
			o, err := region.FindOrganisation(ctx, h.view.db.Read, e.OrgID)
			if err != nil {
				return nil, err
			}
			orgs[e.OrgID] = o.Name
		}
		out[i] = Evidence{ID: e.ID, ProjectID: string(e.ProjectID), Kind: e.Kind, Filename: e.Filename, MediaType: e.MediaType, SHA256: e.SHA256, Size: e.Size,
			Day: string(e.Day), Note: e.Note, UploadedAt: web.Instant(e.UploadedAt), UploadedByName: names[e.UploadedBy], OrganisationName: orgs[e.OrgID],
			State: string(e.State), DecidedAt: web.Instant(e.DecidedAt), DecidedByName: names[e.DecidedBy], Reason: e.Reason,
			CanDecide: who.May(identity.VerifyEvidence) && e.OrgID != who.User.OrgID}
	}
	return out, nil
}

func (h handler) evidence(ctx context.Context, in *One) (*web.Body[web.List[Evidence]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.projects.EvidenceOf(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	out, err := h.evidenceViews(ctx, who, rows)
	if err != nil {
		return nil, err
	}
	return web.OK(web.List[Evidence]{Items: out}), nil
}

// uploadForm is the multipart form of an upload.
type uploadForm struct {
	File huma.FormFile `form:"file" required:"true"`
	Kind string        `form:"kind" required:"true" maxLength:"40"`
	Note string        `form:"note" required:"false" maxLength:"2000"`
	Day  string        `form:"day" required:"false" maxLength:"10"`
}

func (h handler) upload(ctx context.Context, in *struct {
	One
	RawBody huma.MultipartFormFiles[uploadForm]
}) (*web.Body[Evidence], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	form := in.RawBody.Data()
	defer func() { _ = form.File.Close() }()
	if form.Day != "" && !web.Day(form.Day).Valid() {
		return nil, fault.New(fault.Invalid, "evidence.invalid", "材料日期“%s”不对。", form.Day)
	}
	e, err := h.projects.Upload(ctx, who, in.ID, project.NewEvidence{Kind: form.Kind, Filename: form.File.Filename, Note: form.Note, Day: web.Day(form.Day), Content: form.File})
	if err != nil {
		return nil, err
	}
	views, err := h.evidenceViews(ctx, who, []project.Evidence{e})
	if err != nil {
		return nil, err
	}
	return web.OK(views[0]), nil
}

func (h handler) pending(ctx context.Context, in *struct {
	Cursor string `query:"cursor" maxLength:"1000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}) (*web.Body[web.List[Pending]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, next, err := h.projects.ToVerify(ctx, who, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	es := make([]project.Evidence, len(rows))
	for i, r := range rows {
		es[i] = r.Evidence
	}
	views, err := h.evidenceViews(ctx, who, es)
	if err != nil {
		return nil, err
	}
	tree, err := region.Read(ctx, h.view.db.Read)
	if err != nil {
		return nil, err
	}
	out := web.List[Pending]{Items: []Pending{}, NextCursor: next}
	for i, r := range rows {
		out.Items = append(out.Items, Pending{views[i], r.ProjectCode, r.ProjectName, tree.Name(r.DistrictCode), string(r.Stage)})
	}
	return web.OK(out), nil
}

func (h handler) decide(ctx context.Context, in *struct {
	Evidence string `path:"evidence" maxLength:"40"`
	Body     struct {
		Accept bool   `json:"accept"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}) (*web.Body[Evidence], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	e, err := h.projects.Decide(ctx, who, in.Evidence, in.Body.Accept, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	views, err := h.evidenceViews(ctx, who, []project.Evidence{e})
	if err != nil {
		return nil, err
	}
	return web.OK(views[0]), nil
}

func (h handler) file(ctx context.Context, in *struct {
	Evidence string `path:"evidence" maxLength:"40"`
}) (*huma.StreamResponse, error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	e, f, err := h.projects.File(ctx, who, in.Evidence)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer func() { _ = f.Close() }()
		// Never rendered inline: an uploaded page must not run in our origin.
		hc.SetHeader("Content-Type", "application/octet-stream")
		hc.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(e.Filename))
		hc.SetHeader("Content-Length", strconv.FormatInt(e.Size, 10))
		hc.SetHeader("X-Content-Type-Options", "nosniff")
		_, _ = io.Copy(hc.BodyWriter(), f)
	}}, nil
}
