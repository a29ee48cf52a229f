import type { Card } from '@/api';
import { useT } from '@/shared/i18n';
import { DataTable, Empty, ErrorView, PageSkeleton, Unknown, type Column } from '@/shared/ui';
import { useIndicators } from './api';

/** Definition cards side by side. */
export function IndicatorsTab() {
  const t = useT();
  const query = useIndicators();
  if (query.isPending) return <PageSkeleton rows={6} />;
  if (query.isError) return <ErrorView error={query.error} retry={() => void query.refetch()} />;
  const columns: Column<Card>[] = [
    { key: 'name', title: t('admin.indicator'), render: (i) => i.name },
    { key: 'definition', title: t('cockpit.definition'), render: (i) => i.definition },
    { key: 'unit', title: t('cockpit.unit'), render: (i) => i.unit },
    { key: 'version', title: t('cockpit.version'), render: (i) => i.version },
    { key: 'countable', title: t('cockpit.countable'), render: (i) => (i.pending ? <Unknown>{t('value.pending')}：{i.pending}</Unknown> : t('value.yes')) },
  ];
  return <DataTable label={t('admin.indicators')} columns={columns} rows={query.data} rowKey={(i) => i.code} card={(i) => (<><strong>{i.name}</strong><span>{i.definition}</span></>)} empty={<Empty title={t('list.nothing_found')} />} />;
}
