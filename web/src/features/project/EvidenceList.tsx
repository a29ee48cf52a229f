import { Skeleton } from 'antd';
import type { Project } from '@/api';
import { useT } from '@/shared/i18n';
import { useLabels } from '@/shared/session';
import { DayText, ErrorView, EvidenceMark, InstantText, formatSize } from '@/shared/ui';
import { fileUrl, useEvidence } from './api';

export function EvidenceList({ project }: { project: Project }) {
  const t = useT();
  const { of } = useLabels();
  const evidence = useEvidence(project.id);
  if (evidence.isPending) return <Skeleton active title={false} />;
  if (evidence.isError) return <ErrorView error={evidence.error} retry={() => void evidence.refetch()} />;
  if (evidence.data.items.length === 0) return <p className="secondary pad">{t('evidence.none')}</p>;
  return (
    <ul className="evidence-list">
      {evidence.data.items.map((e) => (
        <li key={e.id}>
          <div className="evidence-top">
            <strong>{of('evidence_kinds', e.kind)}</strong>
            <EvidenceMark state={e.state} />
          </div>
          <a href={fileUrl(e.id)} target="_blank" rel="noreferrer">{e.filename}</a> <span className="secondary">{formatSize(e.size)}</span>
          <p className="secondary">
            {e.day && <>{t('evidence.day')} <DayText day={e.day} />　</>}
            {t('evidence.by', { name: `${e.organisation_name} ${e.uploaded_by_name}` })} <InstantText at={e.uploaded_at} />
          </p>
          {e.note && <p>{e.note}</p>}
          {e.state === 'rejected' && <p className="bad">{t('evidence.reason')}：{e.reason}</p>}
          {e.decided_at && <p className="secondary">{t('evidence.decided', { name: e.decided_by_name })} <InstantText at={e.decided_at} /></p>}
          <p className="secondary mono small" title="SHA-256">{e.sha256.slice(0, 16)}…</p>
        </li>
      ))}
    </ul>
  );
}
