// The trail speaks in columns and codes; a reader wants the words of the screen.
import type { HistoryEntry, Money } from '@/api';
import { exponentOf } from '@/shared/format/money';

type Change = HistoryEntry['changes'][number];

export type ChangeKind =
  | { is: 'field'; id: string } // a field of the form
  | { is: 'stage' | 'status' | 'day' | 'chains' | 'evidence_kind' | 'evidence_state' | 'way' | 'person' | 'text'; label: 'stage' | 'status' | 'stage_day' | 'status_day' | 'chains' | 'evidence_kind' | 'evidence_state' | 'way' | 'lead' | 'deputy' | 'day' | 'filename' | 'content' | 'name' | 'planned_day' | 'actual_day' | 'note' }
  | { is: 'entered'; stage: string }; // the day of a stage's entry

const hidden = new Set(['enterprise_id', 'evidence', 'contact', 'milestone', 'sha256', 'size', 'id']);

/** What a change is about, or undefined where it says nothing to a reader. */
export function kindOfChange(verb: string, field: string): ChangeKind | undefined {
  if (hidden.has(field)) return undefined;
  if (field.startsWith('stage.')) return { is: 'entered', stage: field.slice('stage.'.length) };
  if (field.startsWith('fields.')) return { is: 'field', id: field.replace('.', '/') };
  const act = verb.split('.')[0];
  if (act === 'evidence') {
    if (field === 'kind') return { is: 'evidence_kind', label: 'evidence_kind' };
    if (field === 'state') return { is: 'evidence_state', label: 'evidence_state' };
    if (field === 'filename') return { is: 'text', label: 'filename' };
  }
  if (act === 'contact' && field === 'way') return { is: 'way', label: 'way' };
  if (act === 'contact' || act === 'milestone') {
    if (field === 'day' || field === 'planned_day' || field === 'actual_day') return { is: 'day', label: field };
    if (field === 'content' || field === 'name' || field === 'note') return { is: 'text', label: field };
    return undefined;
  }
  switch (field) {
    case 'stage':
    case 'status':
    case 'chains':
      return { is: field, label: field };
    case 'stage_day':
    case 'status_day':
      return { is: 'day', label: field };
    case 'lead':
    case 'deputy':
      return { is: 'person', label: field };
    default:
      return { is: 'field', id: field };
  }
}

/** The changes a reader sees: neither internals nor an unknown that became an unknown. */
export function shownChanges(entry: Pick<HistoryEntry, 'verb' | 'changes'>): { change: Change; kind: ChangeKind }[] {
  return entry.changes.flatMap((change) => {
    const kind = kindOfChange(entry.verb, change.field);
    return kind && !(isNothing(change.before) && isNothing(change.after)) ? [{ change, kind }] : [];
  });
}

function isNothing(v: unknown): boolean {
  return v === null || v === undefined || v === '' || v === false;
}

/** The trail writes amounts as "99999999.99 CNY". */
export function amountOf(text: unknown): Money | undefined {
  const m = typeof text === 'string' ? /^(-?)(\d+)(?:\.(\d+))? ([A-Z]{3})$/.exec(text) : null;
  if (!m) return undefined;
  const [, sign, whole = '', rest = '', currency = ''] = m;
  const minor = Number(whole + rest.padEnd(exponentOf(currency), '0'));
  return Number.isSafeInteger(minor) && rest.length <= exponentOf(currency) ? { minor: sign ? -minor : minor, currency } : undefined;
}
