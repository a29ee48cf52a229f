import { expect, it } from 'vitest';
import { duplicateLogins } from './setup.model';

const admin = (login: string) => ({ login, name: login, password: 'a long password' });

it('refuses one person in two offices, whatever the case of the letters', () => {
  const administrators = { system: admin('Root'), security: admin('sec'), audit: admin('root ') };
  expect(duplicateLogins({ administrators })).toEqual(['system', 'audit']);
  expect(duplicateLogins({ administrators: { ...administrators, audit: admin('aud') } })).toEqual([]);
});
