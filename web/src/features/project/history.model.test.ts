import { describe, expect, it } from 'vitest';
import { amountOf, kindOfChange, shownChanges } from './history.model';

describe('kindOfChange', () => {
  it.each([
    ['edit', 'name', { is: 'field', id: 'name' }],
    ['edit', 'fields.signatory', { is: 'field', id: 'fields/signatory' }],
    ['stage.enter', 'stage', { is: 'stage', label: 'stage' }],
    ['stage.redate', 'stage.talks', { is: 'entered', stage: 'talks' }],
    ['evidence.upload', 'kind', { is: 'evidence_kind', label: 'evidence_kind' }],
    ['edit', 'kind', { is: 'field', id: 'kind' }],
    ['owners', 'lead', { is: 'person', label: 'lead' }],
    ['evidence.upload', 'sha256', undefined],
  ])('%s %s', (verb, field, want) => {
    expect(kindOfChange(verb, field)).toEqual(want);
  });
});

it('leaves out what was unknown before and after', () => {
  const changes = [{ field: 'name', before: null, after: '甲' }, { field: 'industry_code', before: null, after: '' }];
  expect(shownChanges({ verb: 'create', changes }).map((c) => c.change.field)).toEqual(['name']);
});

it('reads the amounts of the trail exactly', () => {
  expect(amountOf('99999999.99 CNY')).toEqual({ minor: 9_999_999_999, currency: 'CNY' });
  expect(amountOf('1500 JPY')).toEqual({ minor: 1500, currency: 'JPY' });
  expect([amountOf('2024-03-15'), amountOf(12), amountOf('1.234 CNY')]).toEqual([undefined, undefined, undefined]);
});
