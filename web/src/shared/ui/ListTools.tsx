// What every list offers beside its rows: which columns, which saved views.
import { AppstoreOutlined, DeleteOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Popover } from 'antd';
import { useState } from 'react';
import { useStored } from '../hooks';
import { useT } from '../i18n';

interface ColumnChoice {
  key: string;
  title: string;
  fixed?: boolean;
  hidden?: boolean;
}

export function ColumnChooser({ columns, chosen, onChoose }: { columns: ColumnChoice[]; chosen: string[] | null; onChoose: (keys: string[] | null) => void }) {
  const t = useT();
  const shown = new Set(chosen ?? columns.filter((c) => !c.hidden).map((c) => c.key));
  const toggle = (key: string) => {
    const next = new Set(shown);
    if (!next.delete(key)) next.add(key);
    onChoose(columns.filter((c) => next.has(c.key)).map((c) => c.key));
  };
  const list = (
    <div className="column-list">
      {columns.filter((c) => !c.fixed).map((c) => (
        <Checkbox key={c.key} checked={shown.has(c.key)} onChange={() => toggle(c.key)}>{c.title}</Checkbox>
      ))}
      <Button type="link" size="small" onClick={() => onChoose(null)}>{t('table.columns_reset')}</Button>
    </div>
  );
  return (
    <Popover content={list} trigger="click" placement="bottomRight">
      <Button icon={<SettingOutlined aria-hidden="true" />}>{t('table.columns')}</Button>
    </Popover>
  );
}

interface SavedView {
  name: string;
  search: Record<string, string>;
}

/** Views are filters with a name, kept in this browser. */
export function SavedViews({ list, search, onApply }: { list: string; search: Record<string, string>; onApply: (search: Record<string, string>) => void }) {
  const t = useT();
  const [views, setViews] = useStored<SavedView[]>(`qipan.views.${list}`, []);
  const [name, setName] = useState('');
  const save = () => {
    if (!name.trim()) return;
    setViews([...views.filter((v) => v.name !== name.trim()), { name: name.trim(), search }]);
    setName('');
  };
  const content = (
    <div className="view-list">
      {views.length === 0 && <p className="secondary">{t('views.none')}</p>}
      {views.map((v) => (
        <div key={v.name}>
          <Button type="text" size="small" onClick={() => onApply(v.search)}>{v.name}</Button>
          <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('views.remove', { name: v.name })} onClick={() => setViews(views.filter((o) => o !== v))} />
        </div>
      ))}
      <Input.Search value={name} maxLength={30} onChange={(e) => setName(e.target.value)} onSearch={save} enterButton={t('act.save')} placeholder={t('views.name')} aria-label={t('views.name')} />
    </div>
  );
  return (
    <Popover content={content} trigger="click" placement="bottomRight">
      <Button icon={<AppstoreOutlined aria-hidden="true" />}>{t('views.title')}</Button>
    </Popover>
  );
}
