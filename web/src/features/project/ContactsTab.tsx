import { PlusOutlined } from '@ant-design/icons';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Form, Input, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import type { Contact, Project } from '@/api';
import { newKey } from '@/shared/client';
import { useDraft } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { useCan, useLabels, useMe } from '@/shared/session';
import { Card, DayInput, DayText, Empty, ErrorView, FormProblem, InstantText, useFormProblem, useTell } from '@/shared/ui';
import { useAddContact, useContacts, type ContactInput } from './api';

export function ContactsTab({ project }: { project: Project }) {
  const t = useT();
  const can = useCan();
  const { add } = useSearch({ from: '/app/projects/$id' });
  const navigate = useNavigate({ from: '/projects/$id' });
  const contacts = useContacts(project.id);
  const writable = can('project.edit') && project.status !== 'void';
  const setAdd = (on: boolean) => void navigate({ search: (s) => ({ ...s, add: on ? '1' : undefined }), replace: true });
  const adding = writable && add === '1';
  return (
    <div className="narrow">
      {writable && !adding && <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setAdd(true)}>{t('contact.add')}</Button>}
      {adding && <Card title={t('contact.add')}><ContactForm project={project} onDone={() => setAdd(false)} /></Card>}
      {contacts.isPending && <Skeleton active />}
      {contacts.isError && <ErrorView error={contacts.error} retry={() => void contacts.refetch()} />}
      {contacts.data?.items.length === 0 && <Empty title={t('contact.none')} hint={t('contact.none_hint')} />}
      <ul className="timeline">{contacts.data?.items.map((c) => <ContactLine key={c.id} contact={c} />)}</ul>
    </div>
  );
}

function ContactLine({ contact: c }: { contact: Contact }) {
  const t = useT();
  const { of } = useLabels();
  return (
    <li>
      <p><b><DayText day={c.day} /></b>　{of('contact_ways', c.way)}{c.two_way && <>　{t('contact.two_way')}</>}</p>
      <p className="prewrap">{c.content}</p>
      <p className="secondary">{[c.ours && `${t('contact.ours')}：${c.ours}`, c.theirs && `${t('contact.theirs')}：${c.theirs}`].filter(Boolean).join('　')}</p>
      {c.next_action && <p>{t('contact.next')}：{c.next_action}{c.next_day && <>（<DayText day={c.next_day} />）</>}</p>}
      <p className="secondary">{c.by_name} <InstantText at={c.created_at} /></p>
    </li>
  );
}

const ids = ['day', 'way', 'two_way', 'ours', 'theirs', 'content', 'next_action', 'next_day'];

/** A contact in half a minute: today, how, and one sentence are enough. */
function ContactForm({ project, onDone }: { project: Project; onDone: () => void }) {
  const t = useT();
  const tell = useTell();
  const me = useMe();
  const { dictionary, of } = useLabels();
  const [form] = Form.useForm<ContactInput>();
  const [key] = useState(newKey);
  const add = useAddContact(project.id);
  const draft = useDraft<Partial<ContactInput>>(`contact.${project.id}`);
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const empty: ContactInput = { day: me.business_date, way: 'meeting', two_way: true, ours: me.user.name, theirs: '', content: '', next_action: '', next_day: '' };
  const submit = async (v: ContactInput) => {
    clear();
    try {
      await add.mutateAsync({ input: { ...v, next_day: v.next_day ?? '' }, key });
      draft.clear();
      tell.done(t('said.contact'));
      onDone();
    } catch (err) {
      fail(err);
    }
  };
  const required = { required: true, whitespace: true, message: t('form.required') };
  return (
    <Form form={form} layout="vertical" initialValues={{ ...empty, ...draft.found?.value }} onValuesChange={() => draft.save(form.getFieldsValue())} onFinish={(v) => void submit(v)}>
      <FormProblem problem={problem} rest={rest} />
      <Form.Item name="content" label={t('contact.content')} rules={[required]}><Input.TextArea autoFocus autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} /></Form.Item>
      <Form.Item name="way" label={t('contact.way')}>
        <Segmented options={dictionary.contact_ways.map((w) => ({ value: w.code, label: of('contact_ways', w.code) }))} />
      </Form.Item>
      <Form.Item name="two_way" valuePropName="checked"><Checkbox>{t('contact.two_way_hint')}</Checkbox></Form.Item>
      <div className="form-row">
        <Form.Item name="day" label={t('field.day')} rules={[{ required: true, message: t('form.required') }]}><DayInput max={me.business_date} /></Form.Item>
        <Form.Item name="ours" label={t('contact.ours')} rules={[required]}><Input maxLength={200} /></Form.Item>
        <Form.Item noStyle dependencies={['two_way']}>
          {({ getFieldValue }) => <Form.Item name="theirs" label={t('contact.theirs')} rules={getFieldValue('two_way') ? [required] : []}><Input maxLength={200} /></Form.Item>}
        </Form.Item>
      </div>
      <div className="form-row">
        <Form.Item name="next_action" label={t('contact.next')} className="grow"><Input maxLength={1000} /></Form.Item>
        <Form.Item name="next_day" label={t('contact.next_day')}><DayInput /></Form.Item>
      </div>
      <div className="form-acts">
        <Button type="primary" htmlType="submit" loading={add.isPending}>{t('act.save')}</Button>
        <Button onClick={onDone}>{t('act.cancel')}</Button>
      </div>
    </Form>
  );
}
