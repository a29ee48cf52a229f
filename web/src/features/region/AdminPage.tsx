import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Input, Tabs } from 'antd';
import type { Card, Region } from '@/api';
import { client } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { useCan, useRegions } from '@/shared/session';
import { DataTable, Empty, ErrorView, Page, PageSkeleton, Unknown, type Column } from '@/shared/ui';
import { regionTree, type RegionLine } from './region.model';

export function AdminPage() {
  const t = useT();
  const can = useCan();
  const search = useSearch({ from: '/app/admin' });
  const navigate = useNavigate({ from: '/admin' });
  const items = [{ key: 'regions', label: t('admin.regions'), children: <Regions /> }];
  if (can('figures.read')) items.push({ key: 'indicators', label: t('admin.indicators'), children: <Indicators /> });
  return (
    <Page title={t('nav.admin')}>
      <Tabs activeKey={search.tab ?? 'regions'} onChange={(tab) => void navigate({ search: { tab }, replace: true })} items={items} />
    </Page>
  );
}

function Regions() {
  const t = useT();
  const { q = '' } = useSearch({ from: '/app/admin' });
  const navigate = useNavigate({ from: '/admin' });
  const regions = useRegions();
  const columns: Column<RegionLine>[] = [
    { key: 'name', title: t('admin.region_name'), render: (r) => <span style={{ paddingLeft: r.depth * 18 }}>{r.display_name || r.name}</span> },
    { key: 'code', title: t('admin.region_code'), render: (r) => <span className="mono">{r.code}</span> },
    { key: 'kind', title: t('admin.region_kind'), render: (r) => t(`region.${r.kind}` as 'region.city') },
    { key: 'status', title: t('admin.region_status'), render: (r) => (r.status ? t(`region.status.${r.status}` as 'region.status.operating') : '') },
    { key: 'source', title: t('admin.source'), render: (r) => <span className="secondary">{r.source}</span> },
  ];
  return (
    <>
      <p className="secondary">{t('admin.read_only')}</p>
      <div className="toolbar">
        <Input data-search="" allowClear className="search" defaultValue={q} placeholder={t('admin.region_search')} aria-label={t('admin.region_search')} onChange={(e) => void navigate({ search: (s) => ({ ...s, q: e.target.value || undefined }), replace: true })} />
      </div>
      <DataTable label={t('admin.regions')} columns={columns} rows={regionTree(regions, q)} rowKey={(r) => r.code} card={card} empty={<Empty title={t('list.nothing_found')} />} />
    </>
  );
}

function card(r: Region) {
  return (<><strong>{r.display_name || r.name}</strong><span className="mono secondary">{r.code}</span></>);
}

function Indicators() {
  const t = useT();
  const query = useQuery({ queryKey: ['indicators'], queryFn: ({ signal }) => client.get<{ items: Card[] }>('/indicators', undefined, signal) });
  if (query.isPending) return <PageSkeleton rows={6} />;
  if (query.isError) return <ErrorView error={query.error} retry={() => void query.refetch()} />;
  const columns: Column<Card>[] = [
    { key: 'name', title: t('admin.indicator'), render: (i) => i.name },
    { key: 'definition', title: t('cockpit.definition'), render: (i) => i.definition },
    { key: 'unit', title: t('cockpit.unit'), render: (i) => i.unit },
    { key: 'version', title: t('cockpit.version'), render: (i) => i.version },
    { key: 'countable', title: t('cockpit.countable'), render: (i) => (i.pending ? <Unknown>{t('value.pending')}：{i.pending}</Unknown> : t('value.yes')) },
  ];
  return <DataTable label={t('admin.indicators')} columns={columns} rows={query.data.items} rowKey={(i) => i.code} card={(i) => (<><strong>{i.name}</strong><span>{i.definition}</span></>)} empty={<Empty title={t('list.nothing_found')} />} />;
}
