import { CheckCircleFilled, ClockCircleOutlined, WarningFilled } from '@ant-design/icons';
import { useSearch } from '@tanstack/react-router';
import { Button, Form, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import type { Milestone, Project } from '@/api';
import { newKey } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { useCan, useMe } from '@/shared/session';
import { Card, DataTable, DayInput, DayText, DueMark, Empty, ErrorView, FormProblem, Mark, Unknown, useFormProblem, useTell, type Column } from '@/shared/ui';
import { useAddMilestone, useEditMilestone, useMilestones, type MilestoneInput } from './api';
import { milestoneState } from './milestone.model';

export function MilestonesTab({ project }: { project: Project }) {
  const t = useT();
  const can = useCan();
  const { add } = useSearch({ from: '/app/projects/$id' });
  const milestones = useMilestones(project.id);
  const [editing, setEditing] = useState<Milestone | null>(null);
  const writable = can('project.edit') && project.status !== 'void';
  if (milestones.isPending) return <Skeleton active />;
  if (milestones.isError) return <ErrorView error={milestones.error} retry={() => void milestones.refetch()} />;
  const columns: Column<Milestone>[] = [
    { key: 'name', title: t('milestone.name'), render: (m) => m.name },
    { key: 'planned', title: t('milestone.planned'), width: 200, render: (m) => <><DayText day={m.planned_day} /> {!m.actual_day && <DueMark day={m.planned_day} />}</> },
    { key: 'actual', title: t('milestone.actual'), width: 120, render: (m) => (m.actual_day ? <DayText day={m.actual_day} /> : <Unknown>{t('milestone.not_yet')}</Unknown>) },
    { key: 'state', title: t('milestone.state'), width: 110, render: (m) => <StateMark milestone={m} /> },
    { key: 'note', title: t('field.note'), render: (m) => m.note },
  ];
  if (writable) columns.push({ key: 'act', title: t('act.others'), width: 80, render: (m) => <Button size="small" onClick={() => setEditing(m)} aria-label={t('milestone.edit_of', { name: m.name })}>{t('act.edit')}</Button> });
  return (
    <div className="columns wide-left">
      <Card title={t('tab.milestones')}>
        <DataTable
          label={t('tab.milestones')}
          columns={columns}
          rows={milestones.data.items}
          rowKey={(m) => m.id}
          card={(m) => (<><strong>{m.name}</strong><span><DayText day={m.planned_day} /> <StateMark milestone={m} /></span>{writable && <Button size="small" onClick={() => setEditing(m)}>{t('act.edit')}</Button>}</>)}
          empty={<Empty title={t('milestone.none')} hint={t('milestone.none_hint')} />}
        />
      </Card>
      {writable && <Card title={t('milestone.add')}><AddForm project={project} focus={add === '1'} /></Card>}
      {editing && <EditDialog milestone={editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

function StateMark({ milestone }: { milestone: Milestone }) {
  const t = useT();
  const me = useMe();
  const state = milestoneState(milestone, me.business_date);
  if (state === 'done') return <Mark tone="good" icon={<CheckCircleFilled />}>{t('milestone.done')}</Mark>;
  if (state === 'done_late') return <Mark tone="warn" icon={<CheckCircleFilled />}>{t('milestone.done_late')}</Mark>;
  if (state === 'overdue') return <Mark tone="bad" icon={<WarningFilled />}>{t('milestone.overdue')}</Mark>;
  return <Mark tone="calm" icon={<ClockCircleOutlined />}>{t('milestone.ahead')}</Mark>;
}

const ids = ['name', 'planned_day', 'actual_day', 'note'];

function Fields({ focus }: { focus?: boolean }) {
  const t = useT();
  const me = useMe();
  const required = { required: true, message: t('form.required') };
  return (
    <>
      <Form.Item name="name" label={t('milestone.name')} rules={[{ ...required, whitespace: true }]}><Input maxLength={100} autoFocus={focus} /></Form.Item>
      <div className="form-row">
        <Form.Item name="planned_day" label={t('milestone.planned')} rules={[required]}><DayInput /></Form.Item>
        <Form.Item name="actual_day" label={t('milestone.actual')}><DayInput max={me.business_date} /></Form.Item>
      </div>
      <Form.Item name="note" label={t('field.note')}><Input maxLength={500} /></Form.Item>
    </>
  );
}

const filled = (v: MilestoneInput): MilestoneInput => ({ name: v.name, planned_day: v.planned_day, actual_day: v.actual_day ?? '', note: v.note ?? '' });

function AddForm({ project, focus }: { project: Project; focus: boolean }) {
  const t = useT();
  const tell = useTell();
  const [form] = Form.useForm<MilestoneInput>();
  const [key, setKey] = useState(newKey);
  const add = useAddMilestone(project.id);
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const submit = async (v: MilestoneInput) => {
    clear();
    try {
      await add.mutateAsync({ input: filled(v), key });
      form.resetFields();
      setKey(newKey());
      tell.done(t('said.saved'));
    } catch (err) {
      fail(err);
    }
  };
  return (
    <Form form={form} layout="vertical" onFinish={(v) => void submit(v)}>
      <FormProblem problem={problem} rest={rest} />
      <Fields focus={focus} />
      <Button type="primary" htmlType="submit" loading={add.isPending}>{t('act.save')}</Button>
    </Form>
  );
}

function EditDialog({ milestone, onClose }: { milestone: Milestone; onClose: () => void }) {
  const t = useT();
  const tell = useTell();
  const [form] = Form.useForm<MilestoneInput>();
  const edit = useEditMilestone();
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const submit = async (v: MilestoneInput) => {
    clear();
    try {
      await edit.mutateAsync({ id: milestone.id, input: filled(v), version: milestone.version });
      tell.done(t('said.saved'));
      onClose();
    } catch (err) {
      fail(err);
    }
  };
  return (
    <Modal open title={t('milestone.edit_of', { name: milestone.name })} okText={t('act.save')} cancelText={t('act.cancel')} confirmLoading={edit.isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={milestone} onFinish={(v) => void submit(v)}>
        <FormProblem problem={problem} rest={rest} />
        <Fields />
      </Form>
    </Modal>
  );
}
