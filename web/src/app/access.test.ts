import { expect, it } from 'vitest';
import { mayOpen, requireScreen } from './access';

it('offers a screen only to those who may act on it', () => {
  expect(mayOpen({ can: ['project.read'] }, 'projects')).toBe(true);
  expect(mayOpen({ can: [] }, 'projects')).toBe(false);
  expect(mayOpen({ can: [] }, 'home')).toBe(true);
});

it('refuses an address typed by hand', () => {
  expect(() => requireScreen({ can: ['project.read'] }, 'imports')).toThrowError(expect.objectContaining({ status: 403 }));
  expect(() => requireScreen({ can: ['import.run'] }, 'imports')).not.toThrow();
});
