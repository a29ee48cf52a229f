import { Skeleton } from 'antd';
import { useEffect, type ReactNode } from 'react';

interface Props {
  title: string; // the noun of the question this screen answers
  count?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen: its title, how many things it shows, what can be done, and the rest. */
export function Page({ title, count, actions, children }: Props) {
  useTitle(title);
  return (
    <section className="page" aria-labelledby="page-title">
      <header className="page-head">
        <h1 id="page-title">{title}</h1>
        {count !== undefined && <span className="page-count" aria-live="polite">{count}</span>}
        <div className="page-actions">{actions}</div>
      </header>
      {children}
    </section>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · 棋盘`;
  }, [title]);
}

/** The shape of a list or form that is still on its way. */
export function PageSkeleton({ rows = 12 }: { rows?: number }) {
  return (
    <div className="page" aria-busy="true">
      <Skeleton active title={{ width: 160 }} paragraph={{ rows, width: '100%' }} />
    </div>
  );
}

export function Card({ title, extra, children, id }: { title: ReactNode; extra?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className="card" id={id}>
      <header className="card-head">
        <h2>{title}</h2>
        <div className="card-extra">{extra}</div>
      </header>
      {children}
    </section>
  );
}
