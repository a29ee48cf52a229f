import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ImportBatch, ImportRow, ImportSummary, Page } from '@/api';
import { client, url } from '@/shared/client';
import { isWorking, mappingOf } from './importer.model';

export const importKeys = {
  all: ['imports'] as const,
  one: (id: string) => ['imports', id] as const,
  rows: (id: string, filter: object) => ['imports', id, 'rows', filter] as const,
};

export function useImports() {
  return useInfiniteQuery({
    queryKey: [...importKeys.all, 'list'],
    queryFn: ({ pageParam, signal }) => client.get<Page<ImportSummary>>('/imports', { cursor: pageParam, limit: 30 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  });
}

export function useImport(id: string) {
  return useQuery({
    queryKey: importKeys.one(id),
    queryFn: ({ signal }) => client.get<ImportBatch>(`/imports/${id}`, undefined, signal),
    refetchInterval: (q) => (q.state.data && isWorking(q.state.data) ? 800 : false),
  });
}

export interface RowFilter {
  sheet?: string;
  state?: string;
  code?: string;
}

export function useImportRows(id: string, filter: RowFilter, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: importKeys.rows(id, filter),
    queryFn: ({ pageParam, signal }) => client.get<Page<ImportRow>>(`/imports/${id}/rows`, { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
}

function useAct<In, Out>(write: (input: In) => Promise<Out>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => Promise.all([cache.invalidateQueries({ queryKey: importKeys.all }), cache.invalidateQueries({ queryKey: ['jobs'] }), cache.invalidateQueries({ queryKey: ['projects'] })]),
  });
}

export const useUpload = () =>
  useAct(({ file, key }: { file: File; key: string }) => {
    const form = new FormData();
    form.set('file', file, file.name);
    return client.post<ImportBatch>('/imports', form, { key });
  });

export const useSetMapping = (id: string) => useAct(({ sheets, version }: { sheets: ImportBatch['sheets']; version: number }) => client.put<ImportBatch>(`/imports/${id}/mapping`, mappingOf(sheets), { version }));

export type Decision = '' | 'new' | 'same' | 'skip';

export const useCorrectRow = (id: string) =>
  useAct(({ row, version, ...body }: { row: string; values?: Record<string, string>; decision?: Decision; version: number }) => client.patch<ImportRow>(`/imports/${id}/rows/${row}`, body, { version }));

export const useConfirm = (id: string) => useAct(({ mode, version }: { mode: 'all' | 'good'; version: number }) => client.post<ImportBatch>(`/imports/${id}/confirm`, { mode }, { version }));

export const useUndo = (id: string) => useAct(({ version }: { version: number }) => client.post<ImportBatch>(`/imports/${id}/undo`, undefined, { version }));

export const remarksUrl = (id: string) => url(`/imports/${id}/remarks`);
