import { Link, useNavigate } from '@tanstack/react-router';
import { Drawer, Segmented } from 'antd';
import type { Cockpit, CockpitProject } from '@/api';
import { useIsPhone } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { useLabels } from '@/shared/session';
import { BasisMark, DataTable, DayText, Empty, ErrorView, MoneyText, type Column } from '@/shared/ui';
import { useBehind } from './api';
import { behindQuery, unknownCounts, unknownKinds, type CockpitSearch } from './cockpit.model';

/** The projects behind a number. The number is the city's; the list is what I may see of it. */
export function BehindDrawer({ search, data, onClose }: { search: CockpitSearch; data: Cockpit; onClose: () => void }) {
  const t = useT();
  const { of } = useLabels();
  const phone = useIsPhone();
  const navigate = useNavigate({ from: '/cockpit' });
  const behind = useBehind(behindQuery(search));
  const region = [data.city, ...data.districts].find((r) => r.region_code === search.drill);
  const rows = behind.data?.pages.flatMap((p) => p.items) ?? [];
  const first = behind.data?.pages[0];
  const fdi = data.indicator.amount === 'contracted_fdi';
  const amount = (p: CockpitProject) => <MoneyText value={p.amount ?? (fdi ? p.contracted_fdi : p.total_investment)} />;
  const kind = unknownKinds.find((k) => k === search.basis);
  const columns: Column<CockpitProject>[] = [
    { key: 'name', title: t('field.name'), render: (p) => <Link to="/projects/$id" params={{ id: p.id }}>{p.name}</Link> },
    { key: 'district', title: t('field.district_code'), width: 90, render: (p) => p.district_name },
    { key: 'amount', title: t(fdi ? 'field.contracted_fdi' : 'field.total_investment'), align: 'right', width: 100, render: amount },
    { key: 'stage', title: t('field.stage'), width: 80, render: (p) => of('stages', p.stage) },
    { key: 'day', title: t('cockpit.counted_day'), width: 130, render: (p) => <><DayText day={p.day} /> {p.late && <span className="late">{t('cockpit.late_tag')}</span>}</> },
    { key: 'basis', title: t('field.basis'), width: 100, render: (p) => <BasisMark basis={p.basis} /> },
  ];
  const what = search.stage ? of('stages', search.stage) : [search.month, t(`cockpit.${kind ? 'unknown' : (search.basis ?? 'done')}` as 'cockpit.done')].filter(Boolean).join(' ');
  return (
    <Drawer open onClose={onClose} size={phone ? '100%' : 760} title={`${region?.region_name ?? ''} · ${what}`}>
      {behind.isError ? <ErrorView error={behind.error} /> : (
        <>
          {kind && region && (
            <Segmented
              aria-label={t('cockpit.unknown')}
              value={kind}
              options={unknownKinds.map((k) => ({ value: k, label: `${t(`cockpit.${k}`)} ${unknownCounts(region)[k]}` }))}
              onChange={(basis) => void navigate({ search: (s) => ({ ...s, basis }), replace: true })}
            />
          )}
          {first && (
            <p aria-live="polite">
              {t('list.count', { n: `${first.count.value}${first.count.capped ? '+' : ''}` })}
              {first.hidden > 0 && <b>　{t('cockpit.hidden', { n: first.hidden })}</b>}
            </p>
          )}
          <DataTable
            label={what}
            columns={columns}
            rows={rows}
            rowKey={(p) => p.id}
            loading={behind.isPending}
            more={{ has: behind.hasNextPage, loading: behind.isFetchingNextPage, load: () => void behind.fetchNextPage() }}
            card={(p) => (<><Link to="/projects/$id" params={{ id: p.id }}>{p.name}</Link><span className="secondary">{p.district_name} · {amount(p)} · <DayText day={p.day} /></span><BasisMark basis={p.basis} /></>)}
            empty={<Empty title={t('cockpit.nothing_behind')} />}
          />
        </>
      )}
    </Drawer>
  );
}
