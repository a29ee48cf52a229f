package projecthttp

import (
	"context"
	"net/http"

	"qipan/internal/identity"
	"qipan/internal/platform/web"
	"qipan/internal/project"
)

func (h handler) mountRecords(api *web.API) {
	web.Handle(api, web.Route{ID: "contact-list", Method: http.MethodGet, Path: "/projects/{id}/contacts", Tag: "project", Summary: "The contact log"}, h.contacts)
	web.Handle(api, web.Route{ID: "contact-log", Method: http.MethodPost, Path: "/projects/{id}/contacts", Tag: "project", Summary: "Log a contact", Status: http.StatusCreated}, h.logContact)
	web.Handle(api, web.Route{ID: "milestone-list", Method: http.MethodGet, Path: "/projects/{id}/milestones", Tag: "project", Summary: "The project's plan"}, h.milestones)
	web.Handle(api, web.Route{ID: "milestone-add", Method: http.MethodPost, Path: "/projects/{id}/milestones", Tag: "project", Summary: "Add a milestone", Status: http.StatusCreated}, h.addMilestone)
	web.Handle(api, web.Route{ID: "milestone-edit", Method: http.MethodPatch, Path: "/milestones/{milestone}", Tag: "project", Summary: "Change a milestone"}, h.editMilestone)
}

// Contact is one entry of the contact log.
type Contact struct {
	ID         string `json:"id"`
	Day        string `json:"day"`
	Way        string `json:"way"`
	TwoWay     bool   `json:"two_way" doc:"Both sides were there"`
	Ours       string `json:"ours"`
	Theirs     string `json:"theirs"`
	Content    string `json:"content"`
	NextAction string `json:"next_action"`
	NextDay    string `json:"next_day"`
	CreatedAt  string `json:"created_at"`
	ByName     string `json:"by_name"`
}

func (h handler) contacts(ctx context.Context, in *One) (*web.Body[web.List[Contact]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.projects.Contacts(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range rows {
		ids = append(ids, c.CreatedBy)
	}
	names, err := identity.Names(ctx, h.view.db.Read, ids)
	if err != nil {
		return nil, err
	}
	out := web.List[Contact]{Items: []Contact{}}
	for _, c := range rows {
		out.Items = append(out.Items, contactView(c, names[c.CreatedBy]))
	}
	return web.OK(out), nil
}

func contactView(c project.Contact, by string) Contact {
	return Contact{c.ID, string(c.Day), c.Way, c.TwoWay, c.Ours, c.Theirs, c.Content, c.NextAction, string(c.NextDay), web.Instant(c.CreatedAt), by}
}

func (h handler) logContact(ctx context.Context, in *struct {
	One
	web.Idempotency
	Body struct {
		Day        string `json:"day" maxLength:"10"`
		Way        string `json:"way" maxLength:"20"`
		TwoWay     bool   `json:"two_way"`
		Ours       string `json:"ours,omitempty"`
		Theirs     string `json:"theirs,omitempty"`
		Content    string `json:"content"`
		NextAction string `json:"next_action,omitempty"`
		NextDay    string `json:"next_day,omitempty" maxLength:"10"`
	}
}) (*web.Body[Contact], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	c, err := h.projects.Log(ctx, who, in.ID, in.Key, project.Contact{Day: web.Day(b.Day), Way: b.Way, TwoWay: b.TwoWay, Ours: b.Ours, Theirs: b.Theirs,
		Content: b.Content, NextAction: b.NextAction, NextDay: web.Day(b.NextDay)})
	if err != nil {
		return nil, err
	}
	return web.OK(contactView(c, who.User.Name)), nil
}

// Milestone is a step of the project's plan.
type Milestone struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	PlannedDay string `json:"planned_day"`
	ActualDay  string `json:"actual_day" doc:"Empty until reached"`
	Note       string `json:"note"`
	Version    int64  `json:"version"`
}

// MilestoneEdit is what can be written of a milestone.
type MilestoneEdit struct {
	Name       string `json:"name"`
	PlannedDay string `json:"planned_day" maxLength:"10"`
	ActualDay  string `json:"actual_day,omitempty" maxLength:"10"`
	Note       string `json:"note,omitempty"`
}

func (e MilestoneEdit) milestone() project.Milestone {
	return project.Milestone{Name: e.Name, PlannedDay: web.Day(e.PlannedDay), ActualDay: web.Day(e.ActualDay), Note: e.Note}
}

func milestoneView(m project.Milestone) Milestone {
	return Milestone{m.ID, m.Name, string(m.PlannedDay), string(m.ActualDay), m.Note, m.Version}
}

func (h handler) milestones(ctx context.Context, in *One) (*web.Body[web.List[Milestone]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.projects.Milestones(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	out := web.List[Milestone]{Items: []Milestone{}}
	for _, m := range rows {
		out.Items = append(out.Items, milestoneView(m))
	}
	return web.OK(out), nil
}

func (h handler) addMilestone(ctx context.Context, in *struct {
	One
	web.Idempotency
	Body MilestoneEdit
}) (*web.Versioned[Milestone], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	m, err := h.projects.Plan(ctx, who, in.ID, in.Key, in.Body.milestone())
	if err != nil {
		return nil, err
	}
	return web.At(milestoneView(m), m.Version), nil
}

func (h handler) editMilestone(ctx context.Context, in *struct {
	Milestone string `path:"milestone" maxLength:"40"`
	web.IfMatch
	Body MilestoneEdit
}) (*web.Versioned[Milestone], error) {
	who, v, err := write(ctx, in.IfMatch)
	if err != nil {
		return nil, err
	}
	m, err := h.projects.Replan(ctx, who, in.Milestone, v, in.Body.milestone())
	if err != nil {
		return nil, err
	}
	return web.At(milestoneView(m), m.Version), nil
}

func (h handler) events(ctx context.Context, in *One) (*web.Body[web.List[Event]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.projects.Events(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range rows {
		ids = append(ids, e.ActorID)
	}
	names, err := identity.Names(ctx, h.view.db.Read, ids)
	if err != nil {
		return nil, err
	}
	out := web.List[Event]{Items: []Event{}}
	for _, e := range rows {
		out.Items = append(out.Items, Event{e.ID, string(e.Act), e.Ref, string(e.Stage), string(e.Day), string(e.Precision), string(e.Basis), string(e.Origin),
			web.Instant(e.RecordedAt), names[e.ActorID], e.Reason})
	}
	return web.OK(out), nil
}

func (h handler) history(ctx context.Context, in *struct {
	One
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"100"`
}) (*web.Body[web.List[Act]], error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.projects.History(ctx, who, in.ID, in.Limit)
	if err != nil {
		return nil, err
	}
	out, err := acts(rows)
	if err != nil {
		return nil, err
	}
	return web.OK(web.List[Act]{Items: out}), nil
}
