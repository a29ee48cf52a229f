import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Radio, Result } from 'antd';
import { useState } from 'react';
import type { SetupInput, SetupState } from '@/api';
import { client } from '@/shared/client';
import { useT, type Key } from '@/shared/i18n';
import { ErrorView, FormProblem, PageSkeleton, useFormProblem, useTitle } from '@/shared/ui';
import { duplicateLogins, offices } from './setup.model';

const ids = ['pack', ...offices.flatMap((o) => ['login', 'name', 'password'].map((f) => `administrators/${o}/${f}`))];

/** The first page of an empty installation: which city, and its three administrators. */
export function SetupPage() {
  const t = useT();
  useTitle(t('setup.title'));
  const state = useQuery({ queryKey: ['setup'], queryFn: () => client.get<SetupState>('/setup') });
  const [done, setDone] = useState(false);
  if (state.isPending) return <PageSkeleton />;
  if (state.isError) return <ErrorView error={state.error} retry={() => void state.refetch()} />;
  if (done) return <Done />;
  if (!state.data.needed) return <Navigate to="/login" replace />;
  return (
    <main className="gate-page wide">
      <div className="gate-box">
        <h1><img src="/icon.svg" alt="" width={28} height={28} />{t('setup.title')}</h1>
        <p>{t('setup.intro')}</p>
        <SetupForm packs={state.data.packs} onDone={() => setDone(true)} />
      </div>
    </main>
  );
}

function SetupForm({ packs, onDone }: { packs: SetupState['packs']; onDone: () => void }) {
  const t = useT();
  const [form] = Form.useForm<SetupInput>();
  const [busy, setBusy] = useState(false);
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const required = { required: true, message: t('form.required') };
  const submit = async (values: SetupInput) => {
    clear();
    const twice = duplicateLogins(values);
    if (twice.length > 0) {
      form.setFields(twice.map((o) => ({ name: ['administrators', o, 'login'], errors: [t('setup.one_office')] })));
      return;
    }
    setBusy(true);
    try {
      await client.post('/setup', values);
      onDone();
    } catch (err) {
      fail(err);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form form={form} layout="vertical" onFinish={(v) => void submit(v)} initialValues={{ pack: packs[0]?.code }}>
      <FormProblem problem={problem} rest={rest} />
      <Form.Item name="pack" label={t('setup.pack')} rules={[required]}>
        <Radio.Group options={packs.map((p) => ({ value: p.code, label: `${p.name}（${p.code}）` }))} />
      </Form.Item>
      <div className="three">
        {offices.map((office) => (
          <fieldset key={office}>
            <legend>{t(`setup.${office}` as Key)}</legend>
            <p className="secondary">{t(`setup.${office}_duty` as Key)}</p>
            <Form.Item name={['administrators', office, 'name']} label={t('setup.name')} rules={[required]}><Input maxLength={40} autoComplete="off" /></Form.Item>
            <Form.Item name={['administrators', office, 'login']} label={t('login.login')} rules={[required]}><Input maxLength={40} autoComplete="off" /></Form.Item>
            <Form.Item name={['administrators', office, 'password']} label={t('login.password')} extra={t('setup.password_hint')} rules={[required, { min: 10, message: t('setup.password_hint') }]}>
              <Input.Password autoComplete="new-password" />
            </Form.Item>
          </fieldset>
        ))}
      </div>
      <Button type="primary" htmlType="submit" size="large" loading={busy}>{t('setup.submit')}</Button>
    </Form>
  );
}

function Done() {
  const t = useT();
  const navigate = useNavigate();
  return (
    <main className="gate-page">
      <Result status="success" title={t('setup.done')} subTitle={t('setup.done_hint')} extra={<Button type="primary" onClick={() => void navigate({ to: '/login' })}>{t('login.submit')}</Button>} />
    </main>
  );
}
