import { Form, Input, Modal, Select } from 'antd';
import type { Project } from '@/api';
import { useT } from '@/shared/i18n';
import { useLabels, useMe } from '@/shared/session';
import { DayInput, FormProblem, useFormProblem, useTell } from '@/shared/ui';
import { useSetStatus, useVoid } from './api';

interface StatusValues {
  status: string;
  day: string;
  reason: string;
}

const statusIds = ['status', 'day', 'reason'];

/** Pausing, losing, halting … and coming back: always with a reason and a day. */
export function StatusDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const t = useT();
  const tell = useTell();
  const me = useMe();
  const { dictionary, of } = useLabels();
  const [form] = Form.useForm<StatusValues>();
  const set = useSetStatus(project.id);
  const { problem, rest, fail, clear } = useFormProblem(form, statusIds);
  const submit = async (v: StatusValues) => {
    clear();
    try {
      await set.mutateAsync({ ...v, version: project.version });
      tell.done(t('said.status', { status: of('statuses', v.status) }));
      onClose();
    } catch (err) {
      fail(err);
    }
  };
  const required = { required: true, message: t('form.required') };
  return (
    <Modal open title={t('status.change')} okText={t('act.save')} cancelText={t('act.cancel')} confirmLoading={set.isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ day: me.business_date }} onFinish={(v) => void submit(v)}>
        <FormProblem problem={problem} rest={rest} />
        <Form.Item name="status" label={t('field.status')} rules={[required]}>
          <Select options={dictionary.statuses.filter((s) => s.code !== 'void' && s.code !== project.status).map((s) => ({ value: s.code, label: of('statuses', s.code) }))} />
        </Form.Item>
        <Form.Item name="day" label={t('field.day')} rules={[required]}><DayInput max={me.business_date} /></Form.Item>
        <Form.Item name="reason" label={t('field.reason')} rules={[{ ...required, whitespace: true }]}><Input.TextArea rows={3} maxLength={500} showCount /></Form.Item>
      </Form>
    </Modal>
  );
}

const voidIds = ['reason'];

/** A mistyped project: it stays with its number, marked void. */
export function VoidDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const t = useT();
  const tell = useTell();
  const [form] = Form.useForm<{ reason: string }>();
  const act = useVoid(project.id);
  const { problem, rest, fail, clear } = useFormProblem(form, voidIds);
  const submit = async ({ reason }: { reason: string }) => {
    clear();
    try {
      await act.mutateAsync({ reason, version: project.version });
      tell.done(t('said.voided', { code: project.code }));
      onClose();
    } catch (err) {
      fail(err);
    }
  };
  return (
    <Modal open title={t('void.title', { name: project.name })} okText={t('void.act')} okButtonProps={{ danger: true }} cancelText={t('act.cancel')} confirmLoading={act.isPending} onOk={form.submit} onCancel={onClose}>
      <p>{t('void.hint', { code: project.code })}</p>
      <Form form={form} layout="vertical" onFinish={(v) => void submit(v)}>
        <FormProblem problem={problem} rest={rest} />
        <Form.Item name="reason" label={t('field.reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}><Input.TextArea rows={3} maxLength={500} showCount /></Form.Item>
      </Form>
    </Modal>
  );
}
