import { describe, expect, it } from 'vitest';
import { problemFrom, splitFaults } from './problem';

describe('problemFrom', () => {
  it('reads code, detail and every field fault', () => {
    const p = problemFrom(422, {
      code: 'project.invalid',
      detail: '有 2 处需要修改。',
      errors: [
        { pointer: '/name', code: 'required', message: '请填写名称。' },
        { location: 'body.total_investment.minor', message: 'expected integer' },
      ],
    });
    expect([p.status, p.code, p.message]).toEqual([422, 'project.invalid', '有 2 处需要修改。']);
    expect(p.errors.map((e) => [e.pointer, e.code])).toEqual([
      ['/name', 'required'],
      ['/total_investment/minor', 'invalid'],
    ]);
  });
  it('survives an answer that is no problem at all', () => {
    expect(problemFrom(502, '<html>').code).toBe('http_502');
    expect(problemFrom(500, null).errors).toEqual([]);
  });
});

describe('splitFaults', () => {
  it('gives nested pointers to their field and keeps what has no place', () => {
    const faults = [
      { pointer: '/total_investment/minor', code: 'a', message: '' },
      { pointer: '/name', code: 'b', message: '' },
      { pointer: '/name_of_something', code: 'c', message: '' },
      { pointer: '', code: 'd', message: '' },
    ];
    const { byField, rest } = splitFaults(faults, ['name', 'total_investment']);
    expect([...byField.keys()]).toEqual(['total_investment', 'name']);
    expect(rest.map((f) => f.code)).toEqual(['c', 'd']);
  });
});
