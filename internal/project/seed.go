package project

import (
	"context"
	"fmt"
	"strings"

	"qipan/internal/audit"
	"qipan/internal/platform/db"
)

// Write stores drafts that have ended, inside tx. Their numbers follow those of
// the projects already there. Figures are not its business: target takes
// Draft.History.
func (s *Seeder) Write(ctx context.Context, tx *db.Tx, drafts []*Draft) error {
	if len(drafts) == 0 {
		return nil
	}
	first, err := next(ctx, tx, "project", int64(len(drafts)))
	if err != nil {
		return err
	}
	for i, d := range drafts {
		if d.p.Seq != first+int64(i) {
			return fmt.Errorf("seed projects: number %d where %d comes next", d.p.Seq, first+int64(i))
		}
	}
	for _, t := range seedTables {
		b := tx.Bulk(t.name, t.columns...)
		for _, d := range drafts {
			if err := t.rows(ctx, b, d); err != nil {
				return err
			}
		}
		if err := b.Flush(ctx); err != nil {
			return err
		}
	}
	if err := indexDrafts(ctx, tx, drafts); err != nil {
		return err
	}
	var trail []audit.Row
	for _, d := range drafts {
		trail = append(trail, d.trail...)
	}
	return audit.Append(ctx, tx, trail)
}

// indexDrafts is index with the tokens made before.
func indexDrafts(ctx context.Context, tx *db.Tx, drafts []*Draft) error {
	b := tx.Bulk("project_search", "rowid", "tokens")
	for _, d := range drafts {
		tokens := d.tokens
		if tx.Kind == db.Postgres { // tokens are letters and digits: nothing in them needs a quote of its own
			tokens = `{"` + strings.ReplaceAll(tokens, " ", `","`) + `"}`
		}
		if err := b.Add(ctx, d.p.Seq, tokens); err != nil {
			return err
		}
	}
	return b.Flush(ctx)
}

// seedTables are the tables of a project, parents first.
var seedTables = []struct {
	name    string
	columns []string
	rows    func(context.Context, *db.Bulk, *Draft) error
}{
	{"project", []string{"id", "seq", "code", "name", "investor_name", "enterprise_id", "kind", "stage", "stage_rank", "stage_day", "stage_basis",
		"status", "status_day", "status_reason", "district_code", "region_code", "region_path", "org_id", "channel", "industry_code",
		"total_minor", "total_currency", "total_cny", "fixed_minor", "fixed_currency", "fdi_minor", "fdi_currency", "city_relocation", "fields", "missing",
		"batch_id", "reporter_id", "created_at", "updated_at", "updated_by", "version"}, seedProject},
	{"project_value", []string{"id", "project_id", "recorded_at", "district_code", "region_code", "kind", "status", "total_minor", "total_currency",
		"fixed_minor", "fixed_currency", "fdi_minor", "fdi_currency", "city_relocation"}, seedValues},
	{"stage_event", []string{"id", "project_id", "act", "ref", "stage", "day", "precision", "basis", "origin", "gate_version", "recorded_at",
		"actor_id", "reason", "batch_id"}, seedEvents},
	{"evidence", []string{"id", "project_id", "kind", "filename", "media_type", "sha256", "size", "day", "note", "uploaded_at", "uploaded_by",
		"org_id", "state", "decided_at", "decided_by", "reason"}, seedEvidence},
	{"contact", []string{"id", "project_id", "day", "way", "two_way", "ours", "theirs", "content", "next_action", "next_day", "org_id",
		"created_at", "created_by"}, seedContacts},
	{"milestone", []string{"id", "project_id", "name", "planned_day", "actual_day", "note", "created_at", "updated_at", "version"}, seedMilestones},
	{"project_owner", []string{"project_id", "duty", "user_id", "since", "region_path"}, func(ctx context.Context, b *db.Bulk, d *Draft) error {
		for _, o := range d.owners {
			if err := b.Add(ctx, string(o.ProjectID), string(o.Duty), string(o.UserID), string(o.Since), d.p.RegionPath); err != nil {
				return err
			}
		}
		return nil
	}},
	{"project_chain", []string{"project_id", "chain_code", "tagged_at"}, func(ctx context.Context, b *db.Bulk, d *Draft) error {
		for _, c := range d.tags {
			if err := b.Add(ctx, string(c.ProjectID), c.ChainCode, c.TaggedAt); err != nil {
				return err
			}
		}
		return nil
	}},
}

func seedProject(ctx context.Context, b *db.Bulk, d *Draft) error {
	p := &d.p
	return b.Add(ctx, string(p.ID), p.Seq, p.Code, p.Name, p.InvestorName, p.EnterpriseID, string(p.Kind), string(p.Stage), int64(p.StageRank), string(p.StageDay), string(p.StageBasis),
		string(p.Status), string(p.StatusDay), p.StatusReason, p.DistrictCode, p.RegionCode, p.RegionPath, p.OrgID, p.Channel, p.IndustryCode,
		orNull(p.TotalMinor), string(p.TotalCurrency), p.TotalCNY, orNull(p.FixedMinor), string(p.FixedCurrency), orNull(p.FDIMinor), string(p.FDICurrency), p.CityRelocation,
		d.fields, int64(p.Missing), p.BatchID, p.ReporterID, p.CreatedAt, p.UpdatedAt, p.UpdatedBy, p.Version)
}

func seedValues(ctx context.Context, b *db.Bulk, d *Draft) error {
	for _, v := range d.values {
		if err := b.Add(ctx, v.ID, string(v.ProjectID), v.RecordedAt, v.DistrictCode, v.RegionCode, string(v.Kind), string(v.Status), orNull(v.TotalMinor), string(v.TotalCurrency),
			orNull(v.FixedMinor), string(v.FixedCurrency), orNull(v.FDIMinor), string(v.FDICurrency), v.CityRelocation); err != nil {
			return err
		}
	}
	return nil
}

func seedEvents(ctx context.Context, b *db.Bulk, d *Draft) error {
	for _, e := range d.events {
		if err := b.Add(ctx, e.ID, string(e.ProjectID), string(e.Act), e.Ref, string(e.Stage), string(e.Day), string(e.Precision), string(e.Basis), string(e.Origin), e.GateVersion,
			e.RecordedAt, e.ActorID, e.Reason, e.BatchID); err != nil {
			return err
		}
	}
	return nil
}

func seedEvidence(ctx context.Context, b *db.Bulk, d *Draft) error {
	for _, e := range d.files {
		if err := b.Add(ctx, e.ID, string(e.ProjectID), e.Kind, e.Filename, e.MediaType, e.SHA256, e.Size, string(e.Day), e.Note, e.UploadedAt, e.UploadedBy,
			e.OrgID, string(e.State), e.DecidedAt, e.DecidedBy, e.Reason); err != nil {
			return err
		}
	}
	return nil
}

func seedContacts(ctx context.Context, b *db.Bulk, d *Draft) error {
	for _, c := range d.contacts {
		if err := b.Add(ctx, c.ID, string(c.ProjectID), string(c.Day), c.Way, c.TwoWay, c.Ours, c.Theirs, c.Content, c.NextAction, string(c.NextDay), c.OrgID,
			c.CreatedAt, c.CreatedBy); err != nil {
			return err
		}
	}
	return nil
}

func seedMilestones(ctx context.Context, b *db.Bulk, d *Draft) error {
	for _, m := range d.milestones {
		if err := b.Add(ctx, m.ID, string(m.ProjectID), m.Name, string(m.PlannedDay), string(m.ActualDay), m.Note, m.CreatedAt, m.UpdatedAt, m.Version); err != nil {
			return err
		}
	}
	return nil
}

func orNull(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}
