import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Progress } from 'antd';
import type { ImportBatch } from '@/api';
import { useT } from '@/shared/i18n';
import { Card, ErrorView, Page, PageSkeleton } from '@/shared/ui';
import { useImport } from './api';
import { CheckStep } from './CheckStep';
import { isWorking, stepOf, steps, type Step } from './importer.model';
import { MappingStep } from './MappingStep';
import { ResultStep } from './ResultStep';

/** One ledger on its way: what the columns are, what is wrong, what was taken over. */
export function ImportPage() {
  const t = useT();
  const { id } = useParams({ from: '/app/imports/$id' });
  const batch = useImport(id);
  if (batch.isPending) return <PageSkeleton />;
  if (batch.isError) return <ErrorView error={batch.error} retry={() => void batch.refetch()} home={<Link to="/imports" className="button-link">{t('nav.imports')}</Link>} />;
  return <Wizard batch={batch.data} />;
}

function Wizard({ batch }: { batch: ImportBatch }) {
  const t = useT();
  const search = useSearch({ from: '/app/imports/$id' });
  const navigate = useNavigate({ from: '/imports/$id' });
  const step = stepOf(batch, search.step);
  const go = (to: Step) => void navigate({ search: (s) => ({ ...s, step: to === 'mapping' ? 'mapping' : undefined }), replace: true });
  return (
    <Page title={batch.filename} actions={<Link to="/imports">{t('import.all')}</Link>}>
      <ol className="wizard" aria-label={t('import.steps')}>
        <li className="done">{t('import.step_upload')}</li>
        {steps.map((s) => <li key={s} className={s === step ? 'now' : steps.indexOf(s) < steps.indexOf(step) ? 'done' : undefined} aria-current={s === step ? 'step' : undefined}>{t(`import.step_${s}`)}</li>)}
      </ol>
      {batch.error && <Alert type="error" showIcon role="alert" className="form-problem" title={batch.error} />}
      {isWorking(batch) ? <Working batch={batch} /> : (
        <>
          {step === 'mapping' && <MappingStep key={batch.version} batch={batch} onNext={() => go('check')} onBack={batch.state === 'checked' ? () => go('check') : undefined} />}
          {step === 'check' && <CheckStep batch={batch} onBack={() => go('mapping')} />}
          {step === 'result' && <ResultStep batch={batch} />}
        </>
      )}
    </Page>
  );
}

function Working({ batch }: { batch: ImportBatch }) {
  const t = useT();
  const p = batch.progress;
  const percent = p && p.total > 0 ? Math.floor((p.done / p.total) * 100) : 0;
  return (
    <Card title={t(`import.state.${batch.state}` as 'import.state.reading')}>
      <div className="pad" role="status">
        <Progress percent={percent} aria-label={t('import.progress')} />
        {p && p.total > 0 && <p className="secondary number">{t('import.progress_rows', { done: p.done, total: p.total })}</p>}
        <p className="secondary">{t('import.may_leave')}</p>
      </div>
    </Card>
  );
}
