import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Card, Cockpit, CockpitProjects } from '@/api';
import { client } from '@/shared/client';
import type { CockpitSearch } from './cockpit.model';

export const reportKeys = {
  cockpit: (search: object) => ['cockpit', search] as const,
  behind: (search: object) => ['cockpit', 'projects', search] as const,
};

export function useIndicators() {
  return useQuery({ queryKey: ['indicators'], queryFn: ({ signal }) => client.get<{ items: Card[] }>('/indicators', undefined, signal).then((r) => r.items) });
}

type Asked = Pick<CockpitSearch, 'indicator' | 'period' | 'region' | 'day' | 'known_at'>;

export function useCockpit({ indicator, period, region, day, known_at }: Asked) {
  const asked = { indicator, period, region, day, known_at };
  return useQuery({
    queryKey: reportKeys.cockpit(asked),
    queryFn: ({ signal }) => client.get<Cockpit>('/cockpit', asked, signal),
    enabled: Boolean(indicator),
    placeholderData: keepPreviousData,
  });
}

export interface Behind extends Asked {
  basis?: string;
  class?: string;
  stage?: string;
  late?: boolean;
  month?: string;
}

/** The projects behind one number, as far as I may see them. */
export function useBehind(asked: Behind) {
  return useInfiniteQuery({
    queryKey: reportKeys.behind(asked),
    queryFn: ({ pageParam, signal }) => client.get<CockpitProjects>('/cockpit/projects', { ...asked, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  });
}
