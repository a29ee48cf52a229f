import { useCallback, useState } from 'react';

/** State kept in this browser. A value that cannot be read back is as if absent. */
export function useStored<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, set] = useState<T>(() => readStored(key) ?? initial);
  const store = useCallback(
    (next: T) => {
      writeStored(key, next);
      set(next);
    },
    [key],
  );
  return [value, store];
}

export function readStored<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store costs the comfort, not the work.
  }
}
