// A schematic map: one tile a district, laid out by hand in roughly the
// directions they lie from one another. It shows no boundary.

export interface Tile {
  code: string;
  col: number;
  row: number;
  cols: number;
  rows: number;
}

const qingdao: Tile[] = [
  { code: '370283', col: 1, row: 1, cols: 3, rows: 2 }, // 平度 north-west
  { code: '370285', col: 4, row: 1, cols: 2, rows: 2 }, // 莱西 north-east
  { code: '370281', col: 1, row: 3, cols: 2, rows: 2 }, // 胶州 west
  { code: '370215', col: 4, row: 3, cols: 3, rows: 1 }, // 即墨 east
  { code: '370214', col: 3, row: 3, cols: 1, rows: 2 }, // 城阳 middle
  { code: '370213', col: 4, row: 4, cols: 1, rows: 1 }, // 李沧
  { code: '370212', col: 5, row: 4, cols: 2, rows: 2 }, // 崂山 on the eastern coast
  { code: '370203', col: 4, row: 5, cols: 1, rows: 1 }, // 市北
  { code: '370202', col: 4, row: 6, cols: 2, rows: 1 }, // 市南
  { code: '370211', col: 1, row: 5, cols: 3, rows: 2 }, // 西海岸 across the bay
];

const laid = new Map(qingdao.map((t) => [t.code, t]));

/** Tiles for these districts: the drawn ones where all are drawn, else a plain grid of five a row. */
export function tiles(codes: string[]): Tile[] {
  if (codes.length > 0 && codes.every((c) => laid.has(c))) return codes.map((c) => laid.get(c)!);
  return codes.map((code, i) => ({ code, col: (i % 5) + 1, row: Math.floor(i / 5) + 1, cols: 1, rows: 1 }));
}
