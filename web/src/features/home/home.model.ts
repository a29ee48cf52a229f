import type { ProjectRow } from '@/api';

/** Days in one stage after which a project of mine counts as gone quiet. */
export const quietAfter = 30;

/** The projects that have stood longest in their stage, longest first; operating ones may stand. */
export function quiet<T extends Pick<ProjectRow, 'stage' | 'days_in_stage'>>(rows: T[]): T[] {
  return rows.filter((p) => p.stage !== 'operating' && p.days_in_stage >= quietAfter).sort((a, b) => b.days_in_stage - a.days_in_stage);
}
