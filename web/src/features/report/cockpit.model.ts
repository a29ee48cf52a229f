import type { CockpitRow } from '@/api';
import { pickText } from '@/shared/search';

export function cockpitSearch(s: Record<string, unknown>) {
  return pickText(s, ['indicator', 'period', 'region', 'day', 'known_at', 'drill', 'basis', 'stage', 'month', 'view']);
}

export type CockpitSearch = ReturnType<typeof cockpitSearch>;

/** How the figure stands to what was stated for this day. */
export type Pace = 'met' | 'on_pace' | 'behind' | 'no_stones' | 'unknown';

/**
 * Pace is measured against stated milestones only: a target is not reached in a
 * straight line, so the share of time that has passed judges nobody. Whether the
 * target is met the server says, because it knows the comparator.
 */
export function paceOf(row: Pick<CockpitRow, 'done' | 'target' | 'met' | 'milestones'>, day: string): Pace {
  if (row.done === null || row.target === null) return 'unknown';
  if (row.met) return 'met';
  const due = row.milestones.filter((m) => m.day <= day).at(-1);
  if (!due) return 'no_stones';
  return row.done >= due.value ? 'on_pace' : 'behind';
}

/** Districts with a rank first, in its order; the unranked after them, in their own. */
export function ranked<T extends Pick<CockpitRow, 'rank'>>(rows: T[]): { ranked: T[]; rest: T[] } {
  return {
    ranked: rows.filter((r) => r.rank !== null).sort((a, b) => a.rank! - b.rank!),
    rest: rows.filter((r) => r.rank === null),
  };
}

/** Percent without rounding up to a threshold: 99.96 % is not yet 100 %. */
export function percent(ratio: number | null): string | null {
  if (ratio === null) return null;
  return `${(Math.floor(ratio * 1000 + 1e-9) / 10).toFixed(1).replace(/\.0$/, '')}%`;
}

/**
 * How dark a tile is: 0 to 4 by the size of its value beside the largest, on a
 * square-root scale so that one large district does not make the others alike.
 * What is not known has no shade.
 */
export function shade(value: number | null, largest: number): number | null {
  if (value === null) return null;
  if (largest <= 0 || value <= 0) return 0;
  return Math.min(4, 1 + Math.floor(Math.sqrt(value / largest) * 3.999));
}

/** What to ask for the list behind a number: its region, and which of the region's numbers it is. */
export function behindQuery(s: CockpitSearch) {
  const at = { region: s.drill, day: s.day, known_at: s.known_at };
  if (s.stage) return { ...at, stage: s.stage };
  const asked = { ...at, indicator: s.indicator, period: s.period };
  switch (s.basis) {
    case 'claimed':
    case 'forced':
      return { ...asked, basis: s.basis };
    case 'amount_unknown':
    case 'other_currency':
    case 'undated':
    case 'relocated':
      return { ...asked, class: s.basis };
    case 'late':
      return { ...asked, late: true };
    default:
      return { ...asked, month: s.month };
  }
}

/** The three kinds of what could not be counted, in the order they are shown. */
export const unknownKinds = ['amount_unknown', 'other_currency', 'undated'] as const;
export type UnknownKind = (typeof unknownKinds)[number];

export function unknownCounts(r: Pick<CockpitRow, 'unknown_amount' | 'other_currency' | 'undated'>): Record<UnknownKind, number> {
  return { amount_unknown: r.unknown_amount ?? 0, other_currency: r.other_currency ?? 0, undated: r.undated ?? 0 };
}

/** The first kind that has any, for the link behind their sum. */
export function firstUnknown(r: Parameters<typeof unknownCounts>[0]): UnknownKind {
  const counts = unknownCounts(r);
  return unknownKinds.find((k) => counts[k] > 0) ?? 'amount_unknown';
}

/** A target is a count, or an amount where its unit says so. */
export function targetMoney(r: Pick<CockpitRow, 'target' | 'target_unit' | 'target_currency'>): { minor: number; currency: string } | null {
  return r.target !== null && r.target_unit === 'minor' ? { minor: r.target, currency: r.target_currency } : null;
}
