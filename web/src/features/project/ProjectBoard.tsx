import { ArrowRightOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import type { ProjectRow } from '@/api';
import { useT } from '@/shared/i18n';
import { listOf } from '@/shared/search';
import { useCan, useLabels } from '@/shared/session';
import { BasisMark, ErrorView, MoneyText } from '@/shared/ui';
import { useProjects, useStageCounts } from './api';
import { dropTargets, lanes, walk } from './board.model';
import type { Filters } from './filters.model';
import { MoveDialog } from './MoveDialog';

interface Props {
  filters: Filters;
  onOpen: (p: ProjectRow) => void;
}

interface Moving {
  project: ProjectRow;
  to?: string;
}

/**
 * Projects by stage. A card is moved by dragging it onto a lane, or with M on
 * the keyboard; either way the gate of that stage answers first.
 */
export function ProjectBoard({ filters, onOpen }: Props) {
  const t = useT();
  const can = useCan();
  const { dictionary } = useLabels();
  const counts = useStageCounts(filters);
  const [moving, setMoving] = useState<Moving | null>(null);
  const [dragged, setDragged] = useState<ProjectRow | null>(null);
  const board = useRef<HTMLDivElement>(null);
  if (counts.isError) return <ErrorView error={counts.error} retry={() => void counts.refetch()} />;
  if (counts.isPending) return <Skeleton active paragraph={{ rows: 10 }} />;

  const list = lanes(dictionary, counts.data.by_stage, listOf(filters.stage));
  const targets = dragged ? dropTargets(dictionary, dragged) : [];
  const press = (event: KeyboardEvent<HTMLElement>, p: ProjectRow) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') return onOpen(p);
    if (event.key.toLowerCase() === 'm' && can('project.move')) return setMoving({ project: p });
    const columns = [...(board.current?.querySelectorAll<HTMLElement>('.lane') ?? [])].map((lane) => [...lane.querySelectorAll<HTMLElement>('.board-card')]);
    const lane = columns.findIndex((cards) => cards.includes(event.currentTarget));
    const next = walk(event.key, lane, columns[lane]?.indexOf(event.currentTarget) ?? 0, columns.map((c) => c.length));
    if (!next) return;
    event.preventDefault();
    columns[next[0]]?.[next[1]]?.focus();
  };

  return (
    <>
      <p className="secondary">{t('board.hint')}</p>
      <div className="board" ref={board}>
        {list.map((lane) => (
          <LaneView
            key={lane.stage}
            stage={lane.stage}
            count={lane.count}
            filters={filters}
            droppable={targets.includes(lane.stage)}
            dragging={dragged !== null}
            onDrop={() => { if (dragged) setMoving({ project: dragged, to: lane.stage }); setDragged(null); }}
            onDrag={setDragged}
            onKey={press}
            onOpen={onOpen}
            onMove={(project) => setMoving({ project })}
          />
        ))}
      </div>
      {moving && <MoveDialog id={moving.project.id} to={moving.to} onClose={() => setMoving(null)} />}
    </>
  );
}

interface LaneProps {
  stage: string;
  count: number;
  filters: Filters;
  droppable: boolean;
  dragging: boolean;
  onDrop: () => void;
  onDrag: (p: ProjectRow | null) => void;
  onKey: (event: KeyboardEvent<HTMLElement>, p: ProjectRow) => void;
  onOpen: (p: ProjectRow) => void;
  onMove: (p: ProjectRow) => void;
}

function LaneView({ stage, count, filters, droppable, dragging, onDrop, ...card }: LaneProps) {
  const t = useT();
  const { of } = useLabels();
  const projects = useProjects({ ...filters, stage }, undefined, 20, count > 0);
  const rows = count > 0 ? (projects.data?.pages.flatMap((p) => p.items) ?? []) : [];
  const over = (event: DragEvent) => { if (droppable) event.preventDefault(); };
  return (
    <section
      className={`lane${droppable ? ' droppable' : dragging ? ' refused' : ''}`}
      aria-label={`${of('stages', stage)} ${count}`}
      onDragOver={over}
      onDrop={(e) => { e.preventDefault(); onDrop(); }}
    >
      <h2>{of('stages', stage)} <Link to="/projects" search={{ ...filters, stage }} className="number">{count}</Link></h2>
      {count > 0 && projects.isPending && <Skeleton active title={false} />}
      {rows.map((p) => <BoardCard key={p.id} project={p} {...card} />)}
      {projects.hasNextPage && <Button size="small" loading={projects.isFetchingNextPage} onClick={() => void projects.fetchNextPage()}>{t('act.more')}</Button>}
    </section>
  );
}

function BoardCard({ project: p, onDrag, onKey, onOpen, onMove }: { project: ProjectRow } & Pick<LaneProps, 'onDrag' | 'onKey' | 'onOpen' | 'onMove'>) {
  const t = useT();
  const can = useCan();
  const movable = can('project.move') && p.status === 'active';
  return (
    <article
      className="board-card"
      tabIndex={0}
      aria-label={p.name}
      data-key={p.id}
      draggable={movable}
      onDragStart={(e) => { e.dataTransfer.setData('text/plain', p.code); e.dataTransfer.effectAllowed = 'move'; onDrag(p); }}
      onDragEnd={() => onDrag(null)}
      onKeyDown={(e) => onKey(e, p)}
      onClick={() => onOpen(p)}
    >
      <strong>{p.name}</strong>
      <span className="secondary">{p.district_name} · <MoneyText value={p.total_investment} /></span>
      <span className="board-card-foot">
        <BasisMark basis={p.stage_basis} />
        <span className="number secondary">{t('value.days', { n: p.days_in_stage })}</span>
        {movable && <Button type="text" size="small" icon={<ArrowRightOutlined />} aria-label={t('move.of', { name: p.name })} onClick={(e) => { e.stopPropagation(); onMove(p); }} />}
      </span>
    </article>
  );
}
