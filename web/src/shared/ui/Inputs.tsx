// Fields that the product has and antd does not: exact amounts, days as text,
// and choices that are searched on the server.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { DatePicker, Input, Select, Space } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Money, Page } from '@/api';
import { client } from '../client';
import { editableMoney, parseMoney, sameMoney, unitName, type Unit } from '../format/money';
import { useT } from '../i18n';
import { useLabels, useRegions } from '../session';

interface Field<T> {
  id?: string;
  value?: T;
  onChange?: (value: T) => void;
  disabled?: boolean;
}

/** What a money field holds: an amount, nothing (待核), or text that is no amount yet. */
export type MoneyValue = Money | null | { invalid: string };

export function isInvalidMoney(v: unknown): v is { invalid: string } {
  return typeof v === 'object' && v !== null && 'invalid' in v;
}

/** An exact amount, typed in 亿元, 万元 or 元. Empty is 待核, not zero. */
export function MoneyInput({ id, value, onChange, disabled }: Field<MoneyValue>) {
  const t = useT();
  const { dictionary } = useLabels();
  const [typed, setTyped] = useState(() => fromValue(value));
  // A value set from outside (a draft, a merge) replaces what is typed; our own change does not.
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    const parsed = parseMoney(typed.text, typed.unit, typed.currency);
    const ours = isInvalidMoney(value) || (parsed.ok && sameMoney(parsed.value, value));
    if (!ours) setTyped(fromValue(value));
  }
  const change = (next: typeof typed) => {
    setTyped(next);
    const parsed = parseMoney(next.text, next.unit, next.currency);
    onChange?.(parsed.ok ? parsed.value : { invalid: parsed.code });
  };
  const units: Unit[] = ['yi', 'wan', 'one'];
  return (
    <Space.Compact block>
      <Input
        id={id}
        inputMode="decimal"
        disabled={disabled}
        value={typed.text}
        placeholder={t('value.pending')}
        onChange={(e) => change({ ...typed, text: e.target.value })}
      />
      <Select
        aria-label={t('money.unit')}
        disabled={disabled}
        style={{ width: 88, flex: "none" }}
        value={typed.unit}
        options={units.map((u) => ({ value: u, label: (u === 'yi' ? '亿' : u === 'wan' ? '万' : '') + unitName(typed.currency) }))}
        onChange={(unit) => change({ ...typed, unit })}
      />
      <Select
        aria-label={t('money.currency')}
        disabled={disabled}
        style={{ width: 76, flex: "none" }}
        value={typed.currency}
        options={dictionary.currencies.map((c) => ({ value: c.code, label: c.code }))}
        onChange={(currency) => change({ ...typed, currency })}
      />
    </Space.Compact>
  );
}

function fromValue(value: MoneyValue | undefined): { text: string; unit: Unit; currency: string } {
  if (!value || isInvalidMoney(value)) return { text: '', unit: 'yi', currency: 'CNY' };
  return { ...editableMoney(value), currency: value.currency };
}

/** A day as YYYY-MM-DD text; it can be typed. */
export function DayInput({ id, value, onChange, disabled, max }: Field<string | null> & { max?: string }) {
  return (
    <DatePicker
      id={id}
      className="block"
      disabled={disabled}
      value={value ? dayjs(value) : null}
      format={['YYYY-MM-DD', 'YYYY-M-D', 'YYYY.M.D', 'YYYY/M/D', 'YYYYMMDD']}
      maxDate={max ? dayjs(max) : undefined}
      onChange={(d) => onChange?.(d ? d.format('YYYY-MM-DD') : null)}
    />
  );
}

/** Value after it has rested for ms. */
export function useSettled<T>(value: T, ms = 250): T {
  const [settled, set] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => set(value), ms);
    return () => window.clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

interface Option {
  value: string;
  label: string;
}

interface RemoteProps<T> extends Field<string | null> {
  path: string;
  toOption: (item: T) => Option;
  current?: Option; // how the value reads before anything was searched
  placeholder?: string;
  label?: string;
}

/** A choice out of more than fits on a screen: typed text is searched on the server. */
export function RemoteSelect<T>({ id, value, onChange, disabled, path, toOption, current, placeholder, label }: RemoteProps<T>) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<Option | undefined>(current);
  const q = useSettled(typed);
  const found = useQuery({
    queryKey: ['search', path, q],
    queryFn: ({ signal }) => client.get<Page<T>>(path, { q, limit: 20 }, signal),
    placeholderData: keepPreviousData,
  });
  const options = useMemo(() => {
    const list = (found.data?.items ?? []).map(toOption);
    const own = [chosen, current].find((o) => o && o.value === value);
    return own && !typed && !list.some((o) => o.value === own.value) ? [own, ...list] : list;
  }, [found.data, toOption, chosen, current, value, typed]);
  return (
    <Select
      id={id}
      aria-label={label}
      className="block"
      disabled={disabled}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={placeholder}
      loading={found.isFetching}
      options={options}
      value={value || undefined}
      onChange={(v: string | undefined) => {
        setChosen(options.find((o) => o.value === v));
        setTyped('');
        onChange?.(v ?? null);
      }}
    />
  );
}

export const UserSelect = (props: Field<string | null> & { current?: Option; label?: string }) => {
  const t = useT();
  return (
    <RemoteSelect<{ id: string; name: string; organisation_name?: string }>
      {...props}
      path="/users"
      placeholder={t('pick.user')}
      toOption={userOption}
    />
  );
};

function userOption(u: { id: string; name: string; organisation_name?: string }): Option {
  return { value: u.id, label: u.organisation_name ? `${u.name}（${u.organisation_name}）` : u.name };
}

export const IndustrySelect = (props: Field<string | null> & { current?: Option }) => {
  const t = useT();
  return <RemoteSelect<{ code: string; name: string }> {...props} path="/industries" placeholder={t('pick.industry')} toOption={industryOption} />;
};

function industryOption(i: { code: string; name: string }): Option {
  return { value: i.code, label: `${i.code} ${i.name}` };
}

export const EnterpriseSelect = (props: Field<string | null> & { current?: Option }) => {
  const t = useT();
  return <RemoteSelect<{ id: string; name: string; credit_code?: string }> {...props} path="/enterprises" placeholder={t('pick.enterprise')} toOption={enterpriseOption} />;
};

function enterpriseOption(e: { id: string; name: string; credit_code?: string }): Option {
  return { value: e.id, label: e.credit_code ? `${e.name}　${e.credit_code}` : e.name };
}

/** Towns, streets, parks and zones of one district. */
export function PlaceSelect({ id, value, onChange, disabled, district }: Field<string | null> & { district?: string | null }) {
  const t = useT();
  const regions = useRegions();
  const options = regions
    .filter((r) => r.parent_code === district)
    .map((r) => ({ value: r.code, label: r.display_name || r.name }));
  return (
    <Select
      id={id}
      className="block"
      disabled={disabled || !district}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('pick.place')}
      options={options}
      value={value || undefined}
      onChange={(v: string | undefined) => onChange?.(v ?? null)}
    />
  );
}

/** One labelled field of a toolbar or small form outside antd's Form. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="labelled">
      <span>{label}</span>
      {children}
    </label>
  );
}
