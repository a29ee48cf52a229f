import { useBlocker } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Modal, Select, type FormRule } from 'antd';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useDraft } from '@/shared/hooks';
import { isKey, useT } from '@/shared/i18n';
import { formatInstant } from '@/shared/format/date';
import { useDistricts, useLabels } from '@/shared/session';
import { DayInput, EnterpriseSelect, FormProblem, IndustrySelect, MoneyInput, PlaceSelect, isInvalidMoney, useFormProblem } from '@/shared/ui';
import { at, set, type Values } from '@/shared/ui/conflict.model';
import { changes, fieldIds, groups, projectFields, sendable, type FieldDef, type Group } from './fields.model';

interface Props {
  base: Values; // what was read; the empty form for a new project
  draftKey: string;
  shown: Group[];
  submitLabel: string;
  focus?: string; // the field a gate sent us to
  version?: string; // remount key of the values after a merge
  current?: { enterprise?: string; industry?: string };
  onSubmit: (changed: Values, all: Values) => Promise<void>;
  onCancel: () => void;
  top?: ReactNode;
}

/** The one form of a project. It keeps a draft, warns before leaving, and shows each fault at its field. */
export function ProjectForm({ base, draftKey, shown, submitLabel, focus, current, onSubmit, onCancel, top }: Props) {
  const t = useT();
  const { dictionary } = useLabels();
  const [form] = Form.useForm<Values>();
  const fields = useMemo(() => projectFields(dictionary), [dictionary]);
  const ids = useMemo(() => fieldIds(fields), [fields]);
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const draft = useDraft<Values>(draftKey);
  const [restored, setRestored] = useState(draft.found !== undefined);
  const [dirty, setDirty] = useState(draft.found !== undefined);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const initial = useMemo(() => (draft.found ? overlay(base, draft.found.value, ids) : base), [base, draft.found, ids]);
  const blocker = useBlocker({ shouldBlockFn: () => dirty && !saved, enableBeforeUnload: dirty && !saved, withResolver: true });

  useEffect(() => {
    if (focus) form.focusField(focus.split('/'));
  }, [focus, form]);

  const changed = (just: Values) => {
    if ('district_code' in just) form.setFieldValue('region_code', null); // a town belongs to one district
    const now = changes(base, { ...base, ...form.getFieldsValue(true) }, ids);
    setDirty(Object.keys(now).length > 0);
    if (Object.keys(now).length > 0) draft.save(now);
    else draft.clear();
  };
  const discard = () => {
    draft.clear();
    form.setFieldsValue(base);
    setRestored(false);
    setDirty(false);
  };
  const submit = async () => {
    clear();
    const all = { ...base, ...form.getFieldsValue(true) };
    setBusy(true);
    try {
      setSaved(true); // what happens next may leave the page
      await onSubmit(sendable(changes(base, all, ids), all), all);
      draft.clear();
    } catch (err) {
      setSaved(false);
      fail(err);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Form form={form} layout="vertical" className="project-form" initialValues={initial} onValuesChange={changed} onFinish={() => void submit()} scrollToFirstError={{ focus: true }}>
      {top}
      {restored && draft.found && (
        <Alert type="info" showIcon className="form-problem" title={t('draft.restored', { at: formatInstant(draft.found.savedAt) })} action={<Button size="small" onClick={discard}>{t('draft.discard')}</Button>} />
      )}
      <FormProblem problem={problem} rest={rest} />
      {groups.filter((g) => shown.includes(g) && fields[g].length > 0).map((g) => (
        <fieldset key={g} className="field-group">
          <legend>{t(`group.${g}`)}</legend>
          <div className="field-grid">{fields[g].map((f) => <FieldItem key={f.id} field={f} current={current} />)}</div>
        </fieldset>
      ))}
      <div className="form-acts sticky">
        <Button type="primary" htmlType="submit" loading={busy}>{submitLabel}</Button>
        <Button onClick={onCancel}>{t('act.cancel')}</Button>
        {dirty && <span className="secondary" role="status">{t('draft.kept')}</span>}
      </div>
      {blocker.status === 'blocked' && (
        <Modal open title={t('leave.title')} okText={t('leave.go')} cancelText={t('leave.stay')} onOk={blocker.proceed} onCancel={blocker.reset}>
          <p>{t('leave.hint')}</p>
        </Modal>
      )}
    </Form>
  );
}

/** The record with the changes of a draft laid over it. */
function overlay(base: Values, draft: Values, ids: readonly string[]): Values {
  return ids.reduce((values, id) => (at(draft, id) === undefined ? values : set(values, id, at(draft, id))), base);
}

export function useFieldLabel(): (f: Pick<FieldDef, 'id' | 'label'>) => string {
  const t = useT();
  return (f) => {
    const key = `field.${f.id}`;
    return f.label ?? (isKey(key) ? t(key) : f.id);
  };
}

function FieldItem({ field: f, current }: { field: FieldDef; current?: Props['current'] }) {
  const t = useT();
  const label = useFieldLabel()(f);
  const name = f.id.split('/');
  const rules: FormRule[] = [];
  if (f.required) rules.push({ required: true, message: t('form.required') });
  if (f.type === 'money') rules.push({ validator: (_: unknown, v: unknown) => (isInvalidMoney(v) ? Promise.reject(new Error(t(`money.${v.invalid}` as 'money.not_a_number'))) : Promise.resolve()) });
  const item = (child: ReactNode) => (
    <Form.Item name={name} label={label} rules={rules} className={f.type === 'long' ? 'wide' : undefined}>{child}</Form.Item>
  );
  if (f.type === 'place') {
    return (
      <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.district_code !== b.district_code}>
        {({ getFieldValue }) => item(<PlaceSelect district={getFieldValue('district_code') as string | null} />)}
      </Form.Item>
    );
  }
  return item(<Control field={f} current={current} />);
}

/** The control of a field; Form.Item hands it id, value and onChange. */
function Control({ field: f, current, ...bound }: { field: FieldDef; current?: Props['current']; id?: string; value?: never; onChange?: never }) {
  const t = useT();
  const { dictionary, of } = useLabels();
  const districts = useDistricts();
  switch (f.type) {
    case 'long':
      return <Input.TextArea {...bound} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={f.max} showCount />;
    case 'code':
      return <Input {...bound} className="mono" maxLength={f.max} />;
    case 'money':
      return <MoneyInput {...bound} />;
    case 'day':
      return <DayInput {...bound} />;
    case 'bool':
      return <Select {...bound} allowClear placeholder={t('value.pending')} options={[{ value: true, label: t('value.yes') }, { value: false, label: t('value.no') }]} />;
    case 'choice':
      return <Select {...bound} allowClear placeholder={t('value.pending')} options={dictionary[f.choices ?? 'channels'].map((c) => ({ value: c.code, label: of(f.choices ?? 'channels', c.code) }))} />;
    case 'kind':
      return <Select {...bound} options={dictionary.kinds.map((k) => ({ value: k.code, label: of('kinds', k.code) }))} />;
    case 'district':
      return <Select {...bound} options={districts.map((d) => ({ value: d.code, label: d.display_name }))} />;
    case 'industry':
      return <IndustrySelect {...bound} current={bound.value && current?.industry ? { value: bound.value, label: current.industry } : undefined} />;
    case 'enterprise':
      return <EnterpriseSelect {...bound} current={bound.value && current?.enterprise ? { value: bound.value, label: current.enterprise } : undefined} />;
    default:
      return <Input {...bound} maxLength={f.max} />;
  }
}
