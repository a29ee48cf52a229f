import { Link } from '@tanstack/react-router';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { ImportBatch } from '@/api';
import { useT } from '@/shared/i18n';
import { Card, Facts, useTell } from '@/shared/ui';
import { remarksUrl, useUndo } from './api';

/** What a ledger brought, where it is now, and the way back. */
export function ResultStep({ batch }: { batch: ImportBatch }) {
  const t = useT();
  const tell = useTell();
  const undo = useUndo(batch.id);
  const [asking, setAsking] = useState(false);
  const undone = batch.state === 'undone';
  const r = batch.result;
  const go = async () => {
    try {
      await undo.mutateAsync({ version: batch.version });
      tell.done(t('said.undone'));
    } catch (err) {
      tell.failed(err);
    } finally {
      setAsking(false);
    }
  };
  return (
    <>
      <Card
        title={t(undone ? 'import.undone' : 'import.done')}
        extra={<><Button href={remarksUrl(batch.id)}>{t('import.remarks')}</Button> {!undone && <Button danger onClick={() => setAsking(true)}>{t('import.undo')}</Button>}</>}
      >
        {r && (
          <Facts
            items={[
              { label: t('import.created'), value: <span className="number">{r.created}</span> },
              { label: t('import.changed'), value: <span className="number">{r.changed}</span> },
              { label: t('import.unchanged'), value: <span className="number">{r.unchanged}</span> },
              { label: t('import.skipped'), value: <span className="number">{r.skipped}</span> },
              ...(undone ? [{ label: t('import.taken_back'), value: <span className="number">{r.undone}</span> }] : []),
            ]}
          />
        )}
        {!undone && <p><Link to="/projects" search={{ batch: batch.id }}>{t('import.see_projects')}</Link>　<Link to="/projects" search={{ batch: batch.id, incomplete: 'true' }}>{t('import.catch_up')}</Link></p>}
        {!undone && <p className="secondary">{t('import.claimed_hint')}</p>}
      </Card>
      {undone && r && r.kept_count > 0 && (
        <Card title={t('import.kept', { n: r.kept_count })}>
          <p className="secondary">{t('import.kept_hint')}</p>
          <ul className="lines">
            {r.kept.map((k) => <li key={k.project_id}><Link to="/projects/$id" params={{ id: k.project_id }}>{k.name}</Link><span className="mono">{k.code}</span><span className="secondary">{k.reason}</span></li>)}
          </ul>
        </Card>
      )}
      <Modal open={asking} title={t('import.undo')} okText={t('import.undo')} okButtonProps={{ danger: true }} cancelText={t('act.cancel')} confirmLoading={undo.isPending} onOk={() => void go()} onCancel={() => setAsking(false)}>
        <p>{t('import.undo_hint')}</p>
      </Modal>
    </>
  );
}
