import { Button, Form, Input, Modal, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import type { Project } from '@/api';
import { faultText, useLanguage, useT } from '@/shared/i18n';
import { Problem, type FieldFault } from '@/shared/problem';
import { useLabels, useMe } from '@/shared/session';
import { DayInput, ErrorView, FormProblem, Labelled, useTell } from '@/shared/ui';
import { useGate, useMove, useProject } from './api';
import { GateChecklist } from './GateChecklist';
import { stageLabel } from './labels.model';
import { useNextStages } from './useNextStages';

/** Moving to a stage: its gate, the day it happened, and everything missing at once. */
export function MoveDialog({ id, to, onClose }: { id: string; to?: string; onClose: () => void }) {
  const t = useT();
  const project = useProject(id);
  return (
    <Modal open title={t('move.title', { name: project.data?.name ?? '' })} footer={null} onCancel={onClose} width={640}>
      {project.isPending ? <Skeleton active /> : project.isError ? <ErrorView error={project.error} /> : <MoveForm project={project.data} to={to} onClose={onClose} />}
    </Modal>
  );
}

export function MoveForm({ project, to, onClose }: { project: Project; to?: string; onClose: () => void }) {
  const { t, lang } = useLanguage();
  const tell = useTell();
  const me = useMe();
  const { dictionary, of } = useLabels();
  const next = useNextStages(project);
  const [chosen, setChosen] = useState(to);
  const [day, setDay] = useState<string | null>(me.business_date);
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<{ problem: Problem; rest: FieldFault[] } | null>(null);
  const stage = chosen ?? next.preferred;
  const gate = useGate(project.id, stage, day ?? undefined);
  const move = useMove(project.id);
  const name = (s: string) => stageLabel(dictionary, of, project.kind, s);
  const options = stage && !next.stages.includes(stage) ? [...next.stages, stage] : next.stages;
  if (!stage) return <p className="secondary">{t('move.nowhere')}</p>;

  const submit = async () => {
    setRefused(null);
    try {
      await move.mutateAsync({ stage, day: day ?? '', reason, version: project.version });
      tell.done(t('said.moved', { stage: name(stage) }));
      onClose();
    } catch (err) {
      const problem = err instanceof Problem ? err : new Problem(0, 'crash', String(err));
      setRefused({ problem, rest: problem.errors });
      void gate.refetch();
    }
  };

  return (
    <Form layout="vertical" onFinish={() => void submit()}>
      <FormProblem problem={refused?.problem ?? null} rest={refused?.rest ?? []} />
      <Form.Item label={t('move.to')}>
        <Segmented aria-label={t('move.to')} value={stage} options={options.map((s) => ({ value: s, label: name(s) }))} onChange={(s) => { setChosen(s); setRefused(null); }} />
      </Form.Item>
      {gate.isPending ? <Skeleton active title={false} /> : gate.isError ? <p role="alert">{faultText(lang, gate.error instanceof Problem ? gate.error : { code: 'crash', message: '' })}</p> : <GateChecklist project={project} gate={gate.data} onStage={setChosen} brief />}
      <div className="form-row">
        <Labelled label={t('move.day')}><DayInput value={day} onChange={setDay} max={me.business_date} /></Labelled>
        <Labelled label={t('move.reason')}><Input value={reason} maxLength={500} onChange={(e) => setReason(e.target.value)} /></Labelled>
      </div>
      <div className="form-acts">
        <Button type="primary" htmlType="submit" loading={move.isPending} disabled={!day || !gate.data?.ready}>{t('move.submit', { stage: name(stage) })}</Button>
        <Button onClick={onClose}>{t('act.cancel')}</Button>
        {gate.data && !gate.data.ready && <span className="secondary">{t('move.not_ready')}</span>}
      </div>
    </Form>
  );
}
