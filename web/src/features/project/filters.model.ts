// The filters of the project list as they stand in the address. Names and values
// are the API's own, so that the list, its counts and its export ask the same.
import { pickText } from '@/shared/search';

export const filterKeys = ['q', 'district', 'region', 'stage', 'status', 'kind', 'basis', 'chain', 'owner', 'channel', 'enterprise', 'batch', 'incomplete', 'min_total', 'max_total'] as const;
export type FilterKey = (typeof filterKeys)[number];
export type Filters = Partial<Record<FilterKey, string>>;

export const tabs = ['overview', 'gate', 'team', 'contacts', 'milestones', 'history'] as const;
export type Tab = (typeof tabs)[number];

export function projectListSearch(s: Record<string, unknown>) {
  return pickText(s, [...filterKeys, 'sort', 'view', 'open']);
}

export type ListSearch = ReturnType<typeof projectListSearch>;

export function projectPageSearch(s: Record<string, unknown>) {
  return pickText(s, ['tab', 'to', 'kind', 'add']);
}

export function tabOf(text: string | undefined): Tab {
  return tabs.find((t) => t === text) ?? 'overview';
}

export function filtersOf(search: ListSearch): Filters {
  return pickText(search, filterKeys);
}

/** Filters in force, for the chips above the list; the search text has its own field. */
export function activeFilters(filters: Filters): { key: FilterKey; values: string[] }[] {
  return filterKeys
    .filter((key) => key !== 'q' && filters[key])
    .map((key) => ({ key, values: key === 'min_total' || key === 'max_total' ? [filters[key]!] : filters[key]!.split(',') }));
}

/** The filters without one value of one key. */
export function withoutFilter(filters: Filters, key: FilterKey, value: string): Filters {
  const left = (filters[key] ?? '').split(',').filter((v) => v && v !== value);
  return { ...filters, [key]: left.length > 0 ? left.join(',') : undefined };
}
