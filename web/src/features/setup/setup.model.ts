import type { SetupInput } from '@/api';

/** The three administrators; no person holds two of the three offices. */
export const offices = ['system', 'security', 'audit'] as const;
export type Office = (typeof offices)[number];

/** The offices whose login name another office uses too. */
export function duplicateLogins(input: Pick<SetupInput, 'administrators'>): Office[] {
  const login = (o: Office) => input.administrators[o].login.trim().toLowerCase();
  return offices.filter((o) => offices.some((other) => other !== o && login(other) === login(o)));
}
