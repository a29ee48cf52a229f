import { describe, expect, it } from 'vitest';
import { activeFilters, filtersOf, projectListSearch, tabOf, withoutFilter } from './filters.model';

describe('filters in the address', () => {
  it('keep what the API knows and drop the rest', () => {
    const search = projectListSearch({ stage: 'lead,talks', sort: '-name', view: 'board', open: 'x', evil: '1', q: '' });
    expect(search).toEqual({ stage: 'lead,talks', sort: '-name', view: 'board', open: 'x' });
    expect(filtersOf(search)).toEqual({ stage: 'lead,talks' });
  });

  it('become one chip a value, except amounts', () => {
    expect(activeFilters({ q: 'a', stage: 'lead,talks', min_total: '10000000000' })).toEqual([
      { key: 'stage', values: ['lead', 'talks'] },
      { key: 'min_total', values: ['10000000000'] },
    ]);
  });

  it('lose one value at a time', () => {
    expect(withoutFilter({ stage: 'lead,talks' }, 'stage', 'lead')).toEqual({ stage: 'talks' });
    expect(withoutFilter({ stage: 'lead' }, 'stage', 'lead').stage).toBeUndefined();
  });
});

it('opens the overview when the address names no known tab', () => {
  expect([tabOf('gate'), tabOf('nonsense'), tabOf(undefined)]).toEqual(['gate', 'overview', 'overview']);
});
