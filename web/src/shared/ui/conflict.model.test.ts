import { describe, expect, it } from 'vitest';
import { at, conflictFields, defaultChoice, same, set } from './conflict.model';

const ids = ['name', 'investor_name', 'fields/signatory', 'total_investment'];

describe('a20 two people edit one record', () => {
  const base = { name: '甲', investor_name: '乙', fields: { signatory: '' }, total_investment: { minor: 1, currency: 'CNY' } };
  const mine = { ...base, name: '甲一', fields: { signatory: '我' } };
  const theirs = { ...base, name: '甲二', total_investment: { currency: 'CNY', minor: 2 } };
  const fields = conflictFields(ids, base, mine, theirs);

  it('lists every field either of us changed and nothing else', () => {
    expect(fields.map((f) => f.id)).toEqual(['name', 'fields/signatory', 'total_investment']);
  });
  it('asks only where both changed it differently', () => {
    expect(fields.filter((f) => f.both).map((f) => f.id)).toEqual(['name']);
  });
  it('keeps mine where I typed and theirs where only they did', () => {
    expect(fields.map(defaultChoice)).toEqual(['mine', 'mine', 'theirs']);
  });
  it('does not ask when both typed the same', () => {
    expect(conflictFields(ids, base, mine, { ...theirs, name: '甲一' }).some((f) => f.both)).toBe(false);
  });
});

describe('values', () => {
  it('reads and sets nested values without sharing', () => {
    const before = { fields: { a: 1 } };
    const after = set(before, 'fields/b', 2);
    expect([at(after, 'fields/a'), at(after, 'fields/b'), at(before, 'fields/b')]).toEqual([1, 2, undefined]);
  });
  it('takes all kinds of nothing as equal, and the order of keys as no difference', () => {
    expect([same(null, ''), same([], undefined), same({ a: 1, b: 2 }, { b: 2, a: 1 }), same(0, null)]).toEqual([true, true, true, false]);
  });
});
