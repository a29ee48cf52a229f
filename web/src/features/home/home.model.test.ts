import { expect, it } from 'vitest';
import { quiet } from './home.model';

it('lists what has stood a month or longer, longest first, operating plants apart', () => {
  const rows = [
    { stage: 'talks', days_in_stage: 29 },
    { stage: 'talks', days_in_stage: 30 },
    { stage: 'operating', days_in_stage: 900 },
    { stage: 'signed', days_in_stage: 120 },
  ];
  expect(quiet(rows).map((r) => r.days_in_stage)).toEqual([120, 30]);
});
