import { describe, expect, it } from 'vitest';
import { behindQuery, cockpitSearch, firstUnknown, paceOf, percent, ranked, shade, targetMoney } from './cockpit.model';

describe('paceOf', () => {
  const stones = [{ day: '2024-03-31', value: 50 }, { day: '2024-06-30', value: 120 }];
  it.each([
    [null, false, stones, 'unknown'],
    [10, false, [], 'no_stones'], // no straight line is drawn where none was stated
    [100, true, stones, 'met'],
    [100, false, [], 'no_stones'], // a02 the number itself does not meet 超过
    [50, false, stones, 'on_pace'],
    [49, false, stones, 'behind'],
  ] as const)('%s done, met %s: %s', (done, met, milestones, want) => {
    expect(paceOf({ done, target: 100, met, milestones: [...milestones] }, '2024-04-10')).toBe(want);
  });
  it('asks for nothing before the first milestone', () => {
    expect(paceOf({ done: 0, target: 100, met: false, milestones: stones }, '2024-03-15')).toBe('no_stones');
  });
});

it('a16 does not rank a district without a published target at 0 %', () => {
  const rows = [{ rank: null, n: '甲' }, { rank: 2, n: '乙' }, { rank: 1, n: '丙' }];
  const { ranked: order, rest } = ranked(rows);
  expect(order.map((r) => r.n)).toEqual(['丙', '乙']);
  expect(rest.map((r) => r.n)).toEqual(['甲']);
});

it('never rounds a completion up to 100 %', () => {
  expect([percent(0.9996), percent(1), percent(0.25), percent(0), percent(null)]).toEqual(['99.9%', '100%', '25%', '0%', null]);
});

it('gives unknown no shade and zero the lightest', () => {
  expect([shade(null, 10), shade(0, 10), shade(2, 82), shade(15, 82), shade(82, 82), shade(0, 0)]).toEqual([null, 0, 1, 2, 4, 0]);
});

it('keeps the chosen indicator and day in the address', () => {
  expect(cockpitSearch({ indicator: 'x', day: '2024-03-15', junk: '1' })).toEqual({ indicator: 'x', day: '2024-03-15' });
});

describe('behindQuery', () => {
  const s = { indicator: 'i', period: '2024', drill: '370213', day: '2024-03-15', view: 'rank' };
  it('asks for the stage alone when a funnel cell was opened', () => {
    expect(behindQuery({ ...s, stage: 'talks' })).toEqual({ region: '370213', day: '2024-03-15', known_at: undefined, stage: 'talks' });
  });
  it('asks for exactly the projects of the number', () => {
    expect(behindQuery({ ...s, basis: 'claimed' })).toMatchObject({ indicator: 'i', period: '2024', region: '370213', basis: 'claimed' });
    expect(behindQuery({ ...s, basis: 'done', month: '2024-02' })).toMatchObject({ indicator: 'i', month: '2024-02' });
    expect(behindQuery({ ...s, basis: 'late' })).toMatchObject({ late: true });
    expect(behindQuery({ ...s, basis: 'undated' })).toMatchObject({ class: 'undated' });
  });
});

it('opens the kind of unknown that has projects', () => {
  expect(firstUnknown({ unknown_amount: 0, other_currency: 2, undated: 1 })).toBe('other_currency');
  expect(firstUnknown({ unknown_amount: null, other_currency: null, undated: null })).toBe('amount_unknown');
});

it('reads a target as money only where its unit says so', () => {
  expect(targetMoney({ target: 10_000_000_000, target_unit: 'minor', target_currency: 'USD' })).toEqual({ minor: 10_000_000_000, currency: 'USD' });
  expect(targetMoney({ target: 100, target_unit: 'count', target_currency: '' })).toBeNull();
});
