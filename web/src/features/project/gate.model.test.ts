import { describe, expect, it } from 'vitest';
import { placeOf, sorted, summary } from './gate.model';

describe('placeOf', () => {
  it.each([
    ['/total_investment', { at: 'field', field: 'total_investment' }],
    ['/fields/signatory', { at: 'field', field: 'fields/signatory' }],
    ['evidence:contract', { at: 'evidence', kinds: ['contract'] }],
    ['contacts', { at: 'tab', tab: 'contacts' }],
    ['milestones', { at: 'tab', tab: 'milestones' }],
    ['stage:talks', { at: 'stage', stage: 'talks' }],
    ['/day', { at: 'nowhere' }],
    ['status', { at: 'nowhere' }],
  ])('%s', (pointer, place) => {
    expect(placeOf({ pointer })).toEqual(place);
  });
  it('offers every kind of evidence that would do', () => {
    expect(placeOf({ pointer: 'evidence:acceptance', any: ['acceptance', 'trial_run'] })).toEqual({ at: 'evidence', kinds: ['acceptance', 'trial_run'] });
  });
});

const items = [
  { kind: 'field', done: true, verified: false, n: 1 },
  { kind: 'evidence', done: true, verified: false, n: 2 },
  { kind: 'evidence', done: false, verified: false, n: 3 },
  { kind: 'evidence', done: true, verified: true, n: 4 },
];

it('counts what is supplied and what still waits for another organisation', () => {
  expect(summary(items)).toEqual({ done: 3, total: 4, unverified: 1 });
});

it('shows what is missing first', () => {
  expect(sorted(items).map((i) => i.n)).toEqual([3, 2, 1, 4]);
});
