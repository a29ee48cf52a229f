/** The month to close next: after the last closed one, and over by the business day; undefined if there is none. */
export function nextMonth(closed: readonly string[], today: string): string | undefined {
  const last = [...closed].sort().at(-1);
  const candidate = last ? after(last) : before(today.slice(0, 7));
  return candidate < today.slice(0, 7) ? candidate : undefined;
}

function shift(month: string, n: number): string {
  const [year = 0, m = 1] = month.split('-').map(Number);
  const index = year * 12 + (m - 1) + n;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

const after = (month: string) => shift(month, 1);
const before = (month: string) => shift(month, -1);
