import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { Closing } from '@/api';
import { client } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { useCan, useMe } from '@/shared/session';
import { DataTable, Empty, ErrorView, InstantText, PageSkeleton, useTell, type Column } from '@/shared/ui';
import { nextMonth } from './closing.model';

/** Months whose figures are closed: what is recorded later is a restatement (补报). */
export function ClosingsTab() {
  const t = useT();
  const can = useCan();
  const me = useMe();
  const tell = useTell();
  const cache = useQueryClient();
  const [asking, setAsking] = useState<string | null>(null);
  const query = useQuery({ queryKey: ['closings'], queryFn: ({ signal }) => client.get<{ items: Closing[] }>('/closings', undefined, signal).then((r) => r.items) });
  const close = useMutation({
    mutationFn: (month: string) => client.post<Closing>('/closings', { month }),
    onSuccess: () => Promise.all([cache.invalidateQueries({ queryKey: ['closings'] }), cache.invalidateQueries({ queryKey: ['cockpit'] })]),
  });
  if (query.isPending) return <PageSkeleton rows={6} />;
  if (query.isError) return <ErrorView error={query.error} retry={() => void query.refetch()} />;
  const next = nextMonth(query.data.map((c) => c.month), me.business_date);
  const go = async () => {
    if (!asking) return;
    try {
      await close.mutateAsync(asking);
      tell.done(t('said.closed', { month: asking }));
    } catch (err) {
      tell.failed(err);
    } finally {
      setAsking(null);
    }
  };
  const columns: Column<Closing>[] = [
    { key: 'month', title: t('cockpit.month'), render: (c) => <span className="number">{c.month}</span> },
    { key: 'at', title: t('closing.at'), render: (c) => <InstantText at={c.closed_at} /> },
    { key: 'by', title: t('closing.by'), render: (c) => c.closed_by_name },
  ];
  return (
    <div className="narrow">
      <p className="secondary">{t('closing.rule')}</p>
      {can('closing.run') && next && <div className="toolbar"><Button type="primary" onClick={() => setAsking(next)}>{t('closing.close', { month: next })}</Button></div>}
      <DataTable label={t('admin.closings')} columns={columns} rows={query.data} rowKey={(c) => c.month} card={(c) => (<><strong>{c.month}</strong><span className="secondary"><InstantText at={c.closed_at} /> {c.closed_by_name}</span></>)} empty={<Empty title={t('closing.none')} />} />
      <Modal open={asking !== null} title={t('closing.close', { month: asking ?? '' })} okText={t('closing.ok')} cancelText={t('act.cancel')} confirmLoading={close.isPending} onOk={() => void go()} onCancel={() => setAsking(null)}>
        <p>{t('closing.hint', { month: asking ?? '' })}</p>
      </Modal>
    </div>
  );
}
