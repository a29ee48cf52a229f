package projecthttp

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/money"
	"qipan/internal/platform/sheet"
	"qipan/internal/platform/web"
	"qipan/internal/project"
)

func (h handler) mountExport(api *web.API) {
	web.Handle(api, web.Route{ID: "project-export", Method: http.MethodGet, Path: "/projects/export", Tag: "project", Summary: "The list as the screen shows it, as xlsx"}, h.export)
}

// exportColumn is a column of the list and of its export.
type exportColumn struct {
	key, title string
	width      float64
	value      func(Row, *project.Rules) any
}

var exportColumns = []exportColumn{
	{"code", "项目编号", 18, func(r Row, _ *project.Rules) any { return r.Code }},
	{"name", "项目名称", 36, func(r Row, _ *project.Rules) any { return r.Name }},
	{"investor_name", "投资方", 30, func(r Row, _ *project.Rules) any { return r.InvestorName }},
	{"kind", "类型", 12, func(r Row, rules *project.Rules) any { return rules.KindLabel(project.Kind(r.Kind)) }},
	{"stage", "阶段", 10, func(r Row, rules *project.Rules) any {
		return rules.StageLabel(project.Kind(r.Kind), project.Stage(r.Stage))
	}},
	{"stage_basis", "依据", 10, func(r Row, _ *project.Rules) any { return basisLabels[r.StageBasis] }},
	{"stage_day", "进入日期", 12, func(r Row, _ *project.Rules) any { return date.Date(r.StageDay) }},
	{"days_in_stage", "阶段天数", 10, func(r Row, _ *project.Rules) any { return r.DaysInStage }},
	{"status", "状态", 10, func(r Row, rules *project.Rules) any { return rules.StatusLabel(project.Status(r.Status)) }},
	{"district", "区市", 14, func(r Row, _ *project.Rules) any { return r.DistrictName }},
	{"region", "镇街园区", 18, func(r Row, _ *project.Rules) any { return r.RegionName }},
	{"total_investment", "总投资（万元）", 16, func(r Row, _ *project.Rules) any { return amountCell(r.TotalInvestment) }},
	{"fixed_assets", "固定资产投资（万元）", 18, func(r Row, _ *project.Rules) any { return amountCell(r.FixedAssets) }},
	{"contracted_fdi", "合同外资", 18, func(r Row, _ *project.Rules) any { return amountCell(r.ContractedFDI) }},
	{"industry_code", "行业代码", 10, func(r Row, _ *project.Rules) any { return r.IndustryCode }},
	{"chains", "产业链", 20, func(r Row, _ *project.Rules) any {
		var names []string
		for _, c := range r.Chains {
			names = append(names, c.Name)
		}
		return strings.Join(names, "、")
	}},
	{"channel", "线索来源", 12, func(r Row, rules *project.Rules) any { return rules.ChannelLabel(r.Channel) }},
	{"lead_owner", "牵头人", 14, func(r Row, _ *project.Rules) any { return personCell(r.LeadOwner) }},
	{"deputy_owner", "协办人", 14, func(r Row, _ *project.Rules) any { return personCell(r.DeputyOwner) }},
	{"missing_evidence", "待补佐证", 10, func(r Row, _ *project.Rules) any { return r.MissingEvidence }},
	{"updated_at", "更新时间（UTC）", 20, func(r Row, _ *project.Rules) any { return r.UpdatedAt }},
	{"updated_by_name", "更新人", 14, func(r Row, _ *project.Rules) any { return r.UpdatedByName }},
}

var basisLabels = map[string]string{"proved": "已佐证", "claimed": "未佐证", "forced": "强制推进"}

// amountCell is exact: 万元 for yuan, the amount with its currency otherwise, 待核 if unknown.
func amountCell(a *web.Amount) any {
	if a == nil {
		return "待核"
	}
	m := a.Money()
	if m.Currency != money.CNY {
		return m.String()
	}
	return sheet.Decimal(fmt.Sprintf("%d.%06d", m.Minor/1_000_000, m.Minor%1_000_000))
}

func personCell(p *Person) any {
	if p == nil {
		return ""
	}
	return p.Name
}

func (h handler) export(ctx context.Context, in *struct {
	FilterQuery
	Sort    string   `query:"sort" maxLength:"40"`
	Columns []string `query:"columns" maxItems:"40" doc:"As on the screen, in order; all if left out"`
}) (*huma.StreamResponse, error) {
	who, err := identity.From(ctx)
	if err != nil {
		return nil, err
	}
	columns, err := chosen(in.Columns)
	if err != nil {
		return nil, err
	}
	rules, err := h.projects.Rules(ctx)
	if err != nil {
		return nil, err
	}
	w, err := sheet.NewWriter()
	if err != nil {
		return nil, err
	}
	if err := h.fill(ctx, w, who, in.Filter(), in.Sort, columns, rules); err != nil {
		_ = w.Close()
		return nil, err
	}
	name := "项目清单-" + string(h.view.today()) + ".xlsx"
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer func() { _ = w.Close() }()
		hc.SetHeader("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		hc.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
		_, _ = w.WriteTo(hc.BodyWriter())
	}}, nil
}

func chosen(keys []string) ([]exportColumn, error) {
	if len(keys) == 0 {
		return exportColumns, nil
	}
	out := make([]exportColumn, 0, len(keys))
	for _, k := range keys {
		i := slices.IndexFunc(exportColumns, func(c exportColumn) bool { return c.key == k })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "export.column", "没有“%s”这一列。", k)
		}
		out = append(out, exportColumns[i])
	}
	return out, nil
}

func (h handler) fill(ctx context.Context, w *sheet.Writer, who identity.Caller, f project.Filter, sort string, columns []exportColumn, rules *project.Rules) error {
	titles := make([]sheet.Column, len(columns))
	for i, c := range columns {
		titles[i] = sheet.Column{Title: c.title, Width: c.width}
	}
	if err := w.Sheet("项目清单", titles); err != nil {
		return err
	}
	more, err := h.projects.Export(ctx, who, f, sort, func(ps []*project.Project) error {
		rows, err := h.view.rows(ctx, ps)
		if err != nil {
			return err
		}
		cells := make([]any, len(columns))
		for _, r := range rows {
			for i, c := range columns {
				cells[i] = c.value(r, rules)
			}
			if err := w.Row(cells...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || !more {
		return err
	}
	return w.Row(sheet.Warning(fmt.Sprintf("只导出了前 %d 条，请缩小筛选范围后再导出其余部分。", project.ExportCap)))
}
