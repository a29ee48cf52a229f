// How single values look everywhere: amounts, days, unknowns, people.
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import type { Money } from '@/api';
import { formatInstant } from '../format/date';
import { exactMoney, formatMoney } from '../format/money';
import { useT } from '../i18n';

/** Unknown is a value of its own: grey words, never 0 and never a dash. */
export function Unknown({ children }: { children?: ReactNode }) {
  const t = useT();
  return <span className="unknown">{children ?? t('value.pending')}</span>;
}

export function MoneyText({ value, source }: { value: Money | null | undefined; source?: string }) {
  if (!value) return <Unknown />;
  const exact = exactMoney(value);
  return (
    <Tooltip title={source ? `${exact}　${source}` : exact}>
      <span className="number" data-exact={value.minor}>{formatMoney(value)}</span>
    </Tooltip>
  );
}

export function DayText({ day, precision }: { day: string | null | undefined; precision?: string }) {
  if (!day) return <Unknown />;
  return <span className="number">{precision === 'month' ? day.slice(0, 7) : day}</span>;
}

export function InstantText({ at }: { at: string | null | undefined }) {
  if (!at) return <Unknown />;
  return <time className="number" dateTime={at}>{formatInstant(at)}</time>;
}

export function TextOrUnknown({ text }: { text: string | null | undefined }) {
  return text ? <>{text}</> : <Unknown />;
}

/** Label and value in two columns; one below the other on a phone. */
export function Facts({ items }: { items: { label: ReactNode; value: ReactNode; key?: string; wide?: boolean }[] }) {
  return (
    <dl className="facts">
      {items.map((item, i) => (
        <div key={item.key ?? i} className={item.wide ? 'wide' : undefined}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
