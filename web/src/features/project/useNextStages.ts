import type { Project } from '@/api';
import { useLabels } from '@/shared/session';
import { nextStages } from './stepper.model';

/** The stages the project may enter next; preferred is the one the server names. */
export function useNextStages(project: Pick<Project, 'kind' | 'stage' | 'status' | 'entries' | 'next_stage'>): { stages: string[]; preferred: string | undefined } {
  const { dictionary } = useLabels();
  const path = dictionary.kinds.find((k) => k.code === project.kind)?.path ?? [];
  if (project.status === 'void') return { stages: [], preferred: undefined };
  const stages = nextStages(path, project.stage, new Set(project.entries.map((e) => e.stage)));
  const preferred = project.next_stage || stages[0];
  return { stages: preferred && !stages.includes(preferred) ? [...stages, preferred] : stages, preferred };
}
