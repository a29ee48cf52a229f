import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Drawer, Skeleton } from 'antd';
import { useT } from '@/shared/i18n';
import { useHotkeys, useIsPhone } from '@/shared/hooks';
import { useLabels } from '@/shared/session';
import { ErrorView, Facts, InstantText, MoneyText, StatusMark, TextOrUnknown, Unknown } from '@/shared/ui';
import { useProject } from './api';
import { GateSummaryLine } from './GateSummaryLine';
import { StageStepper } from './StageStepper';

/** The row beside the list. Esc goes back to the row, Enter again opens the full page. */
export function SidePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const phone = useIsPhone();
  const labels = useLabels();
  const navigate = useNavigate();
  const project = useProject(id);
  const close = () => {
    onClose();
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-key="${CSS.escape(id)}"]`)?.focus());
  };
  useHotkeys({ escape: close });
  const p = project.data;
  return (
    <Drawer
      open
      onClose={close}
      mask={false}
      size={phone ? '100%' : 440}
      title={p?.name ?? t('project.title')}
      extra={<Button type="primary" autoFocus onClick={() => void navigate({ to: '/projects/$id', params: { id } })}>{t('project.open_full')}</Button>}
    >
      {project.isError && <ErrorView error={project.error} />}
      {project.isPending && <Skeleton active />}
      {p && (
        <>
          <p><span className="mono">{p.code}</span>　<StatusMark status={p.status} /></p>
          <StageStepper project={p} compact />
          <GateSummaryLine project={p} />
          <Facts
            items={[
              { label: t('field.investor_name'), value: <TextOrUnknown text={p.investor_name} /> },
              { label: t('field.kind'), value: labels.of('kinds', p.kind) },
              { label: t('field.district_code'), value: [p.district_name, p.region_code !== p.district_code && p.region_name].filter(Boolean).join(' · ') },
              { label: t('field.total_investment'), value: <MoneyText value={p.total_investment} /> },
              { label: t('field.fixed_assets'), value: <MoneyText value={p.fixed_assets} /> },
              { label: t('field.lead_owner'), value: p.lead_owner?.name ?? <Unknown>{t('value.unassigned')}</Unknown> },
              { label: t('field.deputy_owner'), value: p.deputy_owner?.name ?? <Unknown>{t('value.unassigned')}</Unknown> },
              { label: t('field.updated_at'), value: <><InstantText at={p.updated_at} /> {p.updated_by_name}</> },
            ]}
          />
          <p className="panel-links">
            <Link to="/projects/$id" params={{ id }} search={{ tab: 'gate' }}>{t('tab.gate')}</Link>
            <Link to="/projects/$id" params={{ id }} search={{ tab: 'contacts', add: '1' }}>{t('contact.add')}</Link>
            <Link to="/projects/$id" params={{ id }} search={{ tab: 'history' }}>{t('tab.history')}</Link>
          </p>
        </>
      )}
    </Drawer>
  );
}
