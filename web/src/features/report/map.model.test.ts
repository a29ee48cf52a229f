import { expect, it } from 'vitest';
import { tiles } from './map.model';

const ten = ['370202', '370203', '370211', '370212', '370213', '370214', '370215', '370281', '370283', '370285'];

it('lays the ten districts on one sheet without overlap', () => {
  const cells = tiles(ten).flatMap((t) => Array.from({ length: t.rows }, (_, r) => Array.from({ length: t.cols }, (_, c) => `${t.row + r}:${t.col + c}`)).flat());
  expect(new Set(cells).size).toBe(cells.length);
  expect(tiles(ten)).toHaveLength(10);
});

it('falls back to a grid for another city', () => {
  expect(tiles(['a', 'b', 'c', 'd', 'e', 'f'])[5]).toEqual({ code: 'f', col: 1, row: 2, cols: 1, rows: 1 });
});
