// The form of a project is made of its columns, which the program knows, and of
// the fields the city's rules ask for, which are data.
import type { FieldSpec, Money, Project } from '@/api';
import { at, same, set, type Values } from '@/shared/ui/conflict.model';

export type FieldType = 'text' | 'long' | 'money' | 'day' | 'choice' | 'bool' | 'code' | 'kind' | 'district' | 'place' | 'industry' | 'enterprise';

export interface FieldDef {
  id: string; // "name", or "fields/signatory": the pointer of a fault without its first slash
  label?: string; // labels of columns come from the dictionary of the interface
  type: FieldType;
  max?: number;
  choices?: 'channels' | 'contract_types';
  required?: boolean;
}

export type Group = 'basic' | 'amount' | 'talks' | 'signed' | 'landed' | 'started' | 'building' | 'other';
export const groups: Group[] = ['basic', 'amount', 'talks', 'signed', 'landed', 'started', 'building', 'other'];

const columns: Partial<Record<Group, FieldDef[]>> = {
  basic: [
    { id: 'name', type: 'text', max: 200, required: true },
    { id: 'kind', type: 'kind', required: true },
    { id: 'investor_name', type: 'text', max: 200, required: true },
    { id: 'enterprise_id', type: 'enterprise' },
    { id: 'district_code', type: 'district', required: true },
    { id: 'region_code', type: 'place' },
    { id: 'channel', type: 'choice', choices: 'channels' },
    { id: 'industry_code', type: 'industry' },
    { id: 'city_relocation', type: 'bool' },
  ],
  amount: [
    { id: 'total_investment', type: 'money' },
    { id: 'fixed_assets', type: 'money' },
    { id: 'contracted_fdi', type: 'money' },
  ],
};

// Where a field of the rules is asked for. One the program has not heard of goes last.
const placeOfField: Record<string, Group> = {
  content: 'basic', investor_is_code_name: 'basic', reporter_note: 'basic', amount_note: 'amount',
  idea: 'talks', factor_estimate: 'talks', counterpart: 'talks', our_contact: 'talks', next_action: 'talks',
  signatory: 'signed', contract_type: 'signed', meeting_no: 'signed', no_agreement: 'signed', has_promises: 'signed',
  legal_person: 'landed', company_code: 'landed', registered_capital: 'landed',
  start_day: 'started', site: 'started', project_code: 'started', permit_day: 'started',
  progress_plan: 'building', production_day: 'building',
};

export function projectFields(dictionary: { fields: Pick<FieldSpec, 'code' | 'label' | 'type' | 'max' | 'choices'>[] }): Record<Group, FieldDef[]> {
  const out = Object.fromEntries(groups.map((g) => [g, [...(columns[g] ?? [])]])) as Record<Group, FieldDef[]>;
  for (const f of dictionary.fields) out[placeOfField[f.code] ?? 'other'].push(fieldOf(f));
  return out;
}

function fieldOf(f: FieldSpec): FieldDef {
  const base = { id: `fields/${f.code}`, label: f.label, max: f.max || undefined };
  switch (f.type) {
    case 'money':
    case 'day':
    case 'bool':
      return { ...base, type: f.type };
    case 'choice':
      return { ...base, type: 'choice', choices: f.choices as FieldDef['choices'] };
    case 'credit_code':
    case 'project_code':
      return { ...base, type: 'code', max: 30 };
    default:
      return { ...base, type: (f.max ?? 0) > 300 ? 'long' : 'text' };
  }
}

export function fieldIds(fields: Record<Group, FieldDef[]>): string[] {
  return groups.flatMap((g) => fields[g].map((f) => f.id));
}

/** What the form starts with: the record's own values, nothing else of it. */
export function formValues(project: Project, ids: readonly string[]): Values {
  const values = ids.reduce<Values>((values, id) => set(values, id, at(project as unknown as Values, id) ?? null), {});
  // A project whose town is not known lies in its district; the form shows that as no town.
  return values.region_code === values.district_code ? { ...values, region_code: null } : values;
}

/**
 * What is sent: a place is one code, the town's or park's where it is known and
 * the district's where it is not.
 */
export function sendable(changed: Values, all: Values): Values {
  if (!('district_code' in changed) && !('region_code' in changed)) return changed;
  const rest = Object.fromEntries(Object.entries(changed).filter(([key]) => key !== 'district_code'));
  return { ...rest, region_code: all.region_code || all.district_code };
}

/** Only what differs from what was read, in the shape the API takes. */
export function changes(base: Values, now: Values, ids: readonly string[]): Values {
  return ids.filter((id) => !same(at(base, id), at(now, id))).reduce<Values>((out, id) => set(out, id, cleaned(id, at(now, id))), {});
}

const amounts = ['total_investment', 'fixed_assets', 'contracted_fdi'];

// An emptied column is the empty text, an emptied amount or field of the rules is null.
function cleaned(id: string, v: unknown): unknown {
  const value = typeof v === 'string' ? v.trim() : v;
  if (value !== undefined && value !== null && value !== '') return value;
  if (id === 'city_relocation') return false;
  return id.startsWith('fields/') || amounts.includes(id) ? null : '';
}

export function isMoney(v: unknown): v is Money {
  return typeof v === 'object' && v !== null && 'minor' in v && 'currency' in v;
}
