import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', notify);
      return () => list.removeEventListener('change', notify);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Narrower than a tablet: cards instead of tables, a drawer instead of the menu. */
export function useIsPhone(): boolean {
  return useMedia('(max-width: 767px)');
}

export function usePrefersDark(): boolean {
  return useMedia('(prefers-color-scheme: dark)');
}
