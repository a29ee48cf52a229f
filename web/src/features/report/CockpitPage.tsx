import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented, Select, Skeleton } from 'antd';
import { lazy, Suspense, useEffect } from 'react';
import type { Card as IndicatorCard, Cockpit } from '@/api';
import { formatInstant } from '@/shared/format/date';
import { useT } from '@/shared/i18n';
import { useMe } from '@/shared/session';
import { Card, DayInput, Empty, ErrorView, Labelled, Page, PageSkeleton } from '@/shared/ui';
import { useCockpit, useIndicators } from './api';
import { BehindDrawer } from './BehindDrawer';
import { percent, type CockpitSearch } from './cockpit.model';
import { DefinitionCard } from './DefinitionCard';
import { DistrictGrid } from './DistrictGrid';
import { DistrictMap } from './DistrictMap';
import { Funnel } from './Funnel';

// The chart library is the largest part of the bundle: only this screen loads it.
const MonthChart = lazy(() => import('./MonthChart').then((m) => ({ default: m.MonthChart })));

export function CockpitPage() {
  const t = useT();
  const indicators = useIndicators();
  const search = useSearch({ from: '/app/cockpit' });
  const navigate = useNavigate({ from: '/cockpit' });
  const first = indicators.data?.[0];
  useEffect(() => {
    if (!search.indicator && first) void navigate({ search: (s) => ({ ...s, indicator: first.code, period: first.periods[0]?.code }), replace: true });
  }, [search.indicator, first, navigate]);
  if (indicators.isPending) return <PageSkeleton />;
  if (indicators.isError) return <ErrorView error={indicators.error} retry={() => void indicators.refetch()} />;
  if (!first) return <Page title={t('nav.cockpit')}><Empty title={t('cockpit.no_indicators')} /></Page>;
  return <Figures indicators={indicators.data} search={search} />;
}

function Figures({ indicators, search }: { indicators: IndicatorCard[]; search: CockpitSearch }) {
  const t = useT();
  const navigate = useNavigate({ from: '/cockpit' });
  const cockpit = useCockpit(search);
  const go = (next: Partial<CockpitSearch>) => void navigate({ search: (s) => ({ ...s, ...next }), replace: true });
  return (
    <Page title={t('nav.cockpit')} actions={<Pickers indicators={indicators} search={search} go={go} />}>
      {cockpit.isError ? <ErrorView error={cockpit.error} retry={() => void cockpit.refetch()} /> : !cockpit.data ? <Skeleton active paragraph={{ rows: 12 }} /> : <Board data={cockpit.data} search={search} go={go} />}
      {search.drill && cockpit.data && <BehindDrawer search={search} data={cockpit.data} onClose={() => go({ drill: undefined, basis: undefined, stage: undefined, month: undefined })} />}
    </Page>
  );
}

interface PickersProps {
  indicators: IndicatorCard[];
  search: CockpitSearch;
  go: (next: Partial<CockpitSearch>) => void;
}

function Pickers({ indicators, search, go }: PickersProps) {
  const t = useT();
  const me = useMe();
  const chosen = indicators.find((i) => i.code === search.indicator);
  const pick = (code: string) => {
    const next = indicators.find((i) => i.code === code);
    const keeps = next?.periods.some((p) => p.code === search.period);
    go({ indicator: code, period: keeps ? search.period : next?.periods[0]?.code, drill: undefined });
  };
  return (
    <div className="pickers">
      <Labelled label={t('cockpit.indicator')}>
        <Select className="indicator-select" aria-label={t('cockpit.indicator')} value={search.indicator} options={indicators.map((i) => ({ value: i.code, label: i.pending ? `${i.name}（${t('value.pending')}）` : i.name }))} onChange={pick} />
      </Labelled>
      <Labelled label={t('cockpit.period')}>
        <Select className="period-select" aria-label={t('cockpit.period')} value={search.period} options={(chosen?.periods ?? []).map((p) => ({ value: p.code, label: p.label || p.code }))} onChange={(period) => go({ period })} />
      </Labelled>
      <Labelled label={t('cockpit.day')}><DayInput value={search.day ?? me.business_date} onChange={(day) => go({ day: !day || day === me.business_date ? undefined : day })} /></Labelled>
      <Labelled label={t('cockpit.known_at')}><DayInput value={search.known_at ?? null} onChange={(known_at) => go({ known_at: known_at ?? undefined })} /></Labelled>
    </div>
  );
}

function Board({ data, search, go }: { data: Cockpit; search: CockpitSearch; go: PickersProps['go'] }) {
  const t = useT();
  const view = search.view === 'rank' ? 'rank' : 'grid';
  const place = [data.city, ...data.districts].find((r) => r.region_code === data.region_code)?.region_name ?? '';
  return (
    <>
      <DefinitionCard card={data.indicator} />
      <AsOf data={data} go={go} />
      <Card
        title={t('cockpit.by_district')}
        extra={<Segmented aria-label={t('cockpit.order')} value={view} options={[{ value: 'grid', label: t('cockpit.order_region') }, { value: 'rank', label: t('cockpit.order_rank') }]} onChange={(v) => go({ view: v === 'rank' ? 'rank' : undefined })} />}
      >
        <DistrictGrid data={data} search={search} byRank={view === 'rank'} />
        {data.doubly_credited > 0 && <p className="secondary">{t('cockpit.doubly', { n: data.doubly_credited })}</p>}
      </Card>
      <div className="columns">
        <Card title={t('cockpit.map')}><DistrictMap data={data} search={search} /></Card>
        <Card title={`${t('cockpit.months')} · ${place}`}>
          {data.indicator.pending ? <p className="secondary pad">{data.indicator.pending}</p> : <Suspense fallback={<Skeleton active title={false} />}><MonthChart data={data} search={search} /></Suspense>}
        </Card>
        <Card title={`${t('cockpit.funnel')} · ${place}`}><Funnel data={data} search={search} /></Card>
      </div>
    </>
  );
}

/** Which moment the figures speak of, and how much of the period has gone by. */
function AsOf({ data, go }: { data: Cockpit; go: PickersProps['go'] }) {
  const t = useT();
  return (
    <p className="as-of">
      <span>{t('cockpit.period')} <b className="number">{data.period.from} — {data.period.to}</b></span>
      <span>{t('cockpit.elapsed')} <b className="number">{percent(data.period.elapsed)}</b></span>
      <span>{t('cockpit.day')} <b className="number">{data.day}</b></span>
      <span>{data.known_at ? t('cockpit.known', { at: formatInstant(data.known_at) }) : t('cockpit.known_now')}</span>
      {data.known_at && <Button size="small" onClick={() => go({ known_at: undefined })}>{t('cockpit.back_to_now')}</Button>}
      {data.closed_months.length > 0 && <span>{t('cockpit.closed')} <b className="number">{data.closed_months.at(-1)}</b></span>}
      <span className="secondary">{t('cockpit.official')}</span>
    </p>
  );
}
