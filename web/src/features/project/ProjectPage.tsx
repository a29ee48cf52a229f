import { EditOutlined, MoreOutlined } from '@ant-design/icons';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Dropdown, Tabs } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Project } from '@/api';
import { useIsPhone } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { useCan, useLabels } from '@/shared/session';
import { DayText, ErrorView, MoneyText, Page, PageSkeleton, StatusMark, Unknown } from '@/shared/ui';
import { useProject } from './api';
import { ContactsTab } from './ContactsTab';
import { tabOf, tabs, type Tab } from './filters.model';
import { GateTab } from './GateTab';
import { HistoryTab } from './HistoryTab';
import { MilestonesTab } from './MilestonesTab';
import { MoveDialog } from './MoveDialog';
import { OverviewTab } from './OverviewTab';
import { StageStepper } from './StageStepper';
import { StatusDialog, VoidDialog } from './StatusDialog';
import { TeamTab } from './TeamTab';

export function ProjectPage() {
  const t = useT();
  const { id } = useParams({ from: '/app/projects/$id' });
  const project = useProject(id);
  if (project.isPending) return <PageSkeleton />;
  if (project.isError) return <ErrorView error={project.error} retry={() => void project.refetch()} home={<Link to="/projects" className="button-link">{t('nav.projects')}</Link>} />;
  return <Detail key={id} project={project.data} />;
}

function Detail({ project }: { project: Project }) {
  const t = useT();
  const search = useSearch({ from: '/app/projects/$id' });
  const navigate = useNavigate({ from: '/projects/$id' });
  const tab = tabOf(search.tab);
  const views: Record<Tab, () => ReactNode> = {
    overview: () => <OverviewTab project={project} />,
    gate: () => <GateTab project={project} />,
    team: () => <TeamTab project={project} />,
    contacts: () => <ContactsTab project={project} />,
    milestones: () => <MilestonesTab project={project} />,
    history: () => <HistoryTab project={project} />,
  };
  return (
    <Page title={project.name} actions={<Acts project={project} />}>
      <Head project={project} />
      <StageStepper project={project} />
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate({ search: { tab: key === 'overview' ? undefined : key }, replace: true })}
        items={tabs.map((key) => ({ key, label: t(`tab.${key}`), children: tab === key ? views[key]() : null }))}
      />
    </Page>
  );
}

function Head({ project: p }: { project: Project }) {
  const t = useT();
  const { of } = useLabels();
  return (
    <div className="project-head">
      <span className="mono">{p.code}</span>
      <StatusMark status={p.status} />
      {p.status !== 'active' && p.status_reason && <span className="secondary">{p.status_reason}（<DayText day={p.status_day} />）</span>}
      <span>{of('kinds', p.kind)}</span>
      <span>{[p.district_name, p.region_code !== p.district_code && p.region_name].filter(Boolean).join(' · ')}</span>
      <span>{t('field.total_investment')} <b><MoneyText value={p.total_investment} /></b></span>
      <span>{t('field.lead_owner')} {p.lead_owner?.name ?? <Unknown>{t('value.unassigned')}</Unknown>}</span>
      <span>{t('field.deputy_owner')} {p.deputy_owner?.name ?? <Unknown>{t('value.unassigned')}</Unknown>}</span>
    </div>
  );
}

function Acts({ project }: { project: Project }) {
  const t = useT();
  const can = useCan();
  const phone = useIsPhone();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'move' | 'status' | 'void' | null>(null);
  const close = () => setDialog(null);
  if (project.status === 'void') return null;
  const more = [];
  if (can('project.edit')) more.push({ key: 'status', label: t('status.change'), onClick: () => setDialog('status') });
  if (can('project.void')) more.push({ key: 'void', label: t('void.act'), danger: true, onClick: () => setDialog('void') });
  return (
    <>
      {can('project.move') && project.status === 'active' && <Button type="primary" onClick={() => setDialog('move')}>{t('move.act')}</Button>}
      {can('project.edit') && (
        <Button icon={<EditOutlined aria-hidden="true" />} aria-label={t('act.edit')} onClick={() => void navigate({ to: '/projects/$id/edit', params: { id: project.id } })}>{!phone && t('act.edit')}</Button>
      )}
      {more.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: more }}>
          <Button icon={<MoreOutlined />} aria-label={t('act.others')} />
        </Dropdown>
      )}
      {dialog === 'move' && <MoveDialog id={project.id} onClose={close} />}
      {dialog === 'status' && <StatusDialog project={project} onClose={close} />}
      {dialog === 'void' && <VoidDialog project={project} onClose={close} />}
    </>
  );
}
