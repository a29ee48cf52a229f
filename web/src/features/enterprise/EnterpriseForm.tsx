import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { Enterprise, EnterpriseInput } from '@/api';
import { newKey } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { isStatus } from '@/shared/problem';
import { ConflictDialog, FormProblem, useFormProblem, useTell } from '@/shared/ui';
import { conflictFields, type ConflictField, type Values } from '@/shared/ui/conflict.model';
import { useCreateEnterprise, useEditEnterprise } from './api';
import { creditCodeOk } from './enterprise.model';

const ids = ['name', 'credit_code', 'former_names', 'note'] as const;

interface Props {
  firm?: Enterprise;
  onSaved: (firm: Enterprise) => void;
  onCancel: () => void;
}

export function EnterpriseForm({ firm, onSaved, onCancel }: Props) {
  const t = useT();
  const tell = useTell();
  const [form] = Form.useForm<EnterpriseInput>();
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const create = useCreateEnterprise();
  const edit = useEditEnterprise(firm?.id ?? '');
  const [key] = useState(newKey);
  const [conflict, setConflict] = useState<{ theirs: Enterprise; fields: ConflictField[]; mine: Values } | null>(null);

  const save = async (input: EnterpriseInput, version?: number) => {
    clear();
    try {
      const saved = firm ? await edit.mutateAsync({ input, version: version ?? firm.version }) : await create.mutateAsync({ input, key });
      setConflict(null);
      tell.done(t('said.saved'));
      onSaved(saved);
    } catch (err) {
      if (firm && isStatus(err, 412) && err.params.current) {
        const theirs = err.params.current as Enterprise;
        const mine = { ...firm, ...input };
        setConflict({ theirs, mine, fields: conflictFields(ids, { ...firm }, mine, { ...theirs }) });
      } else fail(err);
    }
  };

  return (
    <>
      <Form form={form} layout="vertical" initialValues={firm ?? { name: '', credit_code: '', former_names: [], note: '' }} onFinish={(v) => void save(v)}>
        <FormProblem problem={problem} rest={rest} />
        <Form.Item name="name" label={t('enterprise.name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={200} /></Form.Item>
        <Form.Item
          name="credit_code"
          label={t('enterprise.credit_code')}
          normalize={(v: string) => v.trim().toUpperCase()}
          rules={[{ validator: (_, v: string) => (!v || creditCodeOk(v) ? Promise.resolve() : Promise.reject(new Error(t('enterprise.bad_code')))) }]}
        >
          <Input maxLength={18} className="mono" />
        </Form.Item>
        <Form.Item name="former_names" label={t('enterprise.former_names')} extra={t('enterprise.former_hint')}>
          <Select mode="tags" open={false} suffixIcon={null} />
        </Form.Item>
        <Form.Item name="note" label={t('field.note')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
        <div className="form-acts">
          <Button type="primary" htmlType="submit" loading={create.isPending || edit.isPending}>{t('act.save')}</Button>
          <Button onClick={onCancel}>{t('act.cancel')}</Button>
        </div>
      </Form>
      {conflict && (
        <ConflictDialog
          fields={conflict.fields}
          label={(id) => t(id === 'note' ? 'field.note' : (`enterprise.${id}` as 'enterprise.name'))}
          show={(_, value) => (Array.isArray(value) ? value.join('、') : String(value ?? '')) || t('value.empty')}
          mine={conflict.mine}
          saving={edit.isPending}
          onSave={(merged) => {
            const { name, credit_code, former_names, note } = merged as unknown as EnterpriseInput;
            form.setFieldsValue({ name, credit_code, former_names, note });
            void save({ name, credit_code, former_names, note }, conflict.theirs.version);
          }}
          onCancel={() => setConflict(null)}
        />
      )}
    </>
  );
}
