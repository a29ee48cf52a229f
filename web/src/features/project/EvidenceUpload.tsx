import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { Project } from '@/api';
import { newKey } from '@/shared/client';
import { useIsPhone } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { useLabels, useMe } from '@/shared/session';
import { DayInput, FilePick, FormProblem, useFormProblem, useTell } from '@/shared/ui';
import { useAddEvidence } from './api';

interface Values {
  file?: never; // held beside the form: only its faults stand here
  kind: string;
  day: string | null;
  note: string;
}

const ids = ['kind', 'day', 'note', 'file'];

/** A file with its kind, the document's own day and a note. It counts once another organisation accepts it. */
export function EvidenceUpload({ project, kind, onDone }: { project: Project; kind?: string; onDone: () => void }) {
  const t = useT();
  const tell = useTell();
  const me = useMe();
  const phone = useIsPhone();
  const { dictionary, of } = useLabels();
  const [form] = Form.useForm<Values>();
  const [file, setFile] = useState<File | null>(null);
  const [key, setKey] = useState(newKey);
  const add = useAddEvidence(project.id);
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const submit = async (v: Values) => {
    clear();
    if (!file) return form.setFields([{ name: 'file', errors: [t('evidence.no_file')] }]);
    try {
      await add.mutateAsync({ file, kind: v.kind, day: v.day, note: v.note ?? '', key });
      tell.done(t('said.uploaded', { kind: of('evidence_kinds', v.kind) }));
      setFile(null);
      setKey(newKey());
      form.resetFields();
      onDone();
    } catch (err) {
      fail(err);
    }
  };
  return (
    <Form form={form} layout="vertical" initialValues={{ kind, day: null, note: '' }} onFinish={(v) => void submit(v)}>
      <FormProblem problem={problem} rest={rest} />
      <Form.Item name="kind" label={t('evidence.kind')} rules={[{ required: true, message: t('form.required') }]}>
        <Select autoFocus={Boolean(kind)} showSearch={{ optionFilterProp: 'label' }} options={dictionary.evidence_kinds.map((k) => ({ value: k.code, label: of('evidence_kinds', k.code) }))} />
      </Form.Item>
      <Form.Item name="file">
        <FilePick label={t('evidence.pick')} hint={t('evidence.pick_hint')} camera={phone && form.getFieldValue('kind') === 'site_photo'} file={file} onPick={(f) => { setFile(f); form.setFields([{ name: 'file', errors: [] }]); }} />
      </Form.Item>
      <div className="form-row">
        <Form.Item name="day" label={t('evidence.day')}><DayInput max={me.business_date} /></Form.Item>
        <Form.Item name="note" label={t('field.note')}><Input maxLength={500} /></Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={add.isPending}>{t('evidence.submit')}</Button>
      <p className="secondary">{t('evidence.rule')}</p>
    </Form>
  );
}
