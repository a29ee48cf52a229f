import { Alert, App, Button } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { faultText, useLanguage } from '../i18n';
import { Problem, type FieldFault } from '../problem';

/** A whole screen that could not be shown, with the reason and a way on. */
export function ErrorView({ error, retry, home }: { error: unknown; retry?: () => void; home?: ReactNode }) {
  const { lang, t } = useLanguage();
  const problem = error instanceof Problem ? error : new Problem(0, 'crash', '');
  const title = problem.status === 404 ? t('error.not_found') : problem.status === 403 ? t('error.forbidden') : t('error.failed');
  return (
    <div className="empty" role="alert">
      <span className="error-code" aria-hidden="true">{problem.status || '!'}</span>
      <p>{title}</p>
      <p className="secondary">{faultText(lang, problem)}</p>
      <p>
        {retry && problem.status !== 404 && problem.status !== 403 && <Button type="primary" onClick={retry}>{t('act.retry')}</Button>} {home}
      </p>
    </div>
  );
}

/** What of a refused form belongs to no field of it, and the sentence above all. */
export function FormProblem({ problem, rest }: { problem: Problem | null; rest: FieldFault[] }) {
  const { lang } = useLanguage();
  if (!problem) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="form-problem"
      title={faultText(lang, problem)}
      description={rest.length > 0 && <ul>{rest.map((f, i) => <li key={i}>{faultText(lang, f)}</li>)}</ul>}
    />
  );
}

/** Says in passing what an act did, or why it was refused. */
export function useTell() {
  const { message } = App.useApp();
  const { lang } = useLanguage();
  const failed = useCallback(
    (err: unknown) => {
      const problem = err instanceof Problem ? err : new Problem(0, 'crash', String(err));
      const first = problem.errors[0];
      void message.error({ content: faultText(lang, problem.errors.length === 1 && first ? first : problem), duration: 6 });
    },
    [message, lang],
  );
  const done = useCallback(
    (text: string, undo?: { label: string; act: () => void }) => {
      const key = `done-${Date.now()}`;
      void message.success({
        key,
        duration: undo ? 10 : 4,
        content: undo ? (
          <>
            {text} <Button type="link" size="small" onClick={() => { message.destroy(key); undo.act(); }}>{undo.label}</Button>
          </>
        ) : text,
      });
    },
    [message],
  );
  return { failed, done };
}
