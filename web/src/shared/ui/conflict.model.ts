// What to do when somebody saved the record while I was editing it.

export interface ConflictField {
  id: string;
  base: unknown; // what I read
  mine: unknown; // what I typed
  theirs: unknown; // what is stored now
  both: boolean; // changed by both, differently
}

/** Every field that one of us changed. Those only one of us changed need no choice. */
export function conflictFields(ids: readonly string[], base: Values, mine: Values, theirs: Values): ConflictField[] {
  return ids
    .map((id) => ({ id, base: at(base, id), mine: at(mine, id), theirs: at(theirs, id) }))
    .filter((f) => !same(f.base, f.mine) || !same(f.base, f.theirs))
    .map((f) => ({ ...f, both: !same(f.base, f.mine) && !same(f.base, f.theirs) && !same(f.mine, f.theirs) }));
}

export type Choice = 'mine' | 'theirs';

/** Where only one of us changed a field, that change stands; where both did, mine until chosen otherwise. */
export function defaultChoice(f: ConflictField): Choice {
  return same(f.base, f.mine) ? 'theirs' : 'mine';
}

export type Values = Record<string, unknown>;

/** The value at "name" or "fields/signatory". */
export function at(values: Values, id: string): unknown {
  return id.split('/').reduce<unknown>((v, part) => (typeof v === 'object' && v !== null ? (v as Values)[part] : undefined), values);
}

/** A copy of values with one value set; folders on the way are copied, not shared. */
export function set(values: Values, id: string, value: unknown): Values {
  const [head = '', ...rest] = id.split('/');
  if (rest.length === 0) return { ...values, [head]: value };
  return { ...values, [head]: set((values[head] as Values | undefined) ?? {}, rest.join('/'), value) };
}

/** Equal as stored values: absent, null, "" and [] are one and the same nothing. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(v: unknown): string {
  if (v === undefined || v === null || v === '' || (Array.isArray(v) && v.length === 0)) return '';
  if (typeof v !== 'object') return JSON.stringify(v);
  if (Array.isArray(v)) return '[' + v.map(canonical).join() + ']';
  return '{' + Object.entries(v).sort(([x], [y]) => x.localeCompare(y)).map(([k, x]) => k + ':' + canonical(x)).join() + '}';
}
