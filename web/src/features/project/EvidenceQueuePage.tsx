import { CheckOutlined, CloseOutlined, FileOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { PendingEvidence } from '@/api';
import { useHotkeys } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { useLabels } from '@/shared/session';
import { DataTable, DayText, Empty, ErrorView, FormProblem, InstantText, Page, formatSize, useFormProblem, useTell, type Column } from '@/shared/ui';
import { fileUrl, useDecide, useEvidenceQueue } from './api';

/** Files of other organisations that I may accept or reject, oldest first. */
export function EvidenceQueuePage() {
  const t = useT();
  const tell = useTell();
  const { of } = useLabels();
  const queue = useEvidenceQueue();
  const decide = useDecide();
  const [rejecting, setRejecting] = useState<PendingEvidence | null>(null);
  const rows = queue.data?.pages.flatMap((p) => p.items) ?? [];

  const accept = async (e: PendingEvidence) => {
    const next = rows[rows.indexOf(e) + 1] ?? rows[rows.indexOf(e) - 1];
    try {
      await decide.mutateAsync({ id: e.id, accept: true, reason: '' });
      tell.done(t('said.accepted', { kind: of('evidence_kinds', e.kind) }));
      if (next) document.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.id)}"]`)?.focus();
    } catch (err) {
      tell.failed(err);
    }
  };
  const current = () => rows.find((r) => r.id === document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key);
  const withCurrent = (act: (e: PendingEvidence) => void) => () => {
    const e = current();
    if (e) act(e);
  };
  useHotkeys({
    arrowdown: () => document.querySelector<HTMLElement>('.table tr[tabindex="0"]')?.focus(),
    a: withCurrent((e) => void accept(e)),
    r: withCurrent(setRejecting),
  });
  const open = (e: PendingEvidence) => void window.open(fileUrl(e.id), '_blank', 'noopener');
  const acts = (e: PendingEvidence) => (
    <span className="acts">
      <Button size="small" type="primary" icon={<CheckOutlined aria-hidden="true" />} aria-label={t('evidence.accept_of', { name: e.filename })} onClick={() => void accept(e)}>{t('evidence.accept')}</Button>
      <Button size="small" danger icon={<CloseOutlined aria-hidden="true" />} aria-label={t('evidence.reject_of', { name: e.filename })} onClick={() => setRejecting(e)}>{t('evidence.reject')}</Button>
    </span>
  );
  const file = (e: PendingEvidence) => <a href={fileUrl(e.id)} target="_blank" rel="noreferrer" title={e.filename}><FileOutlined aria-hidden="true" /> {e.filename}</a>;
  const columns: Column<PendingEvidence>[] = [
    { key: 'project', title: t('project.title'), clip: 'clip', render: (e) => <Link to="/projects/$id" params={{ id: e.project_id }} search={{ tab: 'gate' }} title={e.project_name}>{e.project_name}</Link> },
    { key: 'code', title: t('field.code'), width: 130, render: (e) => <span className="mono">{e.project_code}</span> },
    { key: 'kind', title: t('evidence.kind'), width: 150, render: (e) => of('evidence_kinds', e.kind) },
    { key: 'file', title: t('evidence.file'), clip: 'clip-m', render: (e) => <>{file(e)} <span className="secondary">{formatSize(e.size)}</span></> },
    { key: 'day', title: t('evidence.day'), width: 100, render: (e) => <DayText day={e.day} /> },
    { key: 'by', title: t('evidence.uploader'), clip: 'clip-m', render: (e) => <span title={`${e.organisation_name} ${e.uploaded_by_name}`}>{e.organisation_name} <span className="secondary">{e.uploaded_by_name}</span></span> },
    { key: 'at', title: t('evidence.uploaded_at'), width: 130, render: (e) => <InstantText at={e.uploaded_at} /> },
    { key: 'act', title: t('evidence.decision'), width: 150, render: acts },
  ];
  return (
    <Page title={t('nav.evidence')} count={queue.data && t('list.count', { n: `${rows.length}${queue.hasNextPage ? '+' : ''}` })}>
      <p className="secondary">{t('evidence.queue_hint')}</p>
      {queue.isError ? <ErrorView error={queue.error} retry={() => void queue.refetch()} /> : (
        <DataTable
          label={t('nav.evidence')}
          columns={columns}
          rows={rows}
          rowKey={(e) => e.id}
          onOpen={open}
          loading={queue.isPending}
          more={{ has: queue.hasNextPage, loading: queue.isFetchingNextPage, load: () => void queue.fetchNextPage() }}
          card={(e) => (<><Link to="/projects/$id" params={{ id: e.project_id }}>{e.project_name}</Link><span>{of('evidence_kinds', e.kind)} · {file(e)}</span>{e.note}{acts(e)}</>)}
          empty={<Empty title={t('evidence.queue_empty')} hint={t('evidence.queue_empty_hint')} />}
        />
      )}
      {rejecting && <RejectDialog evidence={rejecting} onClose={() => setRejecting(null)} />}
    </Page>
  );
}

const ids = ['reason'];

function RejectDialog({ evidence, onClose }: { evidence: PendingEvidence; onClose: () => void }) {
  const t = useT();
  const tell = useTell();
  const [form] = Form.useForm<{ reason: string }>();
  const decide = useDecide();
  const { problem, rest, fail, clear } = useFormProblem(form, ids);
  const submit = async ({ reason }: { reason: string }) => {
    clear();
    try {
      await decide.mutateAsync({ id: evidence.id, accept: false, reason });
      tell.done(t('said.rejected'));
      onClose();
    } catch (err) {
      fail(err);
    }
  };
  return (
    <Modal open title={t('evidence.reject_of', { name: evidence.filename })} okText={t('evidence.reject')} okButtonProps={{ danger: true }} cancelText={t('act.cancel')} confirmLoading={decide.isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={(v) => void submit(v)}>
        <FormProblem problem={problem} rest={rest} />
        <Form.Item name="reason" label={t('evidence.reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}><Input.TextArea autoFocus rows={3} maxLength={500} showCount /></Form.Item>
      </Form>
    </Modal>
  );
}
