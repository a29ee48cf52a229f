import { CaretDownOutlined, CaretUpOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useIsPhone } from '../hooks';
import { useT } from '../i18n';
import { nextIndex, nextSort } from './table.model';

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  sort?: string; // what the server sorts by; "-" before it reverses
  align?: 'right';
  clip?: 'clip' | 'clip-m' | 'clip-s'; // one line, cut with an ellipsis: long names, names of people
  width?: number;
  fixed?: boolean; // always shown
  hidden?: boolean; // not shown until chosen
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  sort?: string;
  onSort?: (sort: string | undefined) => void;
  onOpen?: (row: T) => void;
  openKey?: string;
  card: (row: T) => ReactNode; // the same row on a phone
  rowClass?: (row: T) => string | undefined;
  more?: { has: boolean; loading: boolean; load: () => void };
  loading?: boolean;
  empty: ReactNode;
}

/**
 * A dense list. One row at a time can be reached by Tab; ↑↓ Home End walk,
 * Enter opens. On a phone the rows are cards.
 */
export function DataTable<T>(props: Props<T>) {
  const phone = useIsPhone();
  const { rows, loading, empty, more } = props;
  const t = useT();
  if (loading) return <TableSkeleton />;
  if (rows.length === 0) return <>{empty}</>;
  return (
    <>
      {phone ? <Cards {...props} /> : <Rows {...props} />}
      {more?.has && (
        <div className="more">
          <Button onClick={more.load} loading={more.loading}>{t('act.more')}</Button>
        </div>
      )}
    </>
  );
}

function TableSkeleton() {
  return (
    <div aria-busy="true" className="table-skeleton">
      {Array.from({ length: 10 }, (_, i) => <Skeleton.Input key={i} active block size="small" />)}
    </div>
  );
}

function Rows<T>({ label, columns, rows, rowKey, sort, onSort, onOpen, openKey, rowClass, more }: Props<T>) {
  const t = useT();
  const body = useRef<HTMLTableSectionElement>(null);
  const walk = (event: KeyboardEvent<HTMLTableRowElement>, index: number) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') return onOpen?.(rows[index]!);
    const next = nextIndex(event.key, index, rows.length);
    if (next === undefined) return;
    event.preventDefault();
    if (next === index && event.key === 'ArrowDown' && more?.has) return more.load();
    (body.current?.rows[next] as HTMLElement | undefined)?.focus();
  };
  const reachable = Math.max(0, rows.findIndex((r) => rowKey(r) === openKey));
  return (
    <div className="table-scroll" role="region" aria-label={label} tabIndex={-1}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.key} scope="col" className={c.align} style={{ width: c.width }} aria-sort={c.sort ? ariaSort(sort, c.sort) : undefined}>
                {c.sort && onSort ? (
                  <button type="button" className="th-sort" onClick={() => onSort(nextSort(sort, c.sort!))} title={t('table.sort')}>
                    {c.title}
                    <SortIcon active={sort} by={c.sort} />
                  </button>
                ) : c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, i) => {
            const key = rowKey(row);
            return (
              <tr
                key={key}
                data-key={key}
                tabIndex={onOpen ? (i === reachable ? 0 : -1) : undefined}
                className={[rowClass?.(row), onOpen ? 'openable' : '', key === openKey ? 'open' : ''].filter(Boolean).join(' ')}
                aria-selected={onOpen ? key === openKey : undefined}
                onKeyDown={onOpen ? (e) => walk(e, i) : undefined}
                onClick={onOpen ? (e) => { if (!isControl(e.target)) onOpen(row); } : undefined}
              >
                {columns.map((c) => <td key={c.key} className={c.align ?? c.clip}>{c.render(row)}</td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a,button,input,label') !== null;
}

function ariaSort(sort: string | undefined, by: string): 'ascending' | 'descending' | 'none' {
  if (sort === by) return 'ascending';
  return sort === `-${by}` ? 'descending' : 'none';
}

function SortIcon({ active, by }: { active: string | undefined; by: string }) {
  if (active === by) return <CaretUpOutlined aria-hidden="true" />;
  if (active === `-${by}`) return <CaretDownOutlined aria-hidden="true" />;
  return null;
}

function Cards<T>({ label, rows, rowKey, onOpen, card, openKey }: Props<T>) {
  return (
    <ul className="cards" aria-label={label}>
      {rows.map((row) => {
        const key = rowKey(row);
        return (
          <li key={key} data-key={key} className={key === openKey ? 'open' : undefined}>
            {onOpen ? <div className="card-row" onClick={(e) => { if (!isControl(e.target)) onOpen(row); }}>{card(row)}</div> : <div className="card-row">{card(row)}</div>}
          </li>
        );
      })}
    </ul>
  );
}
