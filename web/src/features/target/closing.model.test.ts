import { expect, it } from 'vitest';
import { nextMonth } from './closing.model';

it.each([
  [[], '2024-03-15', '2024-02'],
  [['2023-11', '2023-12'], '2024-03-15', '2024-01'], // over the new year, one after the other
  [['2024-02'], '2024-03-15', undefined], // March is not over
  [['2024-02'], '2024-04-01', '2024-03'],
])('after %j on %s: %s', (closed, today, want) => {
  expect(nextMonth(closed, today)).toBe(want);
});
