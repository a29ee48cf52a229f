import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input, Modal } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import type { Enterprise, Page, ProjectRow } from '@/api';
import { client } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { useMe } from '@/shared/session';
import { useSettled } from '@/shared/ui';
import { mayOpen } from './access';
import { menu } from './menu';
import { nextIndex } from '@/shared/ui/table.model';

interface Entry {
  key: string;
  kind: string;
  text: string;
  hint?: string;
  go: () => void;
}

/** Ctrl K: go to any screen, project or firm by typing a part of its name or code. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const entries = useEntries(typed.trim(), onClose);
  const index = Math.min(chosen, Math.max(0, entries.length - 1));
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') return entries[index]?.go();
    if (event.key === 'Home' || event.key === 'End') return;
    const next = nextIndex(event.key, index, entries.length);
    if (next === undefined) return;
    event.preventDefault();
    setChosen(next);
  };
  return (
    <Modal open footer={null} closable={false} onCancel={onClose} title={<span className="visually-hidden">{t('palette.open')}</span>} width={560} className="palette" style={{ top: 72 }}>
      <Input
        autoFocus
        size="large"
        value={typed}
        placeholder={t('palette.hint')}
        role="combobox"
        aria-label={t('palette.open')}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={entries[index] ? `palette-${entries[index].key}` : undefined}
        onChange={(e) => { setTyped(e.target.value); setChosen(0); }}
        onKeyDown={press}
      />
      <ul id="palette-list" role="listbox" aria-label={t('palette.results')} className="palette-list">
        {entries.map((e, i) => (
          <li key={e.key} id={`palette-${e.key}`} role="option" aria-selected={i === index} onMouseMove={() => setChosen(i)} onClick={e.go}>
            <span className="secondary">{e.kind}</span>
            <span className="palette-text">{e.text}</span>
            {e.hint && <span className="secondary">{e.hint}</span>}
          </li>
        ))}
      </ul>
      {entries.length === 0 && <p className="secondary">{t('palette.nothing')}</p>}
    </Modal>
  );
}

function useEntries(typed: string, close: () => void): Entry[] {
  const t = useT();
  const me = useMe();
  const navigate = useNavigate();
  const q = useSettled(typed, 150);
  const projects = useQuery({
    queryKey: ['palette', 'projects', q],
    queryFn: ({ signal }) => client.get<Page<ProjectRow>>('/projects', { q, limit: 8 }, signal),
    enabled: q !== '' && mayOpen(me, 'projects'),
  });
  const firms = useQuery({
    queryKey: ['palette', 'enterprises', q],
    queryFn: ({ signal }) => client.get<Page<Enterprise>>('/enterprises', { q, limit: 5 }, signal),
    enabled: q !== '' && mayOpen(me, 'enterprises'),
  });
  const then = (go: () => unknown) => () => { close(); void go(); };
  const pages: Entry[] = menu
    .filter((m) => mayOpen(me, m.key))
    .map((m) => ({ key: m.key, kind: t('palette.page'), text: t(m.label), go: then(() => navigate({ to: m.to })) }));
  if (mayOpen(me, 'projectNew')) pages.push({ key: 'new', kind: t('palette.act'), text: t('project.new'), go: then(() => navigate({ to: '/projects/new' })) });
  return [
    ...pages.filter((p) => p.text.toLowerCase().includes(typed.toLowerCase())),
    ...(projects.data?.items ?? []).map((p) => ({ key: p.id, kind: t('palette.project'), text: p.name, hint: p.code, go: then(() => navigate({ to: '/projects/$id', params: { id: p.id } })) })),
    ...(firms.data?.items ?? []).map((e) => ({ key: e.id, kind: t('palette.enterprise'), text: e.name, hint: e.credit_code, go: then(() => navigate({ to: '/enterprises/$id', params: { id: e.id } })) })),
  ];
}
