import type { JobView } from '@/api';

export function isOver(job: Pick<JobView, 'state'>): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

/** How often to ask, in ms: often while something runs and somebody looks, else rarely. */
export function pollEvery(jobs: Pick<JobView, 'state'>[], looking: boolean): number {
  if (jobs.some((j) => !isOver(j))) return looking ? 1_000 : 3_000;
  return 60_000;
}

/** The screen that shows what a job made: its subject is "import:<id>" and the like. */
export function resultPath(job: Pick<JobView, 'subject'>): { to: '/imports/$id'; params: { id: string } } | undefined {
  const [kind, id] = job.subject.split(':', 2);
  return kind === 'import' && id ? { to: '/imports/$id', params: { id } } : undefined;
}

/** How far a job is in whole percent, or undefined while its size is not known. */
export function percentOf(job: Pick<JobView, 'done' | 'total'>): number | undefined {
  return job.total > 0 ? Math.min(100, Math.floor((job.done / job.total) * 100)) : undefined;
}
