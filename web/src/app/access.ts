// Who is offered which screen. One file decides; the server decides again.
import type { Me } from '@/api';
import { Problem } from '@/shared/problem';

/** What a screen asks for: one of these acts. */
export const access = {
  home: [],
  cockpit: ['figures.read'],
  projects: ['project.read'],
  projectNew: ['project.create'],
  evidence: ['evidence.verify'],
  enterprises: ['project.read'],
  imports: ['import.run'],
  admin: [],
} as const satisfies Record<string, readonly string[]>;

export type Screen = keyof typeof access;

export function mayOpen(me: Pick<Me, 'can'>, screen: Screen): boolean {
  const acts: readonly string[] = access[screen];
  return acts.length === 0 || acts.some((act) => me.can.includes(act));
}

/** Refuses a screen typed into the address line; the router shows the 403 page. */
export function requireScreen(me: Pick<Me, 'can'>, screen: Screen): void {
  if (!mayOpen(me, screen)) throw new Problem(403, 'forbidden', '');
}
