import { describe, expect, it } from 'vitest';
import { editableMoney, exactMoney, formatMoney, parseMoney } from './money';

const cny = (minor: number) => ({ minor, currency: 'CNY' });

describe('formatMoney', () => {
  it.each([
    [0, '0元'],
    [12_345, '123.45元'],
    [1_000_000, '1万元'],
    [9_999_999_999, '99,999,999.99元'], // one fen short of 1亿 is not 1亿
    [10_000_000_000, '1亿元'],
    [10_000_000_001, '100,000,000.01元'], // one fen over: 超过1亿 holds and must be seen
    [12_000_000_000, '1.2亿元'],
    [500_000_000_000, '50亿元'],
    [499_999_999_999, '4,999,999,999.99元'],
    [499_000_000_000, '49.9亿元'],
    [123_456_789_012, '12.35亿元'],
    [99_999_900_000, '999,999,000元'], // 9.99999亿 would round to 10亿
    [1_234_567_890, '1,234.57万元'],
    [-12_000_000_000, '-1.2亿元'],
  ])('%d fen reads %s', (minor, want) => {
    expect(formatMoney(cny(minor))).toBe(want);
  });

  it('keeps the currency', () => {
    expect(formatMoney({ minor: 10_000_000_000, currency: 'USD' })).toBe('1亿美元');
    expect(formatMoney({ minor: 100_000_000, currency: 'JPY' })).toBe('1亿日元');
  });

  it('never crosses a threshold and never shows more than two decimals', () => {
    // Around every threshold and unit, and a fixed walk between them.
    const near = [1e9, 1e10, 1e11, 5e11, 1e12].flatMap((t) => [-500_001, -101, -1, 0, 1, 99, 500_001].map((d) => t + d));
    let x = 7;
    const walk = Array.from({ length: 2000 }, () => (x = (x * 48_271) % 2_147_483_647) * 1009);
    for (const minor of [...near, ...walk]) {
      const text = formatMoney(cny(minor));
      expect(text).not.toMatch(/\.\d{3}/);
      const read = parseMoney(text, 'one', 'CNY');
      if (!read.ok || !read.value) throw new Error(`${text} cannot be read back`);
      for (const t of [1e10, 1e11, 5e11]) {
        expect(Math.sign(read.value.minor - t), text).toBe(Math.sign(minor - t));
      }
    }
  });
});

describe('exactMoney', () => {
  it('shows every digit and the currency', () => {
    expect(exactMoney(cny(9_999_999_999))).toBe('99,999,999.99 元（CNY）');
    expect(exactMoney({ minor: 5, currency: 'USD' })).toBe('0.05 美元（USD）');
    expect(exactMoney({ minor: 1500, currency: 'JPY' })).toBe('1,500 日元（JPY）');
  });
});

describe('parseMoney', () => {
  it.each([
    ['1.2', 'yi', 12_000_000_000],
    ['1.2亿', 'wan', 12_000_000_000],
    ['3000万元', 'yi', 3_000_000_000],
    ['３．５', 'yi', 35_000_000_000],
    ['99,999,999.99', 'one', 9_999_999_999],
    ['0', 'yi', 0],
  ] as const)('%s in %s', (text, unit, minor) => {
    expect(parseMoney(text, unit, 'CNY')).toEqual({ ok: true, value: cny(minor) });
  });

  it('reads the empty text as unknown, not as zero', () => {
    expect(parseMoney('  ', 'yi', 'CNY')).toEqual({ ok: true, value: null });
  });

  it.each([
    ['约3亿', 'not_a_number'],
    ['1.2.3', 'not_a_number'],
    ['-1', 'negative'],
    ['0.001', 'too_precise'],
    ['99999999999999999', 'too_large'],
  ] as const)('refuses %s', (text, code) => {
    expect(parseMoney(text, 'one', 'CNY')).toEqual({ ok: false, code });
  });

  it('reads back what editableMoney offers', () => {
    for (const minor of [0, 1, 12_345, 9_999_999_999, 10_000_000_000, 10_000_000_001, 123_456_789_012]) {
      const { text, unit } = editableMoney(cny(minor));
      expect(parseMoney(text, unit, 'CNY')).toEqual({ ok: true, value: cny(minor) });
    }
  });
});
