import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import type { Problem } from '../problem';
import { cockpit } from './dict/cockpit';
import { common } from './dict/common';
import { faults } from './dict/faults';
import { imports } from './dict/imports';
import { project } from './dict/project';
import { shell } from './dict/shell';

// Each entry holds both languages side by side, so none can be forgotten.
const dict = { ...common, ...shell, ...project, ...imports, ...cockpit, ...faults };

export type Key = keyof typeof dict;
export type Lang = 'zh' | 'en';
export type Params = Record<string, string | number>;

/** The text of a key; {name} in it is replaced by a parameter. */
export function translate(lang: Lang, key: Key, params?: Params): string {
  const entry: readonly [string, string] = dict[key];
  const text = entry[lang === 'zh' ? 0 : 1];
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

export function isKey(text: string): text is Key {
  return text in dict;
}

/**
 * What a fault says. Codes are keys; the Chinese message of the server is more
 * exact than any dictionary and wins while the interface is Chinese.
 */
export function faultText(lang: Lang, fault: Pick<Problem, 'code' | 'message'> & { params?: Record<string, unknown> }): string {
  if (lang === 'zh' && fault.message) return fault.message;
  const key = `fault.${fault.code}`;
  if (isKey(key)) return translate(lang, key, fault.params as Params | undefined);
  return fault.message || translate(lang, 'fault.unknown', { code: fault.code });
}

interface Language {
  lang: Lang;
  setLang: (lang: Lang) => void;
  t: (key: Key, params?: Params) => string;
}

const Context = createContext<Language | null>(null);
const storageKey = 'qipan.lang';

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [lang, set] = useState<Lang>(() => (localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh'));
  const setLang = useCallback((next: Lang) => {
    localStorage.setItem(storageKey, next);
    document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
    set(next);
  }, []);
  const value = useMemo<Language>(() => ({ lang, setLang, t: (key, params) => translate(lang, key, params) }), [lang, setLang]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useLanguage(): Language {
  const value = useContext(Context);
  if (!value) throw new Error('useLanguage outside LanguageProvider');
  return value;
}

export function useT() {
  return useLanguage().t;
}
