import { EditOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Page as List, ProjectRow } from '@/api';
import { client } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { useCan, useLabels } from '@/shared/session';
import { Card, ErrorView, Facts, InstantText, MoneyText, Page, PageSkeleton, StatusMark, TextOrUnknown } from '@/shared/ui';
import { useEnterprise } from './api';
import { EnterpriseForm } from './EnterpriseForm';

export function EnterprisePage() {
  const t = useT();
  const can = useCan();
  const { id } = useParams({ from: '/app/enterprises/$id' });
  const firm = useEnterprise(id);
  const [editing, setEditing] = useState(false);
  if (firm.isPending) return <PageSkeleton />;
  if (firm.isError) return <ErrorView error={firm.error} retry={() => void firm.refetch()} home={<Link to="/enterprises">{t('nav.enterprises')}</Link>} />;
  const e = firm.data;
  return (
    <Page title={e.name} actions={can('project.edit') && !editing && <Button icon={<EditOutlined aria-hidden="true" />} onClick={() => setEditing(true)}>{t('act.edit')}</Button>}>
      <div className="columns">
        <Card title={t('enterprise.record')}>
          {editing ? (
            <EnterpriseForm firm={e} onCancel={() => setEditing(false)} onSaved={() => setEditing(false)} />
          ) : (
            <Facts
              items={[
                { label: t('enterprise.name'), value: e.name },
                { label: t('enterprise.credit_code'), value: e.credit_code ? <span className="mono">{e.credit_code}</span> : <TextOrUnknown text="" /> },
                { label: t('enterprise.former_names'), value: e.former_names.join('、') || t('value.none') },
                { label: t('field.note'), value: e.note || t('value.none'), wide: true },
                { label: t('field.updated_at'), value: <InstantText at={e.updated_at} /> },
              ]}
            />
          )}
        </Card>
        <Projects enterprise={e.id} />
      </div>
    </Page>
  );
}

/** The projects that name this firm as their investor, as far as I may see them. */
function Projects({ enterprise }: { enterprise: string }) {
  const t = useT();
  const labels = useLabels();
  const query = useQuery({
    queryKey: ['projects', 'of-enterprise', enterprise],
    queryFn: ({ signal }) => client.get<List<ProjectRow>>('/projects', { enterprise, limit: 50 }, signal),
  });
  const items = query.data?.items ?? [];
  return (
    <Card title={t('enterprise.projects')}>
      {query.isError ? <ErrorView error={query.error} /> : items.length === 0 ? <p className="secondary pad">{query.isPending ? '…' : t('enterprise.no_projects')}</p> : (
        <ul className="lines">
          {items.map((p) => (
            <li key={p.id}>
              <Link to="/projects/$id" params={{ id: p.id }}>{p.name}</Link>
              <span>{labels.of('stages', p.stage)} <StatusMark status={p.status} /></span>
              <MoneyText value={p.total_investment} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
