import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { Me } from '@/api';
import { client } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { FormProblem, useFormProblem } from '@/shared/ui';

interface Values {
  login: string;
  password: string;
}

const ids = ['login', 'password'];

export function LoginForm({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const t = useT();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const submit = async (values: Values) => {
    clear();
    setBusy(true);
    try {
      onSignedIn(await client.post<Me>('/session', values));
    } catch (err) {
      fail(err);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void submit(v)}>
      <FormProblem problem={problem} rest={rest} />
      <Form.Item name="login" label={t('login.login')} rules={[{ required: true, message: t('form.required') }]}>
        <Input autoComplete="username" autoFocus size="large" />
      </Form.Item>
      <Form.Item name="password" label={t('login.password')} rules={[{ required: true, message: t('form.required') }]}>
        <Input.Password autoComplete="current-password" size="large" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={busy}>{t('login.submit')}</Button>
    </Form>
  );
}
