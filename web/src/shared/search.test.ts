import { expect, it } from 'vitest';
import { listOf, pickText, readSearch, textOf, writeSearch } from './search';

it('writes addresses a person can read and reads them back', () => {
  const search = { stage: 'lead,talks', q: '示例 & 项目', sort: '-updated_at' };
  const text = writeSearch({ ...search, empty: '', nothing: undefined });
  expect(text).toContain('stage=lead,talks');
  expect(readSearch(text)).toEqual(search);
  expect(writeSearch({})).toBe('');
});

it('takes only what it knows', () => {
  expect(pickText({ q: 'a', other: 'b', sort: 3, kind: '' }, ['q', 'sort', 'kind'])).toEqual({ q: 'a' });
});

it('keeps lists as comma text', () => {
  expect(listOf('a,,b')).toEqual(['a', 'b']);
  expect(listOf(undefined)).toEqual([]);
  expect(textOf([])).toBeUndefined();
});
