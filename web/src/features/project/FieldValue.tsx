import { useT } from '@/shared/i18n';
import { useLabels, useRegions } from '@/shared/session';
import { DayText, MoneyText, Unknown } from '@/shared/ui';
import { isMoney, type FieldDef } from './fields.model';

/** A stored value of a field as a person reads it. */
export function FieldValue({ field, value }: { field: Pick<FieldDef, 'type' | 'choices'> | undefined; value: unknown }) {
  const t = useT();
  const { of } = useLabels();
  const regions = useRegions();
  if (value === null || value === undefined || value === '') return <Unknown />;
  if (isMoney(value)) return <MoneyText value={value} />;
  if (typeof value === 'boolean') return <>{t(value ? 'value.yes' : 'value.no')}</>;
  const text = Array.isArray(value) ? value.map(String).join('、') : typeof value === 'object' ? JSON.stringify(value) : String(value);
  switch (field?.type) {
    case 'day':
      return <DayText day={text} />;
    case 'choice':
      return <>{of(field.choices ?? 'channels', text)}</>;
    case 'kind':
      return <>{of('kinds', text)}</>;
    case 'district':
    case 'place':
      return <>{regions.find((r) => r.code === text)?.display_name || text}</>;
    default:
      return <span className="prewrap">{text}</span>;
  }
}
