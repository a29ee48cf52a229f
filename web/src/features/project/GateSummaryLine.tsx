import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import type { Project } from '@/api';
import { useT } from '@/shared/i18n';
import { useLabels } from '@/shared/session';
import { Mark } from '@/shared/ui';
import { useGate } from './api';
import { summary } from './gate.model';
import { stageLabel } from './labels.model';
import { useNextStages } from './useNextStages';

/** How far the next gate is, in one line. */
export function GateSummaryLine({ project }: { project: Project }) {
  const t = useT();
  const { dictionary, of } = useLabels();
  const to = useNextStages(project).preferred;
  const gate = useGate(project.id, to);
  if (!to || !gate.data) return null;
  const s = summary(gate.data.items);
  const label = stageLabel(dictionary, of, project.kind, to);
  return (
    <p className="gate-line">
      <Link to="/projects/$id" params={{ id: project.id }} search={{ tab: 'gate', to }}>{t('gate.next', { stage: label })}</Link>
      {gate.data.ready ? <Mark tone="good" icon={<CheckCircleFilled />}>{t('gate.ready')}</Mark> : <Mark tone="warn" icon={<ExclamationCircleFilled />}>{t('gate.missing_n', { n: s.total - s.done })}</Mark>}
    </p>
  );
}
