import { createContext, useContext, type ReactNode } from 'react';
import { usePrefersDark, useStored } from '@/shared/hooks';
import type { Look } from './theme';

interface LookState {
  look: Look;
  dark: boolean;
  setLook: (look: Look) => void;
}

const Context = createContext<LookState>({ look: 'auto', dark: false, setLook: () => {} });

export function LookProvider({ children }: { children: ReactNode }) {
  const [look, setLook] = useStored<Look>('qipan.look', 'auto');
  const prefersDark = usePrefersDark();
  const dark = look === 'dark' || (look === 'auto' && prefersDark);
  return <Context.Provider value={{ look, dark, setLook }}>{children}</Context.Provider>;
}

export function useLook(): LookState {
  return useContext(Context);
}
