// Marks say a state by icon and word; the colour only repeats it.
import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleFilled,
  InboxOutlined,
  MinusCircleOutlined,
  PauseCircleOutlined,
  PlayCircleOutlined,
  StopOutlined,
  SwapOutlined,
  WarningFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useT } from '../i18n';
import { useLabels } from '../session';

export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'info';

export function Mark({ tone, icon, children, title }: { tone: Tone; icon: ReactNode; children: ReactNode; title?: string }) {
  return (
    <span className={`mark mark-${tone}`} title={title}>
      <span aria-hidden="true">{icon}</span>
      {children}
    </span>
  );
}

const statusLook: Record<string, [Tone, ReactNode]> = {
  active: ['good', <PlayCircleOutlined key="i" />],
  paused: ['warn', <PauseCircleOutlined key="i" />],
  transferring: ['info', <SwapOutlined key="i" />],
  lost: ['bad', <CloseCircleFilled key="i" />],
  terminated: ['bad', <CloseCircleFilled key="i" />],
  halted: ['bad', <StopOutlined key="i" />],
  exited: ['calm', <MinusCircleOutlined key="i" />],
  void: ['calm', <StopOutlined key="i" />],
};

export function StatusMark({ status }: { status: string }) {
  const labels = useLabels();
  const [tone, icon] = statusLook[status] ?? ['calm', <MinusCircleOutlined key="i" />];
  return <Mark tone={tone} icon={icon}>{labels.of('statuses', status)}</Mark>;
}

/** On what a stage rests. An imported stage says so: 未佐证（历史导入）. */
export function BasisMark({ basis, origin }: { basis: string; origin?: string }) {
  const t = useT();
  if (basis === 'proved') return <Mark tone="good" icon={<CheckCircleFilled />}>{t('basis.proved')}</Mark>;
  if (basis === 'forced') return <Mark tone="bad" icon={<WarningFilled />}>{t('basis.forced')}</Mark>;
  return <Mark tone="warn" icon={<ExclamationCircleFilled />}>{origin === 'imported' ? t('basis.imported') : t('basis.claimed')}</Mark>;
}

export function EvidenceMark({ state }: { state: string }) {
  const t = useT();
  if (state === 'verified') return <Mark tone="good" icon={<CheckCircleFilled />}>{t('evidence.verified')}</Mark>;
  if (state === 'rejected') return <Mark tone="bad" icon={<CloseCircleFilled />}>{t('evidence.rejected')}</Mark>;
  return <Mark tone="warn" icon={<ClockCircleOutlined />}>{t('evidence.unverified')}</Mark>;
}

export function Empty({ title, hint, action }: { title: string; hint?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <InboxOutlined aria-hidden="true" />
      <p>{title}</p>
      {hint && <p className="secondary">{hint}</p>}
      {action}
    </div>
  );
}
