import { CloseOutlined, FilterOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Popover, Select, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useIsPhone } from '@/shared/hooks';
import { useT } from '@/shared/i18n';
import { formatMoney } from '@/shared/format/money';
import { listOf, textOf } from '@/shared/search';
import { useDistricts, useLabels, useRegions } from '@/shared/session';
import { Labelled, MoneyInput, UserSelect, isInvalidMoney, useSettled } from '@/shared/ui';
import { activeFilters, withoutFilter, type FilterKey, type Filters } from './filters.model';

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, onChange }: Props) {
  const t = useT();
  const phone = useIsPhone();
  return (
    <div className="toolbar">
      <SearchField filters={filters} onChange={onChange} />
      {!phone && <DistrictFilter filters={filters} onChange={onChange} />}
      {!phone && <CodeFilter name="stage" filters={filters} onChange={onChange} />}
      {!phone && <CodeFilter name="status" filters={filters} onChange={onChange} />}
      <Popover trigger="click" placement="bottomLeft" content={<MoreFilters filters={filters} onChange={onChange} all={phone} />} title={t('filter.more')}>
        <Button icon={<FilterOutlined aria-hidden="true" />}>{t('filter.more')}</Button>
      </Popover>
      <MineFilter filters={filters} onChange={onChange} />
      <Chips filters={filters} onChange={onChange} />
    </div>
  );
}

function SearchField({ filters, onChange }: Props) {
  const t = useT();
  const [typed, setTyped] = useState(filters.q ?? '');
  const settled = useSettled(typed.trim());
  const latest = useRef({ filters, onChange });
  useEffect(() => {
    latest.current = { filters, onChange };
  });
  useEffect(() => {
    const { filters, onChange } = latest.current;
    if (settled !== (filters.q ?? '')) onChange({ ...filters, q: settled || undefined });
  }, [settled]);
  return <Input data-search="" className="search" allowClear value={typed} onChange={(e) => setTyped(e.target.value)} placeholder={t('project.search')} aria-label={t('project.search')} />;
}

function DistrictFilter({ filters, onChange }: Props) {
  const t = useT();
  const districts = useDistricts();
  return (
    <MultiSelect label={t('field.district_code')} value={filters.district} options={districts.map((d) => ({ value: d.code, label: d.display_name }))} onChange={(district) => onChange({ ...filters, district })} />
  );
}

type Coded = 'stage' | 'status' | 'kind' | 'chain' | 'channel';
const lists = { stage: 'stages', status: 'statuses', kind: 'kinds', chain: 'chains', channel: 'channels' } as const;

function CodeFilter({ name, filters, onChange }: Props & { name: Coded }) {
  const t = useT();
  const { dictionary, of } = useLabels();
  const label = { stage: t('field.stage'), status: t('field.status'), kind: t('field.kind'), chain: t('field.chains'), channel: t('field.channel') }[name];
  const options = dictionary[lists[name]].map((c) => ({ value: c.code, label: of(lists[name], c.code) }));
  return <MultiSelect label={label} value={filters[name]} options={options} onChange={(v) => onChange({ ...filters, [name]: v })} />;
}

function MultiSelect({ label, value, options, onChange }: { label: string; value: string | undefined; options: { value: string; label: string }[]; onChange: (value: string | undefined) => void }) {
  return (
    <Select
      mode="multiple"
      aria-label={label}
      placeholder={label}
      className="multi"
      maxTagCount={0}
      maxTagPlaceholder={(left) => `${label} ${left.length}`}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      options={options}
      value={listOf(value)}
      onChange={(v: string[]) => onChange(textOf(v))}
    />
  );
}

function MineFilter({ filters, onChange }: Props) {
  const t = useT();
  const mine = filters.owner === 'me';
  return <Button type={mine ? 'primary' : 'default'} aria-pressed={mine} onClick={() => onChange({ ...filters, owner: mine ? undefined : 'me' })}>{t('filter.mine')}</Button>;
}

function MoreFilters({ filters, onChange, all }: Props & { all: boolean }) {
  const t = useT();
  const bases = ['proved', 'claimed', 'forced'] as const;
  return (
    <div className="more-filters">
      {all && <Labelled label={t('field.district_code')}><DistrictFilter filters={filters} onChange={onChange} /></Labelled>}
      {all && <Labelled label={t('field.stage')}><CodeFilter name="stage" filters={filters} onChange={onChange} /></Labelled>}
      {all && <Labelled label={t('field.status')}><CodeFilter name="status" filters={filters} onChange={onChange} /></Labelled>}
      <Labelled label={t('field.kind')}><CodeFilter name="kind" filters={filters} onChange={onChange} /></Labelled>
      <Labelled label={t('field.basis')}>
        <MultiSelect label={t('field.basis')} value={filters.basis} options={bases.map((b) => ({ value: b, label: t(`basis.${b}`) }))} onChange={(basis) => onChange({ ...filters, basis })} />
      </Labelled>
      <Labelled label={t('field.chains')}><CodeFilter name="chain" filters={filters} onChange={onChange} /></Labelled>
      <Labelled label={t('field.channel')}>
        <CodeFilter name="channel" filters={filters} onChange={onChange} />
      </Labelled>
      <Labelled label={t('field.owner')}><UserSelect label={t('field.owner')} value={filters.owner} onChange={(owner) => onChange({ ...filters, owner: owner ?? undefined })} /></Labelled>
      <Checkbox checked={filters.incomplete === 'true'} onChange={(e) => onChange({ ...filters, incomplete: e.target.checked ? 'true' : undefined })}>{t('filter.incomplete')}</Checkbox>
      <Labelled label={t('filter.min_total')}><Amount value={filters.min_total} onChange={(min_total) => onChange({ ...filters, min_total })} /></Labelled>
      <Labelled label={t('filter.max_total')}><Amount value={filters.max_total} onChange={(max_total) => onChange({ ...filters, max_total })} /></Labelled>
    </div>
  );
}

function Amount({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) {
  return (
    <MoneyInput
      value={value ? { minor: Number(value), currency: 'CNY' } : null}
      onChange={(m) => { if (!isInvalidMoney(m)) onChange(m ? String(m.minor) : undefined); }}
    />
  );
}

function Chips({ filters, onChange }: Props) {
  const t = useT();
  const name = useFilterNames();
  const active = activeFilters(filters);
  if (active.length === 0) return null;
  return (
    <div className="chips">
      {active.flatMap(({ key, values }) =>
        values.map((value) => (
          <Tag key={key + value} closable closeIcon={<CloseOutlined aria-label={t('filter.remove', { name: name(key, value) })} />} onClose={() => onChange(withoutFilter(filters, key, value))}>
            {name(key, value)}
          </Tag>
        )),
      )}
      <Button size="small" type="link" onClick={() => onChange({ q: filters.q })}>{t('filter.clear')}</Button>
    </div>
  );
}

function useFilterNames(): (key: FilterKey, value: string) => string {
  const t = useT();
  const { of } = useLabels();
  const regions = useRegions();
  return (key, value) => {
    switch (key) {
      case 'stage':
      case 'status':
      case 'kind':
      case 'chain':
      case 'channel':
        return of(lists[key], value);
      case 'district':
      case 'region':
        return regions.find((r) => r.code === value)?.display_name || value;
      case 'basis':
        return value === 'proved' || value === 'forced' ? t(`basis.${value}`) : t('basis.claimed');
      case 'owner':
        return value === 'me' ? t('filter.mine') : t('filter.owner_chosen');
      case 'incomplete':
        return t('filter.incomplete');
      case 'enterprise':
        return t('filter.enterprise');
      case 'batch':
        return t('filter.batch');
      case 'min_total':
        return `≥ ${formatMoney({ minor: Number(value), currency: 'CNY' })}`;
      case 'max_total':
        return `< ${formatMoney({ minor: Number(value), currency: 'CNY' })}`;
      default:
        return value;
    }
  };
}
