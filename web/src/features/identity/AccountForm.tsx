import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { AccountInput, Organisation, RoleTerm } from '@/api';
import { newKey } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { useLabels, useRegions } from '@/shared/session';
import { FormProblem, RemoteSelect, useFormProblem } from '@/shared/ui';

interface Props {
  roles: RoleTerm[];
  onSubmit: (input: AccountInput, key: string) => Promise<void>;
  onCancel: () => void;
}

const ids = ['login', 'name', 'organisation_id', 'password', 'roles'];
const organisation = (o: Organisation) => ({ value: o.id, label: o.name });

export function AccountForm({ roles, onSubmit, onCancel }: Props) {
  const t = useT();
  const [form] = Form.useForm<AccountInput>();
  const [key] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const required = { required: true, message: t('form.required') };
  const submit = async (v: AccountInput) => {
    clear();
    setBusy(true);
    try {
      await onSubmit({ ...v, roles: v.roles.map((r) => ({ role: r.role, region_code: r.region_code, ...(r.chain_code ? { chain_code: r.chain_code } : {}) })) }, key);
    } catch (err) {
      fail(err);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form form={form} layout="vertical" initialValues={{ roles: [{}] }} onFinish={(v) => void submit(v)}>
      <FormProblem problem={problem} rest={rest} />
      <Form.Item name="name" label={t('setup.name')} rules={[required]}><Input maxLength={40} autoComplete="off" /></Form.Item>
      <Form.Item name="login" label={t('login.login')} rules={[required]}><Input maxLength={40} autoComplete="off" className="mono" /></Form.Item>
      <Form.Item name="password" label={t('account.password')} extra={t('setup.password_hint')} rules={[required, { min: 10, message: t('setup.password_hint') }]}><Input.Password autoComplete="new-password" /></Form.Item>
      <Form.Item name="organisation_id" label={t('account.organisation')} rules={[required]}><RemoteSelect<Organisation> path="/organisations" toOption={organisation} /></Form.Item>
      <Form.List name="roles">
        {(fields, { add, remove }) => (
          <>
            {fields.map((f) => <GrantFields key={f.key} index={f.name} roles={roles} onRemove={fields.length > 1 ? () => remove(f.name) : undefined} />)}
            <Button size="small" icon={<PlusOutlined aria-hidden="true" />} onClick={() => add({})}>{t('account.add_role')}</Button>
          </>
        )}
      </Form.List>
      <div className="form-acts">
        <Button type="primary" htmlType="submit" loading={busy}>{t('account.open')}</Button>
        <Button onClick={onCancel}>{t('act.cancel')}</Button>
      </div>
    </Form>
  );
}

/** One role: what, where, and for a chain leader's office which chain. */
function GrantFields({ index, roles, onRemove }: { index: number; roles: RoleTerm[]; onRemove?: () => void }) {
  const t = useT();
  const regions = useRegions();
  const { dictionary, of } = useLabels();
  const role = Form.useWatch<string>(['roles', index, 'role']);
  const required = { required: true, message: t('form.required') };
  return (
    <fieldset className="field-group">
      <legend className="visually-hidden">{t('account.roles')}</legend>
      <Form.Item name={[index, 'role']} label={t('account.role')} rules={[required]}><Select options={roles.map((r) => ({ value: r.code, label: r.label }))} /></Form.Item>
      <Form.Item name={[index, 'region_code']} label={t('account.region')} rules={[required]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={regions.map((r) => ({ value: r.code, label: `${r.display_name || r.name}　${r.code}` }))} />
      </Form.Item>
      {role === 'chain_office' && <Form.Item name={[index, 'chain_code']} label={t('field.chains')} rules={[required]}><Select showSearch={{ optionFilterProp: 'label' }} options={dictionary.chains.map((c) => ({ value: c.code, label: of('chains', c.code) }))} /></Form.Item>}
      {onRemove && <Button size="small" icon={<MinusCircleOutlined aria-hidden="true" />} onClick={onRemove}>{t('account.remove_role')}</Button>}
    </fieldset>
  );
}
