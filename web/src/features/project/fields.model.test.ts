import { describe, expect, it } from 'vitest';
import type { FieldSpec, Project } from '@/api';
import { changes, fieldIds, formValues, projectFields, sendable } from './fields.model';

const dictionary: { fields: FieldSpec[] } = {
  fields: [
    { code: 'content', label: '项目内容', type: 'text', max: 4000, choices: '' },
    { code: 'signatory', label: '签约方', type: 'text', max: 200, choices: '' },
    { code: 'company_code', label: '信用代码', type: 'credit_code', max: 0, choices: '' },
    { code: 'moon_phase', label: '月相', type: 'text', max: 20, choices: '' },
  ],
};

describe('projectFields', () => {
  const fields = projectFields(dictionary);
  it('puts every field of the rules into the form, unknown ones last', () => {
    expect(fields.basic.at(-1)).toMatchObject({ id: 'fields/content', type: 'long' });
    expect(fields.signed[0]).toMatchObject({ id: 'fields/signatory', type: 'text' });
    expect(fields.landed[0]).toMatchObject({ type: 'code' });
    expect(fields.other.map((f) => f.id)).toEqual(['fields/moon_phase']);
  });
  it('names each field once', () => {
    const ids = fieldIds(fields);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('changes', () => {
  const ids = ['name', 'total_investment', 'fields/signatory', 'fields/content'];
  const project = { name: '甲', total_investment: { minor: 100, currency: 'CNY' }, fields: { content: '内容' }, version: 3 } as unknown as Project;
  const base = formValues(project, ids);

  it('are empty when nothing was typed', () => {
    expect(changes(base, { ...base, name: '甲' }, ids)).toEqual({});
  });
  it('send only what differs, null for what was emptied', () => {
    const now = { ...base, total_investment: null, fields: { content: '  ', signatory: ' 乙 ' } };
    expect(changes(base, now, ids)).toEqual({ total_investment: null, fields: { signatory: '乙', content: null } });
  });
  it('leave out what is no field', () => {
    expect(base).not.toHaveProperty('version');
  });
});

describe('the place of a project', () => {
  it('is shown as no town where only the district is known', () => {
    const project = { district_code: '370213', region_code: '370213' } as unknown as Project;
    expect(formValues(project, ['district_code', 'region_code'])).toEqual({ district_code: '370213', region_code: null });
  });
  it('is sent as one code', () => {
    expect(sendable({ district_code: '370213' }, { district_code: '370213', region_code: null })).toEqual({ region_code: '370213' });
    expect(sendable({ region_code: '370213005' }, { district_code: '370213', region_code: '370213005' })).toEqual({ region_code: '370213005' });
    expect(sendable({ name: '甲' }, { district_code: '370213' })).toEqual({ name: '甲' });
  });
});
