import type { ImportBatch, ImportProblem, ImportSheet } from '@/api';
import { pickText } from '@/shared/search';

export function importSearch(s: Record<string, unknown>) {
  return pickText(s, ['step', 'sheet', 'state', 'code']);
}

export const steps = ['mapping', 'check', 'result'] as const;
export type Step = (typeof steps)[number];

const working = ['reading', 'importing', 'undoing'];

/** Whether the server is at work on the batch, so that the page should ask again. */
export function isWorking(batch: Pick<ImportBatch, 'state'>): boolean {
  return working.includes(batch.state);
}

/** The step a batch is at; the columns may be looked at again until something was taken over. */
export function stepOf(batch: Pick<ImportBatch, 'state'>, asked: string | undefined): Step {
  if (['importing', 'done', 'undoing', 'undone'].includes(batch.state)) return 'result';
  return asked === 'mapping' || batch.state === 'refused' || batch.state === 'failed' ? 'mapping' : 'check';
}

export const rowStates = ['problem', 'duplicate', 'new', 'changed', 'unchanged', 'skipped'] as const;
export type RowState = (typeof rowStates)[number];

/** Errors first: they keep the row out; a warning lets it in. */
export function byWeight(problems: ImportProblem[]): ImportProblem[] {
  return [...problems].sort((a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error'));
}

/** Fields that two used columns of one sheet claim; each may be read from one column only. */
export function doubleFields(sheet: Pick<ImportSheet, 'columns'>): string[] {
  const seen = new Map<string, number>();
  for (const c of sheet.columns) if (c.field) seen.set(c.field, (seen.get(c.field) ?? 0) + 1);
  return [...seen].filter(([, n]) => n > 1).map(([field]) => field);
}

/** What is sent as the mapping: the sheets as they were corrected, without previews. */
export function mappingOf(sheets: ImportSheet[]) {
  return {
    sheets: sheets.map((s) => ({
      name: s.name,
      used: s.used,
      header_first: s.header_first,
      header_last: s.header_last,
      columns: s.columns.map((c) => ({ index: c.index, field: c.field, unit: c.unit })),
    })),
  };
}

/** Rows that would be taken over. */
export function goodRows(counts: Record<string, number>): number {
  return (counts.new ?? 0) + (counts.changed ?? 0);
}

/** Rows that stand in the way of taking over everything: with errors, or likely duplicates not decided on. */
export function blockingRows(counts: Record<string, number>): number {
  return (counts.problem ?? 0) + (counts.duplicate ?? 0);
}
