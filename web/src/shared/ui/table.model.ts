/** Where a key press leads in a list of n rows, or undefined if it is no walking key. */
export function nextIndex(key: string, index: number, n: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(index + 1, n - 1);
    case 'ArrowUp':
      return Math.max(index - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return n - 1;
    default:
      return undefined;
  }
}

/** A click on a heading: largest first, then smallest first, then the list's own order. */
export function nextSort(current: string | undefined, by: string): string | undefined {
  if (current === `-${by}`) return by;
  if (current === by) return undefined;
  return `-${by}`;
}

/** The columns to show: the chosen ones in the table's order; fixed ones always. */
export function shownColumns<T extends { key: string; fixed?: boolean; hidden?: boolean }>(all: T[], chosen: string[] | null): T[] {
  return all.filter((c) => c.fixed || (chosen ? chosen.includes(c.key) : !c.hidden));
}
