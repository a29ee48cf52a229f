import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import type { Project } from '@/api';
import { useT } from '@/shared/i18n';
import { useCan, useLabels } from '@/shared/session';
import { Card, ErrorView } from '@/shared/ui';
import { useGate } from './api';
import { EvidenceList } from './EvidenceList';
import { EvidenceUpload } from './EvidenceUpload';
import { GateChecklist } from './GateChecklist';
import { stageLabel } from './labels.model';
import { MoveDialog } from './MoveDialog';
import { useNextStages } from './useNextStages';

/** The gate before the next stage beside the evidence there is. */
export function GateTab({ project }: { project: Project }) {
  const t = useT();
  const can = useCan();
  const { to, kind } = useSearch({ from: '/app/projects/$id' });
  const navigate = useNavigate({ from: '/projects/$id' });
  const { dictionary, of } = useLabels();
  const next = useNextStages(project);
  const stage = to ?? next.preferred;
  const gate = useGate(project.id, stage);
  const [moving, setMoving] = useState(false);
  const name = (s: string) => stageLabel(dictionary, of, project.kind, s);
  const setKind = (k: string | undefined) => void navigate({ search: (s) => ({ ...s, kind: k }), replace: true });
  const options = stage && !next.stages.includes(stage) ? [...next.stages, stage] : next.stages;
  const open = project.status !== 'void';

  return (
    <div className="columns wide-left">
      <Card
        title={stage ? t('gate.of', { stage: name(stage) }) : t('tab.gate')}
        extra={stage && gate.data?.ready && can('project.move') && <Button type="primary" onClick={() => setMoving(true)}>{t('move.submit', { stage: name(stage) })}</Button>}
      >
        {options.length > 1 && stage && (
          <Segmented className="gate-stages" aria-label={t('move.to')} value={stage} options={options.map((s) => ({ value: s, label: name(s) }))} onChange={(s) => void navigate({ search: (o) => ({ ...o, to: s }), replace: true })} />
        )}
        {!stage && <p className="secondary pad">{t('move.nowhere')}</p>}
        {stage && gate.isPending && <Skeleton active title={false} />}
        {gate.isError && <ErrorView error={gate.error} retry={() => void gate.refetch()} />}
        {gate.data && <GateChecklist project={project} gate={gate.data} onSupply={setKind} onStage={(s) => void navigate({ search: (o) => ({ ...o, to: s }), replace: true })} />}
      </Card>
      <div>
        {can('evidence.upload') && open && (
          <Card title={t('evidence.upload')} id="upload">
            <EvidenceUpload key={kind ?? ''} project={project} kind={kind} onDone={() => setKind(undefined)} />
          </Card>
        )}
        <Card title={t('evidence.title')}><EvidenceList project={project} /></Card>
      </div>
      {moving && <MoveDialog id={project.id} to={stage} onClose={() => setMoving(false)} />}
    </div>
  );
}
