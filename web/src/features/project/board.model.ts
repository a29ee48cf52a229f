import type { Dictionary, ProjectRow } from '@/api';

export interface Lane {
  stage: string;
  count: number;
}

/** One lane a stage, in order; a stage nobody stands in is a lane with nothing in it. */
export function lanes(dictionary: Pick<Dictionary, 'stages'>, counts: { stage: string; count: number }[], only: readonly string[]): Lane[] {
  const by = new Map(counts.map((c) => [c.stage, c.count]));
  return dictionary.stages.filter((s) => only.length === 0 || only.includes(s.code)).map((s) => ({ stage: s.code, count: by.get(s.code) ?? 0 }));
}

/** The stages a card may be dropped on: those its kind's path leads to from where it stands. */
export function dropTargets(dictionary: Pick<Dictionary, 'kinds'>, card: Pick<ProjectRow, 'kind' | 'stage'>): string[] {
  const path = dictionary.kinds.find((k) => k.code === card.kind)?.path ?? [];
  return path.filter((p) => p.stage !== card.stage && (p.after ?? []).includes(card.stage)).map((p) => p.stage);
}

/** Where an arrow leads on the board: [lane, row], kept inside; empty lanes are stepped over. */
export function walk(key: string, lane: number, row: number, sizes: readonly number[]): [number, number] | undefined {
  const last = (l: number) => Math.max(0, (sizes[l] ?? 0) - 1);
  switch (key) {
    case 'ArrowDown':
      return [lane, Math.min(row + 1, last(lane))];
    case 'ArrowUp':
      return [lane, Math.max(row - 1, 0)];
    case 'ArrowRight':
    case 'ArrowLeft': {
      const step = key === 'ArrowRight' ? 1 : -1;
      for (let l = lane + step; l >= 0 && l < sizes.length; l += step) if (sizes[l]) return [l, Math.min(row, last(l))];
      return [lane, row];
    }
    default:
      return undefined;
  }
}
