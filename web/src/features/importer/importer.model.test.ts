import { describe, expect, it } from 'vitest';
import { blockingRows, byWeight, doubleFields, goodRows, isWorking, mappingOf, stepOf } from './importer.model';

describe('stepOf', () => {
  it.each([
    ['checked', undefined, 'check'],
    ['checked', 'mapping', 'mapping'],
    ['refused', undefined, 'mapping'],
    ['done', 'mapping', 'result'],
    ['undone', undefined, 'result'],
  ] as const)('a batch that is %s, asked for %s, shows %s', (state, asked, want) => {
    expect(stepOf({ state }, asked)).toBe(want);
  });
});

it('asks again only while the server works', () => {
  expect((['reading', 'importing', 'undoing', 'checked', 'done'] as const).map((state) => isWorking({ state }))).toEqual([true, true, true, false, false]);
});

const column = (index: number, field: string) => ({ index, letter: 'A', title: '', field, unit: '', samples: [], guessed: false });

it('finds a field read from two columns', () => {
  expect(doubleFields({ columns: [column(0, 'name'), column(1, ''), column(2, ''), column(3, 'name')] })).toEqual(['name']);
});

it('sends what can be corrected and nothing of the preview', () => {
  const sheet = { name: '表', used: true, hidden: false, header_first: 2, header_last: 3, preview: [{ row: 1, cells: ['x'] }], columns: [column(0, 'name')], remembered: false, reason: '', lines: 3 };
  expect(mappingOf([sheet])).toEqual({ sheets: [{ name: '表', used: true, header_first: 2, header_last: 3, columns: [{ index: 0, field: 'name', unit: '' }] }] });
});

it('puts what keeps a row out before what merely warns', () => {
  const p = (severity: 'error' | 'warning', code: string) => ({ column: '', field: '', value: '', code, severity, message: '' });
  expect(byWeight([p('warning', 'a'), p('error', 'b'), p('error', 'c')]).map((x) => x.code)).toEqual(['b', 'c', 'a']);
});

it('counts what would be taken over', () => {
  expect(goodRows({ new: 3, changed: 2, unchanged: 9, problem: 4 })).toBe(5);
  expect(blockingRows({ new: 3, problem: 4, duplicate: 1, skipped: 7 })).toBe(5);
});
