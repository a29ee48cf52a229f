import { expect, it } from 'vitest';
import { nextIndex, nextSort, shownColumns } from './table.model';

it('walks and stays inside the list', () => {
  expect(nextIndex('ArrowDown', 0, 3)).toBe(1);
  expect(nextIndex('ArrowDown', 2, 3)).toBe(2);
  expect(nextIndex('ArrowUp', 0, 3)).toBe(0);
  expect([nextIndex('Home', 2, 3), nextIndex('End', 0, 3)]).toEqual([0, 2]);
  expect(nextIndex('Tab', 1, 3)).toBeUndefined();
});

it('turns a heading from largest first to smallest first to none', () => {
  expect(nextSort(undefined, 'name')).toBe('-name');
  expect(nextSort('-name', 'name')).toBe('name');
  expect(nextSort('name', 'name')).toBeUndefined();
  expect(nextSort('-updated_at', 'name')).toBe('-name');
});

it('keeps fixed columns and the order of the table', () => {
  const all = [{ key: 'name', fixed: true }, { key: 'a' }, { key: 'b', hidden: true }];
  expect(shownColumns(all, null).map((c) => c.key)).toEqual(['name', 'a']);
  expect(shownColumns(all, ['b']).map((c) => c.key)).toEqual(['name', 'b']);
});
