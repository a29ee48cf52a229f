import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Enterprise, EnterpriseInput, Page } from '@/api';
import { client } from '@/shared/client';

export const enterpriseKeys = {
  all: ['enterprises'] as const,
  list: (search: object) => ['enterprises', 'list', search] as const,
  one: (id: string) => ['enterprises', id] as const,
};

export function useEnterprises(search: { q?: string; sort?: string }) {
  return useInfiniteQuery({
    queryKey: enterpriseKeys.list(search),
    queryFn: ({ pageParam, signal }) => client.get<Page<Enterprise>>('/enterprises', { ...search, cursor: pageParam, limit: 50, count: pageParam ? undefined : 'capped' }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
    placeholderData: keepPreviousData,
  });
}

export function useEnterprise(id: string) {
  return useQuery({ queryKey: enterpriseKeys.one(id), queryFn: ({ signal }) => client.get<Enterprise>(`/enterprises/${id}`, undefined, signal) });
}

export function useCreateEnterprise() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ input, key }: { input: EnterpriseInput; key: string }) => client.post<Enterprise>('/enterprises', input, { key }),
    onSuccess: () => cache.invalidateQueries({ queryKey: enterpriseKeys.all }),
  });
}

export function useEditEnterprise(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ input, version }: { input: Partial<EnterpriseInput>; version: number }) => client.patch<Enterprise>(`/enterprises/${id}`, input, { version }),
    onSuccess: () => cache.invalidateQueries({ queryKey: enterpriseKeys.all }),
  });
}
