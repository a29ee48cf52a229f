import { expect, it } from 'vitest';
import { monthOptions } from './chart.model';

const names = { month: '当月', sum: '累计', target: '目标' };
const colors = { bar: '#1', line: '#2', target: '#3', text: '#4', grid: '#5' };
const months = [{ month: '2024-01', done: 3, cumulative: 3, target_cumulative: null, closed: false }, { month: '2024-02', done: 0, cumulative: 3, target_cumulative: null, closed: false }];

it('draws a target only where one was stated', () => {
  const names1 = (monthOptions(months, names, colors).series as { name: string }[]).map((s) => s.name);
  expect(names1).toEqual(['当月', '累计']);
  const stated = [{ ...months[0]!, target_cumulative: 5 }, months[1]!];
  const series = monthOptions(stated, names, colors).series as { name: string; data: unknown[] }[];
  expect(series[2]).toMatchObject({ name: '目标', data: [5, null] });
});
