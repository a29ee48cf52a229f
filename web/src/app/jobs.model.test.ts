import { expect, it } from 'vitest';
import { isOver, percentOf, pollEvery, resultPath } from './jobs.model';

it('asks often only while something runs', () => {
  expect(pollEvery([{ state: 'running' }], true)).toBeLessThan(pollEvery([{ state: 'running' }], false));
  expect(pollEvery([{ state: 'done' }], true)).toBe(60_000);
});

it('knows when a job is over', () => {
  expect((['queued', 'running', 'done', 'failed', 'cancelled'] as const).map((state) => isOver({ state }))).toEqual([false, false, true, true, true]);
});

it('knows where the result is', () => {
  expect(resultPath({ subject: 'import:abc' })).toEqual({ to: '/imports/$id', params: { id: 'abc' } });
  expect(resultPath({ subject: '' })).toBeUndefined();
});

it('shows no percentage while the size is unknown', () => {
  expect([percentOf({ done: 3, total: 0 }), percentOf({ done: 1, total: 3 }), percentOf({ done: 5, total: 5 })]).toEqual([undefined, 33, 100]);
});
