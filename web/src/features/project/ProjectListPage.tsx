import { DownloadOutlined, ImportOutlined, PlusOutlined } from '@ant-design/icons';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useCallback } from 'react';
import type { ProjectRow } from '@/api';
import { useHotkeys, useIsPhone, useStored } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { useCan, useLabels } from '@/shared/session';
import { BasisMark, ColumnChooser, DataTable, Empty, ErrorView, MoneyText, Page, SavedViews, StatusMark } from '@/shared/ui';
import { shownColumns } from '@/shared/ui/table.model';
import { exportUrl, useProjects } from './api';
import { projectColumns } from './columns';
import { FilterBar } from './FilterBar';
import { activeFilters, filtersOf, type Filters, type ListSearch } from './filters.model';
import { stageLabel } from './labels.model';
import { ProjectBoard } from './ProjectBoard';
import { SidePanel } from './SidePanel';

export function ProjectListPage() {
  const t = useT();
  const can = useCan();
  const labels = useLabels();
  const phone = useIsPhone();
  const search = useSearch({ from: '/app/projects' });
  const navigate = useNavigate({ from: '/projects' });
  const [chosen, setChosen] = useStored<string[] | null>('qipan.columns.projects', null);
  const board = search.view === 'board';
  const filters = filtersOf(search);
  const projects = useProjects(filters, search.sort, 50);

  const go = useCallback((next: Partial<ListSearch>, replace = true) => void navigate({ search: (s) => ({ ...s, ...next }), replace }), [navigate]);
  const setFilters = useCallback((next: Filters) => void navigate({ search: (s) => ({ sort: s.sort, view: s.view, ...next }) }), [navigate]);
  useHotkeys({
    n: () => { if (can('project.create')) void navigate({ to: '/projects/new' }); },
    arrowdown: () => document.querySelector<HTMLElement>('.table tr[tabindex="0"]')?.focus(),
  });

  const all = projectColumns(t, labels);
  const columns = shownColumns(all, chosen);
  const rows = projects.data?.pages.flatMap((p) => p.items) ?? [];
  const count = projects.data?.pages[0]?.count;
  const open = (p: ProjectRow) => go({ open: p.id });
  const filtered = activeFilters(filters).length > 0 || Boolean(filters.q);

  return (
    <Page
      title={t('nav.projects')}
      count={count && t('list.count', { n: `${count.value}${count.capped ? '+' : ''}` })}
      actions={
        <>
          <Segmented
            aria-label={t('project.view')}
            value={board ? 'board' : 'table'}
            options={[{ value: 'table', label: t('project.view_table') }, { value: 'board', label: t('project.view_board') }]}
            onChange={(view) => go({ view: view === 'board' ? 'board' : undefined, open: undefined }, false)}
          />
          {!phone && <SavedViews list="projects" search={search} onApply={(s) => void navigate({ search: s })} />}
          {!phone && !board && <ColumnChooser columns={all} chosen={chosen} onChoose={setChosen} />}
          {can('export.run') && !phone && <Button icon={<DownloadOutlined aria-hidden="true" />} href={exportUrl(filters, search.sort, columns.map((c) => c.key))}>{t('act.export')}</Button>}
          {can('import.run') && !phone && <Button icon={<ImportOutlined aria-hidden="true" />} onClick={() => void navigate({ to: '/imports' })}>{t('act.import')}</Button>}
          {can('project.create') && <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => void navigate({ to: '/projects/new' })}>{t('project.new')}</Button>}
        </>
      }
    >
      <FilterBar filters={filters} onChange={setFilters} />
      {board ? (
        <ProjectBoard filters={filters} onOpen={open} />
      ) : projects.isError ? (
        <ErrorView error={projects.error} retry={() => void projects.refetch()} />
      ) : (
        <DataTable
          label={t('nav.projects')}
          columns={columns}
          rows={rows}
          rowKey={(p) => p.id}
          sort={search.sort ?? '-updated_at'}
          onSort={(sort) => go({ sort })}
          onOpen={open}
          openKey={search.open}
          loading={projects.isPending}
          more={{ has: projects.hasNextPage, loading: projects.isFetchingNextPage, load: () => void projects.fetchNextPage() }}
          rowClass={(p) => (p.status === 'void' ? 'struck' : undefined)}
          card={(p) => <ProjectCard project={p} stage={stageLabel(labels.dictionary, labels.of, p.kind, p.stage)} />}
          empty={filtered
            ? <Empty title={t('list.nothing_found')} hint={t('list.nothing_found_hint')} action={<Button onClick={() => setFilters({})}>{t('filter.clear')}</Button>} />
            : <Empty title={t('project.none')} hint={t('project.none_hint')} action={can('import.run') && <Link to="/imports" className="button-link">{t('act.import')}</Link>} />}
        />
      )}
      {search.open && <SidePanel id={search.open} onClose={() => go({ open: undefined })} />}
    </Page>
  );
}

function ProjectCard({ project: p, stage }: { project: ProjectRow; stage: string }) {
  return (
    <>
      <Link to="/projects/$id" params={{ id: p.id }} className="strong">{p.name}</Link>
      <span className="secondary">{p.district_name} · {stage} · <MoneyText value={p.total_investment} /></span>
      <span className="card-marks"><StatusMark status={p.status} /><BasisMark basis={p.stage_basis} /></span>
    </>
  );
}
