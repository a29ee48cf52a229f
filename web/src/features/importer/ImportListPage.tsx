import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ImportSummary } from '@/api';
import { newKey } from '@/shared/client';
import { faultText, isKey, useLanguage, useT } from '@/shared/i18n';
import { Problem } from '@/shared/problem';
import { Card, DataTable, Empty, ErrorView, FilePick, FormProblem, InstantText, Page, type Column } from '@/shared/ui';
import { useImports, useUpload } from './api';

/** A new ledger at the top, the earlier ones below, each with what it brought and a way to undo it. */
export function ImportListPage() {
  const t = useT();
  const navigate = useNavigate();
  const imports = useImports();
  const rows = imports.data?.pages.flatMap((p) => p.items) ?? [];
  const columns: Column<ImportSummary>[] = [
    { key: 'file', title: t('import.file'), render: (b) => <Link to="/imports/$id" params={{ id: b.id }}>{b.filename}</Link> },
    { key: 'state', title: t('field.status'), width: 120, render: (b) => <BatchState batch={b} /> },
    { key: 'new', title: t('import.state_new'), align: 'right', width: 80, render: (b) => <span className="number">{b.counts.new ?? 0}</span> },
    { key: 'changed', title: t('import.state_changed'), align: 'right', width: 80, render: (b) => <span className="number">{b.counts.changed ?? 0}</span> },
    { key: 'problem', title: t('import.state_problem'), align: 'right', width: 80, render: (b) => <span className="number">{b.counts.problem ?? 0}</span> },
    { key: 'by', title: t('import.by'), width: 110, render: (b) => b.uploaded_by_name },
    { key: 'at', title: t('import.at'), width: 140, render: (b) => <InstantText at={b.created_at} /> },
  ];
  return (
    <Page title={t('nav.imports')}>
      <Card title={t('import.new')}><Upload /></Card>
      <Card title={t('import.earlier')}>
        {imports.isError ? <ErrorView error={imports.error} retry={() => void imports.refetch()} /> : (
          <DataTable
            label={t('import.earlier')}
            columns={columns}
            rows={rows}
            rowKey={(b) => b.id}
            onOpen={(b) => void navigate({ to: '/imports/$id', params: { id: b.id } })}
            loading={imports.isPending}
            more={{ has: imports.hasNextPage, loading: imports.isFetchingNextPage, load: () => void imports.fetchNextPage() }}
            card={(b) => (<><Link to="/imports/$id" params={{ id: b.id }}>{b.filename}</Link><span className="secondary"><BatchState batch={b} /> · <InstantText at={b.created_at} /></span></>)}
            empty={<Empty title={t('import.none')} hint={t('import.none_hint')} />}
          />
        )}
      </Card>
    </Page>
  );
}

function BatchState({ batch }: { batch: ImportSummary }) {
  const t = useT();
  const key = `import.state.${batch.state}`;
  return <>{isKey(key) ? t(key) : batch.state}</>;
}

function Upload() {
  const { t, lang } = useLanguage();
  const navigate = useNavigate();
  const upload = useUpload();
  const [file, setFile] = useState<File | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const send = async (picked: File) => {
    setFile(picked);
    setRefused(null);
    try {
      const batch = await upload.mutateAsync({ file: picked, key: newKey() });
      void navigate({ to: '/imports/$id', params: { id: batch.id } });
    } catch (err) {
      setRefused(err instanceof Problem ? err : new Problem(0, 'crash', String(err)));
    }
  };
  return (
    <>
      <FormProblem problem={refused} rest={refused?.errors ?? []} />
      <FilePick label={upload.isPending ? t('import.uploading') : t('import.pick')} hint={t('import.pick_hint')} accept=".xlsx,.xls,.csv,.txt" file={upload.isPending || refused ? file : null} onPick={(f) => void send(f)} />
      <p className="visually-hidden" role="status">{upload.isPending ? t('import.uploading') : refused ? faultText(lang, refused) : ''}</p>
    </>
  );
}
