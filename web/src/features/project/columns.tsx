import { Link } from '@tanstack/react-router';
import type { ProjectRow } from '@/api';
import type { useT } from '@/shared/i18n';
import type { Labels } from '@/shared/session';
import { formatInstant } from '@/shared/format/date';
import { BasisMark, DayText, MoneyText, StatusMark, TextOrUnknown, Unknown, type Column } from '@/shared/ui';
import { stageLabel } from './labels.model';

/** The columns of the list; keys are the API's, so that the export can take them. */
export function projectColumns(t: ReturnType<typeof useT>, labels: Labels): Column<ProjectRow>[] {
  const { dictionary, of } = labels;
  return [
    { key: 'code', title: t('field.code'), width: 130, render: (p) => <span className="mono">{p.code}</span> },
    { key: 'name', title: t('field.name'), fixed: true, sort: 'name', clip: 'clip', render: (p) => <Link to="/projects/$id" params={{ id: p.id }} className="strong" title={p.name}>{p.name}</Link> },
    { key: 'investor_name', title: t('field.investor_name'), hidden: true, clip: 'clip', render: (p) => <TextOrUnknown text={p.investor_name} /> },
    { key: 'district', title: t('field.district_code'), width: 92, render: (p) => p.district_name || <Unknown /> },
    { key: 'region', title: t('field.region_code'), hidden: true, render: (p) => p.region_name || <Unknown /> },
    { key: 'kind', title: t('field.kind'), hidden: true, render: (p) => of('kinds', p.kind) },
    { key: 'stage', title: t('field.stage'), width: 92, render: (p) => stageLabel(dictionary, of, p.kind, p.stage) },
    { key: 'stage_basis', title: t('field.basis'), width: 92, render: (p) => <BasisMark basis={p.stage_basis} /> },
    { key: 'stage_day', title: t('field.stage_day'), width: 98, sort: 'stage_day', hidden: true, render: (p) => <DayText day={p.stage_day} /> },
    { key: 'days_in_stage', title: t('field.days_in_stage'), align: 'right', width: 82, render: (p) => <span className="number">{t('value.days', { n: p.days_in_stage })}</span> },
    { key: 'status', title: t('field.status'), width: 92, render: (p) => <StatusMark status={p.status} /> },
    { key: 'total_investment', title: t('field.total_investment'), align: 'right', width: 108, sort: 'total_investment', render: (p) => <MoneyText value={p.total_investment} /> },
    { key: 'fixed_assets', title: t('field.fixed_assets'), align: 'right', hidden: true, render: (p) => <MoneyText value={p.fixed_assets} /> },
    { key: 'contracted_fdi', title: t('field.contracted_fdi'), align: 'right', hidden: true, render: (p) => <MoneyText value={p.contracted_fdi} /> },
    { key: 'lead_owner', title: t('field.lead_owner'), width: 118, clip: 'clip-s', render: (p) => p.lead_owner?.name ?? <Unknown>{t('value.unassigned')}</Unknown> },
    { key: 'deputy_owner', title: t('field.deputy_owner'), hidden: true, clip: 'clip-s', render: (p) => p.deputy_owner?.name ?? <Unknown>{t('value.unassigned')}</Unknown> },
    { key: 'missing_evidence', title: t('field.missing_evidence'), align: 'right', width: 70, hidden: true, render: (p) => <span className="number">{p.missing_evidence}</span> },
    { key: 'industry_code', title: t('field.industry_code'), hidden: true, render: (p) => <TextOrUnknown text={p.industry_code} /> },
    { key: 'chains', title: t('field.chains'), hidden: true, render: (p) => p.chains.map((c) => c.name).join('、') || <Unknown>{t('value.none')}</Unknown> },
    { key: 'updated_at', title: t('field.updated_at'), width: 92, sort: 'updated_at', render: (p) => <span title={formatInstant(p.updated_at)}><DayText day={formatInstant(p.updated_at).slice(0, 10)} /></span> },
  ];
}
