import { CheckCircleFilled, ClockCircleFilled, CloseCircleOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import type { Gate, GateItem, Project } from '@/api';
import { useT } from '@/shared/i18n';
import { useCan } from '@/shared/session';
import { Mark } from '@/shared/ui';
import { placeOf, sorted, summary } from './gate.model';

/** What a gate asks for: done, waiting for verification, or missing with the way to its place. */
interface Props {
  project: Project;
  gate: Gate;
  onSupply?: (kind: string) => void;
  onStage?: (stage: string) => void;
  brief?: boolean; // what is there already is folded away
}

export function GateChecklist({ project, gate, onSupply, onStage, brief }: Props) {
  const t = useT();
  const s = summary(gate.items);
  const items = sorted(gate.items);
  const folded = brief ? items.filter((i) => i.done) : [];
  const open = brief ? items.filter((i) => !i.done) : items;
  const line = (item: GateItem) => <GateLine key={item.pointer + item.code + item.stage} project={project} item={item} onSupply={onSupply} onStage={onStage} />;
  return (
    <div className="gate">
      <p aria-live="polite">
        {gate.ready ? t('gate.all_there', { n: s.total }) : t('gate.progress', { done: s.done, total: s.total })}
        {s.unverified > 0 && <span className="secondary">　{t('gate.unverified_n', { n: s.unverified })}</span>}
      </p>
      {open.length > 0 && <ul className="gate-list">{open.map(line)}</ul>}
      {folded.length > 0 && (
        <details>
          <summary>{t('gate.folded', { n: folded.length })}</summary>
          <ul className="gate-list">{folded.map(line)}</ul>
        </details>
      )}
    </div>
  );
}

type LineProps = Omit<Props, 'gate' | 'brief'> & { item: GateItem };

function GateLine({ project, item, onSupply, onStage }: LineProps) {
  const t = useT();
  const waits = item.kind === 'evidence' && item.done && !item.verified;
  return (
    <li className={item.done ? 'there' : 'missing'}>
      <span className="gate-what">
        <strong>{item.kind === 'path' ? item.message : item.label || item.message}</strong>
      </span>
      {!item.done ? <Mark tone="bad" icon={<CloseCircleOutlined />}>{t('gate.missing')}</Mark> : waits ? <Mark tone="warn" icon={<ClockCircleFilled />}>{t('gate.waits')}</Mark> : <Mark tone="good" icon={<CheckCircleFilled />}>{t(item.kind === 'check' ? 'gate.checked' : 'gate.done')}</Mark>}
      {!item.done && <Supply project={project} item={item} onSupply={onSupply} onStage={onStage} />}
    </li>
  );
}

function Supply({ project, item, onSupply, onStage }: LineProps) {
  const t = useT();
  const can = useCan();
  const navigate = useNavigate();
  const place = placeOf(item);
  const params = { id: project.id };
  const name = item.label || item.message;
  const label = (act: string) => `${act}：${name}`; // starts with what is written on the button
  switch (place.at) {
    case 'field':
      if (!can('project.edit')) return null;
      return <Button size="small" aria-label={label(t('gate.fill'))} onClick={() => void navigate({ to: '/projects/$id/edit', params, search: { field: place.field } })}>{t('gate.fill')}</Button>;
    case 'evidence': {
      if (!can('evidence.upload')) return null;
      const kind = place.kinds[0] ?? '';
      const supply = () => (onSupply ? onSupply(kind) : void navigate({ to: '/projects/$id', params, search: { tab: 'gate', to: item.stage, kind } }));
      return <Button size="small" aria-label={label(t('gate.upload'))} onClick={supply}>{t('gate.upload')}</Button>;
    }
    case 'tab':
      return <Button size="small" aria-label={label(t('gate.go'))} onClick={() => void navigate({ to: '/projects/$id', params, search: { tab: place.tab, add: '1' } })}>{t('gate.go')}</Button>;
    case 'stage':
      return onStage ? <Button size="small" aria-label={label(t('gate.first'))} onClick={() => onStage(place.stage)}>{t('gate.first')}</Button> : null;
    default:
      return null;
  }
}
