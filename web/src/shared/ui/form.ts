import type { FormInstance } from 'antd';
import { useCallback, useState } from 'react';
import { faultText, useLanguage } from '../i18n';
import { Problem, splitFaults, type FieldFault } from '../problem';

/**
 * Puts the faults of a refused form at their fields and keeps the others for the
 * top of the form. What was typed stays as it is.
 */
export function useFormProblem(form: FormInstance, ids: readonly string[]) {
  const { lang } = useLanguage();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [rest, setRest] = useState<FieldFault[]>([]);

  const clear = useCallback(() => {
    setProblem(null);
    setRest([]);
  }, []);

  const fail = useCallback(
    (err: unknown) => {
      const refused = err instanceof Problem ? err : new Problem(0, 'crash', String(err));
      const { byField, rest } = splitFaults(refused.errors, ids);
      form.setFields([...byField].map(([id, faults]) => ({ name: id.split('/'), errors: faults.map((f) => faultText(lang, f)) })));
      setProblem(refused);
      setRest(rest);
      const first = [...byField.keys()][0];
      if (first) form.scrollToField(first.split('/'), { block: 'center', focus: true });
    },
    [form, ids, lang],
  );

  return { problem, rest, fail, clear };
}
