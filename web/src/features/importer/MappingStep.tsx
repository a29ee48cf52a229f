import { Button, Checkbox, InputNumber, Select, Tabs } from 'antd';
import { useState } from 'react';
import type { ImportBatch, ImportColumn, ImportSheet } from '@/api';
import { isKey, useT } from '@/shared/i18n';
import { Problem } from '@/shared/problem';
import { Card, FormProblem, Labelled, Mark } from '@/shared/ui';
import { WarningFilled } from '@ant-design/icons';
import { useSetMapping } from './api';
import { doubleFields } from './importer.model';

const units = ['', 'yuan', 'wan_yuan', 'yi_yuan', 'usd', 'wan_usd', 'yi_usd'];

/** The sheets and columns as they were found; everything can be corrected before the check. */
export function MappingStep({ batch, onNext, onBack }: { batch: ImportBatch; onNext: () => void; onBack?: () => void }) {
  const t = useT();
  const [sheets, setSheets] = useState(batch.sheets);
  const [refused, setRefused] = useState<Problem | null>(null);
  const save = useSetMapping(batch.id);
  const change = (name: string, next: Partial<ImportSheet>) => setSheets(sheets.map((s) => (s.name === name ? { ...s, ...next } : s)));
  const doubles = sheets.filter((s) => s.used).flatMap(doubleFields);
  const submit = async () => {
    setRefused(null);
    try {
      await save.mutateAsync({ sheets, version: batch.version });
      onNext();
    } catch (err) {
      setRefused(err instanceof Problem ? err : new Problem(0, 'crash', String(err)));
    }
  };
  return (
    <Card title={t('import.step_mapping')}>
      <FormProblem problem={refused} rest={refused?.errors ?? []} />
      <p className="secondary">{t('import.mapping_hint')}</p>
      <Tabs
        items={sheets.map((s) => ({
          key: s.name,
          label: (s.used ? '✓ ' : '') + (s.name || batch.filename) + (s.hidden ? `（${t('import.hidden_sheet')}）` : ''),
          children: <SheetMapping sheet={s} fields={batch.fields} onChange={(next) => change(s.name, next)} />,
        }))}
      />
      <div className="form-acts sticky">
        <Button type="primary" loading={save.isPending} disabled={doubles.length > 0 || !sheets.some((s) => s.used)} onClick={() => void submit()}>{t('import.check')}</Button>
        {onBack && <Button onClick={onBack}>{t('import.back_to_check')}</Button>}
        {doubles.length > 0 && <Mark tone="bad" icon={<WarningFilled />}>{t('import.double', { fields: doubles.map((d) => batch.fields.find((f) => f.code === d)?.label ?? d).join('、') })}</Mark>}
      </div>
    </Card>
  );
}

function SheetMapping({ sheet, fields, onChange }: { sheet: ImportSheet; fields: ImportBatch['fields']; onChange: (next: Partial<ImportSheet>) => void }) {
  const t = useT();
  const setColumn = (index: number, next: Partial<ImportColumn>) => onChange({ columns: sheet.columns.map((c) => (c.index === index ? { ...c, ...next } : c)) });
  const unitLabel = (u: string) => {
    const key = `unit.${u || 'as_written'}`;
    return isKey(key) ? t(key) : u;
  };
  const header = (n: number) => n >= sheet.header_first && n <= sheet.header_last;
  return (
    <>
      <div className="toolbar">
        <Checkbox checked={sheet.used} onChange={(e) => onChange({ used: e.target.checked })}>{t('import.use_sheet')}</Checkbox>
        <Labelled label={t('import.header_from')}><InputNumber min={1} max={200} value={sheet.header_first} onChange={(n) => n && onChange({ header_first: n, header_last: Math.max(n, sheet.header_last) })} /></Labelled>
        <Labelled label={t('import.header_to')}><InputNumber min={sheet.header_first} max={200} value={sheet.header_last} onChange={(n) => n && onChange({ header_last: n })} /></Labelled>
        {sheet.remembered && <span className="secondary">{t('import.remembered')}</span>}
        {!sheet.used && sheet.reason && <span className="secondary">{sheet.reason}</span>}
      </div>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={t('import.preview')}>
        <table className="table preview">
          <tbody>
            {sheet.preview.map((r) => (
              <tr key={r.row} className={header(r.row) ? 'header-row' : undefined}>
                <th scope="row" className="number">{r.row}</th>
                {r.cells.map((c, i) => <td key={i}>{c}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={t('import.columns')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('import.column')}</th>
              <th scope="col">{t('import.column_title')}</th>
              <th scope="col">{t('import.reads_as')}</th>
              <th scope="col">{t('import.unit')}</th>
              <th scope="col">{t('import.samples')}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.columns.map((c) => (
              <tr key={c.index}>
                <th scope="row">{c.letter}</th>
                <td>{c.title}{c.guessed && <span className="secondary"> {t('import.guessed')}</span>}</td>
                <td>
                  <Select
                    className="block"
                    aria-label={t('import.reads_as_of', { title: c.title || c.letter })}
                    showSearch={{ optionFilterProp: 'label' }}
                    value={c.field}
                    options={[{ value: '', label: t('import.ignore') }, ...fields.map((f) => ({ value: f.code, label: f.label }))]}
                    onChange={(field) => setColumn(c.index, { field })}
                  />
                </td>
                <td>
                  <Select className="block" aria-label={t('import.unit_of', { title: c.title || c.letter })} value={c.unit} options={(units.includes(c.unit) ? units : [...units, c.unit]).map((u) => ({ value: u, label: unitLabel(u) }))} onChange={(unit) => setColumn(c.index, { unit })} />
                </td>
                <td className="secondary">{c.samples.join('｜')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
