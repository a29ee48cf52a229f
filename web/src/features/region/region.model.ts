import type { Region } from '@/api';

export type RegionLine = Region & { depth: number };

/** The tree as lines from the root down. A search keeps what matches and everything above it. */
export function regionTree(regions: Region[], q = ''): RegionLine[] {
  const byParent = new Map<string, Region[]>();
  for (const r of regions) byParent.set(r.parent_code, [...(byParent.get(r.parent_code) ?? []), r]);
  const known = new Set(regions.map((r) => r.code));
  const roots = regions.filter((r) => !known.has(r.parent_code));
  const walk = (r: Region, depth: number): RegionLine[] => {
    const below = [...(byParent.get(r.code) ?? [])].sort((a, b) => a.position - b.position || a.code.localeCompare(b.code)).flatMap((c) => walk(c, depth + 1));
    const matches = !q || `${r.code}${r.name}${r.display_name}`.includes(q);
    return matches || below.length > 0 ? [{ ...r, depth }, ...below] : [];
  };
  return roots.flatMap((r) => walk(r, 0));
}
