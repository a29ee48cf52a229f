import type { GateItem } from '@/api';
import type { Tab } from './filters.model';

/** Where a missing item can be supplied. */
export type Place = { at: 'field'; field: string } | { at: 'evidence'; kinds: string[] } | { at: 'tab'; tab: Tab } | { at: 'stage'; stage: string } | { at: 'nowhere' };

const tabOfPlace: Record<string, Tab> = { contacts: 'contacts', milestones: 'milestones', owners: 'team', chains: 'team' };

/**
 * Pointers are "/total_investment" and "/fields/site" for values,
 * "evidence:<kind>" for files, "contacts" or "milestones" for what is logged
 * there, and "stage:<stage>" where another stage comes first. "/day" lies in the
 * dialog itself.
 */
export function placeOf(item: Pick<GateItem, 'pointer'> & Partial<Pick<GateItem, 'any'>>): Place {
  const { pointer } = item;
  if (pointer === '/day') return { at: 'nowhere' };
  if (pointer.startsWith('/')) return { at: 'field', field: pointer.slice(1) };
  const [kind = '', rest = ''] = pointer.split(':', 2);
  if (kind === 'evidence') return { at: 'evidence', kinds: item.any && item.any.length > 0 ? item.any : [rest] };
  if (kind === 'stage') return { at: 'stage', stage: rest };
  const tab = tabOfPlace[kind];
  return tab ? { at: 'tab', tab } : { at: 'nowhere' };
}

export interface GateSummary {
  done: number;
  total: number;
  unverified: number; // supplied, but not yet accepted by another organisation
}

type Item = Pick<GateItem, 'done' | 'verified'> & { kind: string };

export function summary(items: Item[]): GateSummary {
  return {
    done: items.filter((i) => i.done).length,
    total: items.length,
    unverified: items.filter((i) => i.kind === 'evidence' && i.done && !i.verified).length,
  };
}

/** Missing items first, then those that wait for verification, then the rest; the server's order within. */
export function sorted<T extends Item>(items: T[]): T[] {
  const rank = (i: T) => (!i.done ? 0 : i.kind === 'evidence' && !i.verified ? 1 : 2);
  return items.map((item, index) => ({ item, index })).sort((a, b) => rank(a.item) - rank(b.item) || a.index - b.index).map((x) => x.item);
}
