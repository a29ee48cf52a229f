import { expect, it } from 'vitest';
import type { Region } from '@/api';
import { regionTree } from './region.model';

const region = (code: string, parent_code: string, name: string, position = 0): Region => ({ code, parent_code, name, display_name: name, position, kind: 'district', status: '', source: '' });
const regions = [region('370213', '370200', '李沧区', 2), region('370200', '', '青岛市'), region('370202', '370200', '市南区', 1), region('370202001', '370202', '香港中路街道')];

it('goes from the root down, in the order of positions', () => {
  expect(regionTree(regions).map((r) => [r.name, r.depth])).toEqual([['青岛市', 0], ['市南区', 1], ['香港中路街道', 2], ['李沧区', 1]]);
});

it('keeps the way to what was searched', () => {
  expect(regionTree(regions, '香港').map((r) => r.name)).toEqual(['青岛市', '市南区', '香港中路街道']);
  expect(regionTree(regions, '没有')).toEqual([]);
});
