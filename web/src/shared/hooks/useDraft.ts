import { useCallback, useEffect, useRef, useState } from 'react';
import { readStored, writeStored } from './useStored';

interface Draft<T> {
  savedAt: string;
  value: T;
}

/**
 * Keeps a long form in this browser while it is being filled in, so that a lost
 * network, a closed tab or an ended session costs nothing typed. Writing waits
 * for a pause in the typing and is finished when the page goes away.
 */
export function useDraft<T>(key: string) {
  const [found] = useState<Draft<T> | undefined>(() => readStored<Draft<T>>(`qipan.draft.${key}`));
  const pending = useRef<T | undefined>(undefined);
  const timer = useRef<number | undefined>(undefined);

  const flush = useCallback(() => {
    window.clearTimeout(timer.current);
    if (pending.current === undefined) return;
    writeStored(`qipan.draft.${key}`, { savedAt: new Date().toISOString(), value: pending.current });
    pending.current = undefined;
  }, [key]);

  const save = useCallback(
    (value: T) => {
      pending.current = value;
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(flush, 400);
    },
    [flush],
  );

  const clear = useCallback(() => {
    window.clearTimeout(timer.current);
    pending.current = undefined;
    writeStored(`qipan.draft.${key}`, undefined);
  }, [key]);

  useEffect(() => {
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [flush]);

  return { found, save, clear };
}
