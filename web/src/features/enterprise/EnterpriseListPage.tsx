import { PlusOutlined } from '@ant-design/icons';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Drawer, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { Enterprise } from '@/api';
import { useT } from '@/shared/i18n';
import { useCan } from '@/shared/session';
import { DataTable, Empty, ErrorView, InstantText, Page, Unknown, useSettled, type Column } from '@/shared/ui';
import { useEnterprises } from './api';
import { EnterpriseForm } from './EnterpriseForm';

export function EnterpriseListPage() {
  const t = useT();
  const can = useCan();
  const search = useSearch({ from: '/app/enterprises' });
  const navigate = useNavigate({ from: '/enterprises' });
  const [typed, setTyped] = useState(search.q ?? '');
  const q = useSettled(typed.trim());
  const [creating, setCreating] = useState(false);
  const firms = useEnterprises(search);
  useEffect(() => {
    void navigate({ search: (s) => ({ ...s, q: q || undefined }), replace: true });
  }, [q, navigate]);

  const rows = firms.data?.pages.flatMap((p) => p.items) ?? [];
  const count = firms.data?.pages[0]?.count;
  const open = (e: Enterprise) => void navigate({ to: '/enterprises/$id', params: { id: e.id } });
  const columns: Column<Enterprise>[] = [
    { key: 'name', title: t('enterprise.name'), render: (e) => <Link to="/enterprises/$id" params={{ id: e.id }}>{e.name}</Link> },
    { key: 'credit_code', title: t('enterprise.credit_code'), width: 190, render: (e) => (e.credit_code ? <span className="mono">{e.credit_code}</span> : <Unknown />) },
    { key: 'former', title: t('enterprise.former_names'), render: (e) => e.former_names.join('、') },
    { key: 'updated', title: t('field.updated_at'), width: 140, render: (e) => <InstantText at={e.updated_at} /> },
  ];
  return (
    <Page
      title={t('nav.enterprises')}
      count={count && t('list.count', { n: `${count.value}${count.capped ? '+' : ''}` })}
      actions={can('project.create') && <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setCreating(true)}>{t('enterprise.new')}</Button>}
    >
      <div className="toolbar">
        <Input data-search="" allowClear value={typed} onChange={(e) => setTyped(e.target.value)} placeholder={t('enterprise.search')} aria-label={t('enterprise.search')} className="search" />
      </div>
      {firms.isError ? <ErrorView error={firms.error} retry={() => void firms.refetch()} /> : (
        <DataTable
          label={t('nav.enterprises')}
          columns={columns}
          rows={rows}
          rowKey={(e) => e.id}
          onOpen={open}
          loading={firms.isPending}
          more={{ has: firms.hasNextPage, loading: firms.isFetchingNextPage, load: () => void firms.fetchNextPage() }}
          card={(e) => (<><Link to="/enterprises/$id" params={{ id: e.id }}>{e.name}</Link><span className="mono secondary">{e.credit_code || t('value.pending')}</span></>)}
          empty={<Empty title={t(search.q ? 'list.nothing_found' : 'enterprise.none')} hint={t('enterprise.none_hint')} />}
        />
      )}
      <Drawer open={creating} onClose={() => setCreating(false)} title={t('enterprise.new')} size={420} destroyOnHidden>
        <EnterpriseForm onCancel={() => setCreating(false)} onSaved={(e) => { setCreating(false); open(e); }} />
      </Drawer>
    </Page>
  );
}
