import { CheckCircleFilled, ClockCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import type { Cockpit, CockpitRow } from '@/api';
import { useIsPhone } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { Mark, Unknown } from '@/shared/ui';
import { formatMoney } from '@/shared/format/money';
import { firstUnknown, paceOf, percent, ranked, targetMoney, unknownCounts, type CockpitSearch } from './cockpit.model';

interface Props {
  data: Cockpit;
  search: CockpitSearch;
  byRank: boolean;
}

/** Target, done and what stands beside it, one line a district; every number opens its projects. */
export function DistrictGrid({ data, search, byRank }: Props) {
  const t = useT();
  const phone = useIsPhone();
  const { ranked: order, rest } = ranked(data.districts);
  const rows = byRank ? [...order, ...rest] : data.districts;
  if (phone) return <ul className="cards">{[data.city, ...rows].map((r) => <li key={r.region_code}><DistrictCard row={r} data={data} search={search} /></li>)}</ul>;
  const head = ['cockpit.district', 'cockpit.target', 'cockpit.done', 'cockpit.late', 'cockpit.missing', 'cockpit.completion', 'cockpit.pace', 'cockpit.claimed', 'cockpit.unknown', 'cockpit.rank'] as const;
  return (
    <div className="table-scroll" role="region" aria-label={t('cockpit.by_district')} tabIndex={0}>
      <table className="table figures">
        <thead><tr>{head.map((h, i) => <th key={h} scope="col" className={i === 0 || i === 6 ? undefined : 'right'}>{t(h)}</th>)}</tr></thead>
        <tbody>{[data.city, ...rows].map((r) => <Line key={r.region_code} row={r} data={data} search={search} city={r === data.city} />)}</tbody>
      </table>
    </div>
  );
}

function Line({ row: r, data, search, city }: { row: CockpitRow; data: Cockpit; search: CockpitSearch; city: boolean }) {
  const t = useT();
  const link = (what: 'done' | 'late' | 'claimed' | 'unknown', n: number | null, basis: string = what) => <Count n={n} region={r.region_code} basis={basis} search={search} label={`${r.region_name} ${t(`cockpit.${what}`)}`} />;
  const parts = unknownCounts(r);
  const unknown = parts.amount_unknown + parts.other_currency + parts.undated;
  return (
    <tr className={city ? 'city' : undefined}>
      <th scope="row"><Link to="/cockpit" replace search={{ ...search, region: city ? undefined : r.region_code, drill: undefined }} aria-current={data.region_code === r.region_code ? 'true' : undefined} title={t('cockpit.choose_region')}>{r.region_name}</Link></th>
      <td className="right"><Target row={r} /></td>
      <td className="right strong">{link('done', r.done)}</td>
      <td className="right">{link('late', r.late)}</td>
      <td className="right">{r.missing === null ? <Unknown>{t(r.target === null ? 'value.unpublished' : 'value.pending')}</Unknown> : <span className="number">{r.missing}</span>}</td>
      <td className="right"><Completion row={r} /></td>
      <td><PaceMark row={r} day={data.day} /></td>
      <td className="right">{link('claimed', r.claimed)}</td>
      <td className="right">{r.done === null ? <Unknown /> : <Tooltip title={t('cockpit.unknown_parts', { amount: parts.amount_unknown, currency: parts.other_currency, undated: parts.undated })}><span>{link('unknown', unknown, firstUnknown(r))}</span></Tooltip>}</td>
      <td className="right">{r.rank ?? <Unknown>{t(r.rank_state === 'incomparable' ? 'value.incomparable' : r.rank_state === 'pending' ? 'value.pending' : 'value.unranked')}</Unknown>}</td>
    </tr>
  );
}

/** A number that opens the list behind it; an unknown one says so. */
export function Count({ n, region, basis, search, label, children }: { n: number | null; region: string; basis: string; search: CockpitSearch; label: string; children?: ReactNode }) {
  const t = useT();
  if (n === null) return <Unknown />;
  return (
    <Link to="/cockpit" search={{ ...search, stage: undefined, month: undefined, drill: region, basis }} className="number" aria-label={t('cockpit.open', { what: label, n })} replace>
      {children ?? n}
    </Link>
  );
}

function Target({ row: r }: { row: CockpitRow }) {
  const t = useT();
  if (r.target === null) return <Unknown>{t('value.unpublished')}</Unknown>;
  const money = targetMoney(r);
  return (
    <Tooltip title={r.target_text && <>“{r.target_text}”{r.target_note && <><br />{r.target_note}</>}{r.target_basis === 'inferred' && <><br />{t('cockpit.inferred')}</>}</>}>
      <span className="number" tabIndex={0}>{r.comparator === 'gt' ? t('cockpit.more_than') : ''}{money ? formatMoney(money) : r.target}{r.target_basis === 'inferred' && <sup>{t('cockpit.inferred_short')}</sup>}</span>
    </Tooltip>
  );
}

function Completion({ row: r }: { row: CockpitRow }) {
  const t = useT();
  const text = percent(r.completion);
  if (text === null || r.completion === null) return <Unknown>{t(r.target === null ? 'value.unpublished' : 'value.pending')}</Unknown>;
  return (
    <span className="completion">
      <span className="bar" aria-hidden="true">
        <span className="bar-done" style={{ width: `${Math.min(100, r.completion * 100)}%` }} />
      </span>
      <span className="number">{text}</span>
    </span>
  );
}

function PaceMark({ row, day }: { row: CockpitRow; day: string }) {
  const t = useT();
  switch (paceOf(row, day)) {
    case 'met':
      return <Mark tone="good" icon={<CheckCircleFilled />}>{t('pace.met')}</Mark>;
    case 'on_pace':
      return <Mark tone="good" icon={<ClockCircleFilled />}>{t('pace.on_pace')}</Mark>;
    case 'behind':
      return <Mark tone="warn" icon={<ExclamationCircleFilled />}>{t('pace.behind')}</Mark>;
    case 'no_stones':
      return <Unknown>{t('pace.no_stones')}</Unknown>;
    default:
      return <Unknown>{t(row.target === null ? 'value.unpublished' : 'value.pending')}</Unknown>;
  }
}

function DistrictCard({ row: r, data, search }: { row: CockpitRow; data: Cockpit; search: CockpitSearch }) {
  const t = useT();
  return (
    <div className="card-row">
      <strong>{r.region_name}</strong>
      <span>{t('cockpit.target')} <Target row={r} />　{t('cockpit.done')} <Count n={r.done} region={r.region_code} basis="done" search={search} label={`${r.region_name} ${t('cockpit.done')}`} />　{t('cockpit.claimed')} <Count n={r.claimed} region={r.region_code} basis="claimed" search={search} label={`${r.region_name} ${t('cockpit.claimed')}`} /></span>
      <span><PaceMark row={r} day={data.day} /> {percent(r.completion)}</span>
    </div>
  );
}
