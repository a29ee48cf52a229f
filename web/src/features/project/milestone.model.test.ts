import { expect, it } from 'vitest';
import { milestoneState } from './milestone.model';

it.each([
  ['2024-03-20', '', 'ahead'],
  ['2024-03-15', '', 'ahead'], // due today is not late
  ['2024-03-14', '', 'overdue'],
  ['2024-03-01', '2024-03-01', 'done'],
  ['2024-03-01', '2024-03-02', 'done_late'],
])('planned %s, reached %s on 2024-03-15: %s', (planned_day, actual_day, want) => {
  expect(milestoneState({ planned_day, actual_day }, '2024-03-15')).toBe(want);
});
