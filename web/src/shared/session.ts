import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { Dictionary, Me, Region } from '@/api';
import { client } from './client';
import { isKey, useLanguage } from './i18n';

export const meQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => client.get<Me>('/session'),
  staleTime: 60_000,
});

/** Who is signed in. Only under the signed-in layout, which loads it first. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether an act is offered. The server decides again. */
export function useCan(): (act: string) => boolean {
  const { can } = useMe();
  return (act) => can.includes(act);
}

export const dictionaryQuery = queryOptions({
  queryKey: ['dictionary'],
  queryFn: () => client.get<Dictionary>('/dictionary'),
  staleTime: 10 * 60_000,
});

export const regionsQuery = queryOptions({
  queryKey: ['regions'],
  queryFn: () => client.get<{ items: Region[] }>('/regions').then((r) => r.items),
  staleTime: 10 * 60_000,
});

export function useRegions(): Region[] {
  return useSuspenseQuery(regionsQuery).data;
}

type List = Exclude<keyof Dictionary, 'kinds' | 'fields' | 'rules_version'>;

export interface Labels {
  dictionary: Dictionary;
  of: (list: List | 'kinds', code: string) => string;
}

// English names exist for what the program itself knows; the rest is a city's own data.
const english: Partial<Record<List | 'kinds', string>> = { stages: 'stage', statuses: 'status', kinds: 'kind' };

export function useLabels(): Labels {
  const dictionary = useSuspenseQuery(dictionaryQuery).data;
  const { lang, t } = useLanguage();
  return {
    dictionary,
    of(list, code) {
      const prefix = english[list];
      const key = `${prefix}.${code}`;
      if (lang === 'en' && prefix && isKey(key)) return t(key);
      return dictionary[list].find((item) => item.code === code)?.label ?? code;
    },
  };
}

export function useDistricts(): Region[] {
  return useRegions()
    .filter((r) => r.kind === 'district')
    .sort((a, b) => a.position - b.position || a.code.localeCompare(b.code));
}

/** Who is signed in, or undefined; for pages that also serve the anonymous. */
export function useMaybeMe(): Me | undefined {
  return useQuery({ ...meQuery, enabled: false }).data;
}
