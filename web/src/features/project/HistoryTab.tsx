import { Button, Form, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import type { HistoryEntry, Project, StageEvent } from '@/api';
import { isKey, useT } from '@/shared/i18n';
import { useCan, useLabels, useMe } from '@/shared/session';
import { BasisMark, Card, DataTable, DayInput, DayText, Empty, ErrorView, EvidenceMark, FormProblem, InstantText, MoneyText, useFormProblem, useTell, type Column } from '@/shared/ui';
import { useCorrect, useEvents, useHistory } from './api';
import { FieldValue } from './FieldValue';
import { groups, projectFields, type FieldDef } from './fields.model';
import { amountOf, shownChanges, type ChangeKind } from './history.model';
import { stageLabel } from './labels.model';
import { useFieldLabel } from './ProjectForm';

/** What happened (stage entries, with day, instant and basis) and who changed what. */
export function HistoryTab({ project }: { project: Project }) {
  const t = useT();
  return (
    <>
      <Card title={t('history.events')}><Events project={project} /></Card>
      <Card title={t('history.changes')}><Changes project={project} /></Card>
    </>
  );
}

type Correcting = { event: StageEvent; action: 'redate' | 'reverse' };

function Events({ project }: { project: Project }) {
  const t = useT();
  const can = useCan();
  const { dictionary, of } = useLabels();
  const events = useEvents(project.id);
  const [correcting, setCorrecting] = useState<Correcting | null>(null);
  if (events.isPending) return <Skeleton active />;
  if (events.isError) return <ErrorView error={events.error} retry={() => void events.refetch()} />;
  const holds = new Set(project.entries.map((e) => e.event_id));
  const act = (e: StageEvent) => {
    const key = `event.${e.act}`;
    return isKey(key) ? t(key) : e.act;
  };
  const correctable = (e: StageEvent) => can('project.move') && project.status !== 'void' && e.act === 'enter' && holds.has(e.id);
  const columns: Column<StageEvent>[] = [
    { key: 'act', title: t('history.act'), width: 90, render: act },
    { key: 'stage', title: t('field.stage'), width: 110, render: (e) => <span className={e.act === 'enter' && !holds.has(e.id) ? 'struck' : undefined}>{stageLabel(dictionary, of, project.kind, e.stage)}</span> },
    { key: 'day', title: t('history.day'), width: 110, render: (e) => <DayText day={e.day} precision={e.precision} /> },
    { key: 'at', title: t('history.recorded'), width: 140, render: (e) => <InstantText at={e.recorded_at} /> },
    { key: 'basis', title: t('field.basis'), width: 170, render: (e) => <BasisMark basis={e.basis} origin={e.origin} /> },
    { key: 'by', title: t('history.by'), width: 170, render: (e) => e.by_name },
    { key: 'reason', title: t('field.reason'), render: (e) => e.reason },
    {
      key: 'correct', title: t('correct.title'), width: 150,
      render: (e) => correctable(e) && (
        <>
          <Button size="small" onClick={() => setCorrecting({ event: e, action: 'redate' })}>{t('correct.redate')}</Button>{' '}
          {e.stage !== 'lead' && <Button size="small" danger onClick={() => setCorrecting({ event: e, action: 'reverse' })}>{t('correct.reverse')}</Button>}
        </>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('history.events')}
        columns={columns}
        rows={events.data.items}
        rowKey={(e) => e.id}
        empty={<Empty title={t('history.none')} />}
        card={(e) => (<><strong>{act(e)} {stageLabel(dictionary, of, project.kind, e.stage)}</strong><span><DayText day={e.day} precision={e.precision} /> <BasisMark basis={e.basis} origin={e.origin} /></span><span className="secondary">{t('history.recorded')} <InstantText at={e.recorded_at} /> {e.by_name}</span>{e.reason}</>)}
      />
      {correcting && <CorrectDialog project={project} {...correcting} onClose={() => setCorrecting(null)} />}
    </>
  );
}

const ids = ['day', 'reason'];

/** A correction is an entry of its own; what was recorded before stays readable. */
function CorrectDialog({ project, event, action, onClose }: Correcting & { project: Project; onClose: () => void }) {
  const t = useT();
  const tell = useTell();
  const me = useMe();
  const { dictionary, of } = useLabels();
  const [form] = Form.useForm<{ day: string | null; reason: string }>();
  const correct = useCorrect(project.id);
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const stage = stageLabel(dictionary, of, project.kind, event.stage);
  const submit = async (v: { day: string | null; reason: string }) => {
    clear();
    try {
      await correct.mutateAsync({ event: event.id, action, day: (action === 'redate' && v.day) || undefined, reason: v.reason, version: project.version });
      tell.done(t('said.corrected'));
      onClose();
    } catch (err) {
      fail(err);
    }
  };
  return (
    <Modal open title={t(`correct.${action}_of`, { stage })} okText={t('act.save')} cancelText={t('act.cancel')} confirmLoading={correct.isPending} onOk={form.submit} onCancel={onClose}>
      <p>{t(`correct.${action}_hint`)}</p>
      <Form form={form} layout="vertical" initialValues={{ day: event.day }} onFinish={(v) => void submit(v)}>
        <FormProblem problem={problem} rest={rest} />
        {action === 'redate' && <Form.Item name="day" label={t('correct.day')} rules={[{ required: true, message: t('form.required') }]}><DayInput max={me.business_date} /></Form.Item>}
        <Form.Item name="reason" label={t('field.reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}><Input.TextArea rows={3} maxLength={500} showCount /></Form.Item>
      </Form>
    </Modal>
  );
}

function Changes({ project }: { project: Project }) {
  const t = useT();
  const history = useHistory(project.id);
  const { dictionary } = useLabels();
  if (history.isPending) return <Skeleton active />;
  if (history.isError) return <ErrorView error={history.error} retry={() => void history.refetch()} />;
  const fields = projectFields(dictionary);
  const defs = new Map(groups.flatMap((g) => fields[g]).map((f) => [f.id, f]));
  const verb = (h: HistoryEntry) => {
    const key = `verb.${h.verb}`;
    return isKey(key) ? t(key) : h.verb;
  };
  return (
    <ul className="timeline">
      {history.data.items.map((h, i) => (
        <li key={i}>
          <p><InstantText at={h.at} />　{h.by_name}　<b>{verb(h)}</b>{h.reason && `　${h.reason}`}</p>
          <ChangeList entry={h} project={project} defs={defs} />
        </li>
      ))}
    </ul>
  );
}

function ChangeList({ entry, project, defs }: { entry: HistoryEntry; project: Project; defs: Map<string, FieldDef> }) {
  const t = useT();
  const { dictionary, of } = useLabels();
  const fieldLabel = useFieldLabel();
  const list = shownChanges(entry);
  if (list.length === 0) return null;
  const label = (k: ChangeKind) => {
    if (k.is === 'field') return fieldLabel(defs.get(k.id) ?? { id: k.id });
    if (k.is === 'entered') return t('history.day_of', { stage: stageLabel(dictionary, of, project.kind, k.stage) });
    return t(`change.${k.label}`);
  };
  const value = (k: ChangeKind, v: unknown) => {
    const amount = amountOf(v);
    if (amount) return <MoneyText value={amount} />;
    const text = typeof v === 'string' ? v : '';
    if (k.is === 'field' || !text) return <FieldValue field={k.is === 'field' ? defs.get(k.id) : undefined} value={v} />;
    switch (k.is) {
      case 'stage':
        return stageLabel(dictionary, of, project.kind, text);
      case 'status':
        return of('statuses', text);
      case 'chains':
        return text.split(',').map((c) => of('chains', c)).join('、');
      case 'evidence_kind':
        return of('evidence_kinds', text);
      case 'evidence_state':
        return <EvidenceMark state={text} />;
      case 'way':
        return of('contact_ways', text);
      case 'person':
        return [project.lead_owner, project.deputy_owner].find((p) => p?.id === text)?.name ?? t('history.someone');
      default:
        return <span className="prewrap">{text}</span>;
    }
  };
  const fresh = entry.verb === 'create' || list.every(({ change }) => change.before === null);
  return (
    <dl className="changes">
      {list.map(({ change, kind }) => (
        <div key={change.field}>
          <dt>{label(kind)}</dt>
          <dd>{!fresh && <><del>{value(kind, change.before)}</del> → </>}<ins>{value(kind, change.after)}</ins></dd>
        </div>
      ))}
    </dl>
  );
}
