import { keepPreviousData, queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Contact, Evidence, Gate, HistoryEntry, Milestone, Page, PendingEvidence, Project, ProjectInput, StageCounts, StageEvent } from '@/api';
import { client, url, type Query } from '@/shared/client';
import type { Filters } from './filters.model';
import { defaultSort, projectListQuery } from './list.query';

export const projectKeys = {
  all: ['projects'] as const,
  counts: (filters: Filters) => ['projects', 'counts', filters] as const,
  one: (id: string) => ['projects', 'one', id] as const,
  part: (id: string, part: string) => ['projects', 'one', id, part] as const,
};

export const evidenceKeys = { queue: ['evidence', 'queue'] as const };

export function useProjects(filters: Filters, sort: string | undefined, limit = 50, enabled = true) {
  return useInfiniteQuery({ ...projectListQuery(filters, sort, limit), placeholderData: keepPreviousData, enabled });
}

export function useStageCounts(filters: Filters) {
  return useQuery({
    queryKey: projectKeys.counts(filters),
    queryFn: ({ signal }) => client.get<StageCounts>('/projects/counts', filters, signal),
    placeholderData: keepPreviousData,
  });
}

/** The address of the workbook that equals the screen: same filters, order and columns. */
export function exportUrl(filters: Filters, sort: string | undefined, columns: string[]): string {
  return url('/projects/export', { ...filters, sort: sort ?? defaultSort, columns: columns.join(',') });
}

export const projectQuery = (id: string) =>
  queryOptions({ queryKey: projectKeys.one(id), queryFn: ({ signal }) => client.get<Project>(`/projects/${id}`, undefined, signal) });

export function useProject(id: string) {
  return useQuery(projectQuery(id));
}

function usePart<T>(id: string, part: string, query?: Query, enabled = true) {
  return useQuery({
    queryKey: [...projectKeys.part(id, part), query ?? {}],
    queryFn: ({ signal }) => client.get<T>(`/projects/${id}/${part}`, query, signal),
    enabled,
  });
}

export const useEvents = (id: string) => usePart<{ items: StageEvent[] }>(id, 'events');
export const useHistory = (id: string) => usePart<Page<HistoryEntry>>(id, 'history');
export const useContacts = (id: string) => usePart<Page<Contact>>(id, 'contacts');
export const useMilestones = (id: string) => usePart<{ items: Milestone[] }>(id, 'milestones');
export const useEvidence = (id: string) => usePart<{ items: Evidence[] }>(id, 'evidence');
export const useGate = (id: string, to: string | undefined, day?: string) => usePart<Gate>(id, 'gate', { to, day }, Boolean(to));

/** A write on a project; whatever shows projects is asked again afterwards. */
function useWrite<In, Out>(write: (input: In) => Promise<Out>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => Promise.all([cache.invalidateQueries({ queryKey: projectKeys.all }), cache.invalidateQueries({ queryKey: ['evidence'] })]),
  });
}

export const useCreateProject = () => useWrite(({ input, key }: { input: Partial<ProjectInput>; key: string }) => client.post<Project>('/projects', input, { key }));

export const useEditProject = (id: string) =>
  useWrite(({ changes, version }: { changes: Partial<ProjectInput>; version: number }) => client.patch<Project>(`/projects/${id}`, changes, { version }));

export const useMove = (id: string) =>
  useWrite(({ stage, day, reason, version }: { stage: string; day: string; reason: string; version: number }) => client.post<Project>(`/projects/${id}/stage`, { stage, day, reason }, { version }));

export const useSetStatus = (id: string) =>
  useWrite(({ status, day, reason, version }: { status: string; day: string; reason: string; version: number }) => client.post<Project>(`/projects/${id}/status`, { status, day, reason }, { version }));

export const useVoid = (id: string) => useWrite(({ reason, version }: { reason: string; version: number }) => client.post<Project>(`/projects/${id}/void`, { reason }, { version }));

export const useCorrect = (id: string) =>
  useWrite(({ event, version, ...body }: { event: string; action: 'redate' | 'reverse'; day?: string; reason: string; version: number }) =>
    client.post<Project>(`/projects/${id}/events/${event}/correction`, body, { version }));

export const useSetOwners = (id: string) =>
  useWrite(({ lead, deputy, version }: { lead: string; deputy: string; version: number }) => client.put<Project>(`/projects/${id}/owners`, { lead, deputy }, { version }));

export const useSetChains = (id: string) => useWrite(({ chains, version }: { chains: string[]; version: number }) => client.put<Project>(`/projects/${id}/chains`, { chains }, { version }));

export type ContactInput = Pick<Contact, 'day' | 'way' | 'two_way' | 'ours' | 'theirs' | 'content' | 'next_action' | 'next_day'>;
export const useAddContact = (id: string) => useWrite(({ input, key }: { input: ContactInput; key: string }) => client.post<Contact>(`/projects/${id}/contacts`, input, { key }));

export type MilestoneInput = Pick<Milestone, 'name' | 'planned_day' | 'actual_day' | 'note'>;
export const useAddMilestone = (id: string) => useWrite(({ input, key }: { input: MilestoneInput; key: string }) => client.post<Milestone>(`/projects/${id}/milestones`, input, { key }));
export const useEditMilestone = () =>
  useWrite(({ id, input, version }: { id: string; input: Partial<MilestoneInput>; version: number }) => client.patch<Milestone>(`/milestones/${id}`, input, { version }));

export const useAddEvidence = (id: string) =>
  useWrite(({ file, kind, day, note, key }: { file: File; kind: string; day: string | null; note: string; key: string }) => {
    const form = new FormData();
    form.set('kind', kind);
    form.set('day', day ?? '');
    form.set('note', note);
    form.set('file', file, file.name);
    return client.post<Evidence>(`/projects/${id}/evidence`, form, { key });
  });

export const useDecide = () => useWrite(({ id, accept, reason }: { id: string; accept: boolean; reason: string }) => client.post<Evidence>(`/evidence/${id}/decision`, { accept, reason }));

export function useEvidenceQueue() {
  return useInfiniteQuery({
    queryKey: evidenceKeys.queue,
    queryFn: ({ pageParam, signal }) => client.get<Page<PendingEvidence>>('/evidence', { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
  });
}

export const fileUrl = (id: string) => url(`/evidence/${id}/file`);
