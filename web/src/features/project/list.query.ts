import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Page, ProjectRow } from '@/api';
import { client } from '@/shared/client';
import type { Filters } from './filters.model';

export const defaultSort = '-updated_at';

/** A list of projects, page by page. It stands alone so that the router can send it off early. */
export function projectListQuery(filters: Filters, sort: string | undefined, limit = 50) {
  return infiniteQueryOptions({
    queryKey: ['projects', 'list', filters, sort ?? '', limit] as const,
    queryFn: ({ pageParam, signal }) =>
      client.get<Page<ProjectRow>>('/projects', { ...filters, sort: sort ?? defaultSort, cursor: pageParam, limit, count: pageParam ? undefined : 'exact' }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  });
}
