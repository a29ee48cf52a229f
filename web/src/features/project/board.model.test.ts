import { describe, expect, it } from 'vitest';
import { dropTargets, lanes, walk } from './board.model';

const stages = [{ code: 'lead', label: '线索' }, { code: 'talks', label: '在谈' }, { code: 'signed', label: '签约' }];
const kinds = [{ code: 'land', label: '供地类', path: [{ stage: 'lead', label: '', optional: false, unless: '', after: [] as string[] }, { stage: 'talks', label: '', optional: false, unless: '', after: ['lead'] }, { stage: 'signed', label: '', optional: false, unless: '', after: ['talks'] }] }];

it('has a lane for every stage, also the empty ones', () => {
  expect(lanes({ stages }, [{ stage: 'talks', count: 7 }], [])).toEqual([{ stage: 'lead', count: 0 }, { stage: 'talks', count: 7 }, { stage: 'signed', count: 0 }]);
  expect(lanes({ stages }, [], ['signed'])).toEqual([{ stage: 'signed', count: 0 }]);
});

it('lets a card go only where its path leads', () => {
  expect(dropTargets({ kinds }, { kind: 'land', stage: 'lead' })).toEqual(['talks']);
  expect(dropTargets({ kinds }, { kind: 'unknown', stage: 'lead' })).toEqual([]);
});

describe('walk', () => {
  const sizes = [2, 0, 3];
  it('stays inside a lane', () => {
    expect([walk('ArrowDown', 0, 1, sizes), walk('ArrowUp', 0, 0, sizes)]).toEqual([[0, 1], [0, 0]]);
  });
  it('steps over empty lanes and keeps the height where it can', () => {
    expect(walk('ArrowRight', 0, 1, sizes)).toEqual([2, 1]);
    expect(walk('ArrowLeft', 2, 2, sizes)).toEqual([0, 1]);
    expect(walk('ArrowRight', 2, 0, sizes)).toEqual([2, 0]);
  });
  it('leaves other keys alone', () => {
    expect(walk('m', 0, 0, sizes)).toBeUndefined();
  });
});
