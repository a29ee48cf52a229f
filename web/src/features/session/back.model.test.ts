import { expect, it } from 'vitest';
import { safeBack } from './back.model';

it.each([
  ['/projects?stage=lead', '/projects?stage=lead'],
  [undefined, '/'],
  ['https://example.org/', '/'],
  ['//example.org', '/'],
  ['/\\example.org', '/'],
  ['/login?back=/', '/'],
])('%s leads to %s', (back, want) => {
  expect(safeBack(back)).toBe(want);
});
