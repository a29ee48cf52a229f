import { CheckOutlined, ExclamationOutlined, MinusOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import type { Project } from '@/api';
import { useT } from '@/shared/i18n';
import { useLabels } from '@/shared/session';
import { BasisMark, DayText } from '@/shared/ui';
import { stageLabel } from './labels.model';
import { steps, type Step } from './stepper.model';

/** The path of the project's kind, where it stands, since when, and on what that rests. */
export function StageStepper({ project, compact }: { project: Project; compact?: boolean }) {
  const t = useT();
  const { dictionary, of } = useLabels();
  const path = dictionary.kinds.find((k) => k.code === project.kind)?.path ?? [];
  const list = steps(path, project.stage, project.entries);
  return (
    <ol className={`stepper${compact ? ' compact' : ''}`} aria-label={t('project.path')} tabIndex={compact ? undefined : 0}>
      {list.map((s) => {
        const label = stageLabel(dictionary, of, project.kind, s.stage);
        return (
          <li key={s.stage} className={`step-${s.state}`} aria-current={s.state === 'current' ? 'step' : undefined}>
            <StepDot step={s} />
            <span className="step-label">{label}{s.optional && s.state === 'ahead' ? t('stage.optional') : ''}</span>
            {!compact && s.entry && <span className="step-day number"><DayText day={s.entry.day} precision={s.entry.precision} /></span>}
            {s.state === 'current' && (
              <span className="step-now">
                {t('value.days', { n: project.days_in_stage })} <BasisMark basis={project.stage_basis} origin={s.entry?.origin} />
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function StepDot({ step }: { step: Step }) {
  const t = useT();
  const text = t(`step.${step.state}`);
  const proved = step.entry?.basis === 'proved';
  const icon = step.state === 'skipped' ? <MinusOutlined /> : step.entry ? (proved ? <CheckOutlined /> : <ExclamationOutlined />) : null;
  return (
    <Tooltip title={step.entry ? `${text} · ${t(proved ? 'basis.proved' : 'basis.claimed')}` : text}>
      <span className={`step-dot${step.entry && !proved ? ' unproved' : ''}`}>
        <span aria-hidden="true">{icon}</span>
        <span className="visually-hidden">{text}</span>
      </span>
    </Tooltip>
  );
}
