import type { Entry, PathStep } from '@/api';

export type StepState = 'done' | 'current' | 'skipped' | 'ahead';

export interface Step extends PathStep {
  state: StepState;
  entry?: Entry;
}

/** Every step of the kind's path and where the project stands on it. */
export function steps(path: PathStep[], stage: string, entries: Entry[]): Step[] {
  const entered = new Map(entries.map((e) => [e.stage, e]));
  const at = path.findIndex((p) => p.stage === stage);
  return path.map((p, i) => {
    const entry = entered.get(p.stage);
    if (p.stage === stage) return { ...p, state: 'current', entry };
    if (entry) return { ...p, state: 'done', entry };
    return { ...p, state: i < at ? 'skipped' : 'ahead' };
  });
}

/**
 * The stages that may be entered next, nearest first. Optional steps and those
 * a project may lack (signed, where there is no agreement) can be passed over;
 * the server's gate says whether this one may.
 */
export function nextStages(path: PathStep[], stage: string, entered: ReadonlySet<string>): string[] {
  return path.filter((p) => p.stage !== stage && !entered.has(p.stage) && isReachable(p, path, stage, entered)).map((p) => p.stage);
}

function isReachable(p: PathStep, path: PathStep[], stage: string, entered: ReadonlySet<string>): boolean {
  const after = p.after ?? [];
  if (after.length === 0) return false;
  const has = (s: string) => s === stage || entered.has(s);
  const at = path.findIndex((q) => q.stage === stage);
  const index = path.findIndex((q) => q.stage === p.stage);
  // Behind the current stage only the obligatory neighbour is still offered: a
  // company is often registered before the agreement is signed.
  if (index < at && (p.optional || index < at - 1)) return false;
  return after.some(has);
}
