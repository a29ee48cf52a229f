import { expect, it } from 'vitest';
import { creditCodeOk } from './enterprise.model';

it.each([
  ['91350100M000100Y43', true], // the example of GB 32100-2015
  ['91350100M000100Y44', false],
  ['91350100M000100Y4', false],
  ['91350100I000100Y43', false], // I is not in the alphabet
  ['', false],
])('%s: %s', (code, ok) => {
  expect(creditCodeOk(code)).toBe(ok);
});
