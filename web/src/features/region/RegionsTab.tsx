import { useNavigate, useSearch } from '@tanstack/react-router';
import { Input } from 'antd';
import type { Region } from '@/api';
import { useT } from '@/shared/i18n';
import { useRegions } from '@/shared/session';
import { DataTable, Empty, type Column } from '@/shared/ui';
import { regionTree, type RegionLine } from './region.model';

/** The city's areas, parks and zones as its pack lists them. */
export function RegionsTab() {
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
