import type { Milestone } from '@/api';

export type MilestoneState = 'done' | 'done_late' | 'overdue' | 'ahead';

export function milestoneState(m: Pick<Milestone, 'planned_day' | 'actual_day'>, today: string): MilestoneState {
  if (m.actual_day) return m.actual_day > m.planned_day ? 'done_late' : 'done';
  return m.planned_day < today ? 'overdue' : 'ahead';
}
