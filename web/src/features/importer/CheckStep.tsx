import { CheckCircleFilled, CloseCircleFilled, CopyOutlined, DownloadOutlined, EditOutlined, MinusCircleOutlined, PlusCircleFilled, StopOutlined, WarningFilled } from '@ant-design/icons';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input, Modal, Segmented, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import type { ImportBatch, ImportProblem, ImportRow } from '@/api';
import { isKey, useT } from '@/shared/i18n';
import { useLabels, useRegions } from '@/shared/session';
import { Card, DataTable, Empty, ErrorView, Mark, MoneyText, TextOrUnknown, useTell, type Column, type Tone } from '@/shared/ui';
import { remarksUrl, useConfirm, useCorrectRow, useImportRows, type Decision } from './api';
import { blockingRows, byWeight, goodRows, rowStates, type RowState } from './importer.model';

const looks: Record<RowState, [Tone, ReactNode]> = {
  problem: ['bad', <CloseCircleFilled key="i" />],
  new: ['good', <PlusCircleFilled key="i" />],
  changed: ['info', <EditOutlined key="i" />],
  unchanged: ['calm', <MinusCircleOutlined key="i" />],
  skipped: ['calm', <StopOutlined key="i" />],
  duplicate: ['warn', <CopyOutlined key="i" />],
};

function StateMark({ state }: { state: string }) {
  const t = useT();
  const known = rowStates.find((s) => s === state);
  if (!known) return <Mark tone="calm" icon={<CheckCircleFilled />}>{state}</Mark>;
  const [tone, icon] = looks[known];
  return <Mark tone={tone} icon={icon}>{t(`import.state_${known}`)}</Mark>;
}

/** The dry run: every problem with its row, column, value and reason, correctable where it stands. */
export function CheckStep({ batch, onBack }: { batch: ImportBatch; onBack: () => void }) {
  const t = useT();
  const search = useSearch({ from: '/app/imports/$id' });
  const navigate = useNavigate({ from: '/imports/$id' });
  const filter = { sheet: search.sheet, state: search.state, code: search.code };
  const rows = useImportRows(batch.id, filter, true);
  const list = rows.data?.pages.flatMap((p) => p.items) ?? [];
  const { counts } = batch;
  const total = rowStates.reduce((n, s) => n + (counts[s] ?? 0), 0);
  const states = [{ value: '', label: `${t('import.state_all')} ${total}` }, ...rowStates.map((s) => ({ value: s as string, label: `${t(`import.state_${s}`)} ${counts[s] ?? 0}` }))];
  const go = (next: { state?: string; sheet?: string; code?: string }) => void navigate({ search: (s) => ({ ...s, ...next }), replace: true });
  const used = batch.sheets.filter((s) => s.used);
  return (
    <>
      <Card title={t('import.step_check')} extra={<><Button icon={<DownloadOutlined aria-hidden="true" />} href={remarksUrl(batch.id)}>{t('import.remarks')}</Button> <Button onClick={onBack}>{t('import.back_to_mapping')}</Button></>}>
        {batch.same_as && <p><Mark tone="warn" icon={<WarningFilled />}>{t('import.same_as')}</Mark> <Link to="/imports/$id" params={{ id: batch.same_as }}>{t('import.same_as_link')}</Link></p>}
        <Other batch={batch} />
        <div className="toolbar">
          <Segmented aria-label={t('import.filter_state')} value={filter.state ?? ''} options={states} onChange={(state) => go({ state: state || undefined })} />
          <CodeFilter batch={batch} value={filter.code} onChange={(code) => go({ code })} />
          {used.length > 1 && <Select aria-label={t('import.sheet')} value={filter.sheet ?? ''} options={[{ value: '', label: t('import.all_sheets') }, ...used.map((s) => ({ value: s.name, label: s.name }))]} onChange={(sheet) => go({ sheet: sheet || undefined })} />}
        </div>
        {rows.isError ? <ErrorView error={rows.error} retry={() => void rows.refetch()} /> : (
          <Rows batch={batch} rows={list} loading={rows.isPending} more={{ has: rows.hasNextPage, loading: rows.isFetchingNextPage, load: () => void rows.fetchNextPage() }} />
        )}
      </Card>
      <Confirm batch={batch} />
    </>
  );
}

/** The kinds of problems there are, with how many rows have each. */
function CodeFilter({ batch, value, onChange }: { batch: ImportBatch; value: string | undefined; onChange: (code: string | undefined) => void }) {
  const t = useT();
  const codes = Object.entries(batch.code_counts).sort((a, b) => b[1] - a[1]);
  if (codes.length === 0) return null;
  const name = (code: string) => {
    const key = `problem.${code}`;
    return isKey(key) ? t(key) : code;
  };
  return (
    <Select
      className="code-filter"
      allowClear
      aria-label={t('import.filter_code')}
      placeholder={t('import.filter_code')}
      value={value}
      options={codes.map(([code, n]) => ({ value: code, label: `${name(code)} ${n}` }))}
      onChange={(code: string | undefined) => onChange(code)}
    />
  );
}

function Rows({ batch, rows, loading, more }: { batch: ImportBatch; rows: ImportRow[]; loading: boolean; more: { has: boolean; loading: boolean; load: () => void } }) {
  const t = useT();
  const { of } = useLabels();
  const regions = useRegions();
  const place = (code: string) => regions.find((r) => r.code === code)?.display_name ?? code;
  const columns: Column<ImportRow>[] = [
    { key: 'row', title: t('import.row'), align: 'right', width: 60, render: (r) => <span className="number">{r.row}</span> },
    { key: 'state', title: t('field.status'), width: 90, render: (r) => <StateMark state={r.state} /> },
    { key: 'name', title: t('field.name'), width: 220, render: (r) => <TextOrUnknown text={r.name} /> },
    { key: 'district', title: t('field.district_code'), width: 90, render: (r) => <TextOrUnknown text={place(r.district_code)} /> },
    { key: 'stage', title: t('field.stage'), width: 80, render: (r) => (r.stage_claimed ? of('stages', r.stage_claimed) : <TextOrUnknown text="" />) },
    { key: 'total', title: t('field.total_investment'), align: 'right', width: 100, render: (r) => <MoneyText value={r.total_investment} /> },
    { key: 'problems', title: t('import.problems'), render: (r) => <RowDetail batch={batch} row={r} /> },
  ];
  if (used(batch) > 1) columns.unshift({ key: 'sheet', title: t('import.sheet'), width: 90, render: (r) => r.sheet });
  return (
    <DataTable
      label={t('import.step_check')}
      columns={columns}
      rows={rows}
      rowKey={(r) => r.id}
      loading={loading}
      more={more}
      card={(r) => (<><strong>{r.row}　{r.name}</strong><StateMark state={r.state} /><RowDetail batch={batch} row={r} /></>)}
      empty={<Empty title={t('import.no_rows')} />}
    />
  );
}

/** Lines that are no project: totals, headings, blank lines. They are said, not hidden. */
function Other({ batch }: { batch: ImportBatch }) {
  const t = useT();
  const list = Object.entries(batch.other_counts).filter(([, n]) => n > 0);
  if (list.length === 0) return null;
  const name = (code: string) => {
    const key = `line.${code}`;
    return isKey(key) ? t(key) : code;
  };
  return <p className="secondary">{t('import.other_lines')}：{list.map(([code, n]) => `${name(code)} ${n}`).join('，')}</p>;
}

const used = (batch: ImportBatch) => batch.sheets.filter((s) => s.used).length;

function RowDetail({ batch, row }: { batch: ImportBatch; row: ImportRow }) {
  return (
    <>
      {row.problems.length > 0 && <ul className="problems">{byWeight(row.problems).map((p, i) => <ProblemLine key={p.column + p.code + i} batch={batch} row={row} problem={p} />)}</ul>}
      {row.changes.length > 0 && (
        <dl className="changes">
          {row.changes.map((c) => <div key={c.field}><dt>{c.label}</dt><dd><del>{c.before}</del> → <ins>{c.after}</ins></dd></div>)}
        </dl>
      )}
      <DecisionLine batch={batch} row={row} />
      {row.notices.map((n, i) => <p key={i} className="secondary">{n}</p>)}
    </>
  );
}

/** A likely duplicate is decided by a person; any row may be left out. */
function DecisionLine({ batch, row }: { batch: ImportBatch; row: ImportRow }) {
  const t = useT();
  const tell = useTell();
  const correct = useCorrectRow(batch.id);
  const decide = async (decision: Decision) => {
    try {
      await correct.mutateAsync({ row: row.id, decision, version: row.version });
    } catch (err) {
      tell.failed(err);
    }
  };
  const button = (decision: Decision, text: string) => (
    <Button size="small" type={row.decision === decision ? 'primary' : 'default'} aria-pressed={row.decision === decision} disabled={correct.isPending} onClick={() => void decide(row.decision === decision ? '' : decision)}>{text}</Button>
  );
  if (row.state === 'unchanged') return null;
  return (
    <div className="decision">
      {row.similar && <span>{t('import.similar')} <Link to="/projects/$id" params={{ id: row.similar.project_id }}>{row.similar.code} {row.similar.name}</Link>：{row.similar.reason}</span>}
      {(row.similar || row.state === 'duplicate' || row.decision === 'new') && button('new', t('import.decide_new'))}
      {row.similar && button('same', t('import.decide_same'))}
      {(row.state === 'problem' || row.state === 'duplicate' || row.decision !== '') && button('skip', t('import.decide_skip'))}
    </div>
  );
}

/** One problem; the value beside it can be typed anew and is checked again at once. */
function ProblemLine({ batch, row, problem: p }: { batch: ImportBatch; row: ImportRow; problem: ImportProblem }) {
  const t = useT();
  const tell = useTell();
  const correct = useCorrectRow(batch.id);
  const [typed, setTyped] = useState<string | null>(null);
  const save = async () => {
    if (typed === null) return;
    try {
      await correct.mutateAsync({ row: row.id, values: { [p.field]: typed }, version: row.version });
      setTyped(null);
      tell.done(t('said.row_corrected', { row: row.row }));
    } catch (err) {
      tell.failed(err);
    }
  };
  const label = t('import.correct_of', { row: row.row, column: p.column });
  return (
    <li>
      <Mark tone={p.severity === 'error' ? 'bad' : 'warn'} icon={p.severity === 'error' ? <CloseCircleFilled /> : <WarningFilled />}>{p.column}</Mark>
      {p.value && <q>{p.value}</q>} {p.message}
      {p.field && (typed === null ? (
        <Button size="small" type="link" aria-label={label} onClick={() => setTyped(p.value)}>{t('import.correct')}</Button>
      ) : (
        <span className="correct">
          <Input size="small" autoFocus aria-label={label} value={typed} onChange={(e) => setTyped(e.target.value)} onPressEnter={() => void save()} onKeyDown={(e) => { if (e.key === 'Escape') setTyped(null); }} />
          <Button size="small" type="primary" loading={correct.isPending} onClick={() => void save()}>{t('act.save')}</Button>
          <Button size="small" onClick={() => setTyped(null)}>{t('act.cancel')}</Button>
        </span>
      ))}
    </li>
  );
}

function Confirm({ batch }: { batch: ImportBatch }) {
  const t = useT();
  const tell = useTell();
  const confirm = useConfirm(batch.id);
  const [mode, setMode] = useState<'all' | 'good' | null>(null);
  const bad = blockingRows(batch.counts);
  const good = goodRows(batch.counts);
  const go = async () => {
    if (!mode) return;
    try {
      await confirm.mutateAsync({ mode, version: batch.version });
      setMode(null);
    } catch (err) {
      setMode(null);
      tell.failed(err);
    }
  };
  return (
    <Card title={t('import.confirm')}>
      <p>{t('import.confirm_hint', { n: batch.counts.new ?? 0, changed: batch.counts.changed ?? 0, unchanged: batch.counts.unchanged ?? 0 })}</p>
      <p className="secondary">{t('import.claimed_hint')}</p>
      <div className="form-acts">
        <Button type="primary" disabled={bad > 0 || good === 0} onClick={() => setMode('all')}>{t('import.confirm_all')}</Button>
        <Button disabled={good === 0} onClick={() => setMode('good')}>{t('import.confirm_good', { n: good })}</Button>
        {bad > 0 && <span className="secondary">{t('import.all_blocked', { n: bad })}</span>}
      </div>
      <Modal open={mode !== null} title={t('import.confirm')} okText={t('import.confirm_ok')} cancelText={t('act.cancel')} confirmLoading={confirm.isPending} onOk={() => void go()} onCancel={() => setMode(null)}>
        <p>{t('import.confirm_hint', { n: batch.counts.new ?? 0, changed: batch.counts.changed ?? 0, unchanged: batch.counts.unchanged ?? 0 })}</p>
        {mode === 'good' && bad > 0 && <p>{t('import.left_out', { n: bad })}</p>}
      </Modal>
    </Card>
  );
}
