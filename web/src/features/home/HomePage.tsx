import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import type { PendingEvidence, ImportSummary, Page as List, ProjectRow } from '@/api';
import { client } from '@/shared/client';
import { isKey, useT } from '@/shared/i18n';
import { useCan, useLabels, useMe } from '@/shared/session';
import { Card, Empty, ErrorView, InstantText, Page } from '@/shared/ui';
import { quiet } from './home.model';

/** What I owe today. Each number is the length of the list it opens. */
export function HomePage() {
  const t = useT();
  const can = useCan();
  return (
    <Page title={t('nav.home')}>
      <div className="columns">
        {can('evidence.verify') && <ToVerify />}
        {can('project.read') && <Quiet />}
        {can('import.run') && <RecentImports />}
        {!can('project.read') && <Empty title={t('home.no_business')} hint={t('home.no_business_hint')} />}
      </div>
    </Page>
  );
}

function Block({ title, link, query, empty, children }: { title: string; link: ReactNode; query: { isPending: boolean; isError: boolean; error: unknown }; empty: boolean; children: ReactNode }) {
  const t = useT();
  return (
    <Card title={title} extra={link}>
      {query.isPending ? <Skeleton active title={false} paragraph={{ rows: 4 }} /> : query.isError ? <ErrorView error={query.error} /> : empty ? <p className="secondary pad">{t('home.nothing')}</p> : <ul className="lines">{children}</ul>}
    </Card>
  );
}

function ToVerify() {
  const t = useT();
  const labels = useLabels();
  const query = useQuery({
    queryKey: ['evidence', 'queue', 'home'],
    queryFn: ({ signal }) => client.get<List<PendingEvidence>>('/evidence', { limit: 6 }, signal),
  });
  const items = query.data?.items ?? [];
  const more = Boolean(query.data?.next_cursor);
  return (
    <Block title={t('home.to_verify')} query={query} empty={items.length === 0} link={<Link to="/evidence">{t('home.all', { n: `${items.length}${more ? '+' : ''}` })}</Link>}>
      {items.map((e) => (
        <li key={e.id}>
          <Link to="/projects/$id" params={{ id: e.project_id }} search={{ tab: 'gate' }}>{e.project_name}</Link>
          <span>{labels.of('evidence_kinds', e.kind)}</span>
          <InstantText at={e.uploaded_at} />
        </li>
      ))}
    </Block>
  );
}

function Quiet() {
  const t = useT();
  const me = useMe();
  const labels = useLabels();
  const query = useQuery({
    queryKey: ['projects', 'home', me.user.id],
    queryFn: ({ signal }) => client.get<List<ProjectRow>>('/projects', { owner: 'me', status: 'active', sort: 'updated_at', limit: 20 }, signal),
  });
  const items = quiet(query.data?.items ?? []);
  return (
    <Block title={t('home.quiet')} query={query} empty={items.length === 0} link={<Link to="/projects" search={{ owner: 'me', sort: 'updated_at' }}>{t('home.mine')}</Link>}>
      {items.slice(0, 6).map((p) => (
        <li key={p.id}>
          <Link to="/projects/$id" params={{ id: p.id }}>{p.name}</Link>
          <span>{labels.of('stages', p.stage)}</span>
          <span className="number">{t('home.days', { n: p.days_in_stage })}</span>
        </li>
      ))}
    </Block>
  );
}

function RecentImports() {
  const t = useT();
  const query = useQuery({ queryKey: ['imports', 'home'], queryFn: ({ signal }) => client.get<List<ImportSummary>>('/imports', { limit: 6 }, signal) });
  const items = query.data?.items ?? [];
  return (
    <Block title={t('home.imports')} query={query} empty={items.length === 0} link={<Link to="/imports">{t('home.all_imports')}</Link>}>
      {items.map((b) => {
        const state = `import.state.${b.state}`;
        return (
          <li key={b.id}>
            <Link to="/imports/$id" params={{ id: b.id }}>{b.filename}</Link>
            <span>{isKey(state) ? t(state) : b.state}</span>
            <InstantText at={b.created_at} />
          </li>
        );
      })}
    </Block>
  );
}
