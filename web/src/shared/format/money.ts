// Amounts are exact integers of the currency's minor unit. A shown amount has
// two decimals at most and never lands on the other side of a threshold that an
// indicator or a rule reads: 99,999,999.99 yuan is not shown as 1亿元.

export interface Money {
  minor: number;
  currency: string;
}

interface CurrencyInfo {
  name: string;
  exponent: number;
}

const currencies: Record<string, CurrencyInfo> = {
  CNY: { name: '元', exponent: 2 },
  USD: { name: '美元', exponent: 2 },
  EUR: { name: '欧元', exponent: 2 },
  GBP: { name: '英镑', exponent: 2 },
  HKD: { name: '港元', exponent: 2 },
  JPY: { name: '日元', exponent: 0 },
  KRW: { name: '韩元', exponent: 0 },
};

/** Chinese name of the currency's unit, or its code when we have no name. */
export function unitName(currency: string): string {
  return currencies[currency]?.name ?? currency;
}

/** Decimal places of the currency (ISO 4217); 2 where unknown. */
export function exponentOf(currency: string): number {
  return currencies[currency]?.exponent ?? 2;
}

// In whole units of the currency. Indicators, gates and bundling rules read these.
const thresholds = [1e7, 5e7, 1e8, 5e8, 1e9, 3e9, 5e9, 1e10];

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** The exact amount in plain digits: "99,999,999.99". */
export function exactDigits(m: Money): string {
  const exponent = exponentOf(m.currency);
  const negative = m.minor < 0;
  const digits = String(Math.abs(m.minor)).padStart(exponent + 1, '0');
  const whole = exponent === 0 ? digits : digits.slice(0, -exponent);
  const rest = exponent === 0 ? '' : '.' + digits.slice(-exponent);
  return (negative ? '-' : '') + group(whole) + rest;
}

/** The exact amount with its currency, for hover and for screen readers. */
export function exactMoney(m: Money): string {
  return `${exactDigits(m)} ${unitName(m.currency)}（${m.currency}）`;
}

/** What a person reads: 亿元 from 1亿 up, 万元 from 1万 up, else the currency's own unit. */
export function formatMoney(m: Money): string {
  const exponent = exponentOf(m.currency);
  const scale = 10 ** exponent;
  const size = Math.abs(m.minor) / scale;
  const unit = size >= 1e8 ? 1e8 : size >= 1e4 ? 1e4 : 1;
  const name = (unit === 1e8 ? '亿' : unit === 1e4 ? '万' : '') + unitName(m.currency);
  const shown = Math.round((Math.abs(m.minor) / (scale * unit)) * 100) / 100;
  if (crosses(Math.abs(m.minor), Math.round(shown * unit * scale), scale)) {
    return exactDigits(m).replace(/\.00$/, '') + unitName(m.currency);
  }
  return (m.minor < 0 ? '-' : '') + trim(shown) + name;
}

/** Whether the shown amount stands on another side of any threshold than the exact one. */
function crosses(exact: number, shown: number, scale: number): boolean {
  return thresholds.some((t) => Math.sign(exact - t * scale) !== Math.sign(shown - t * scale));
}

function trim(n: number): string {
  const [whole = '0', rest = ''] = n.toFixed(2).split('.');
  const decimals = rest.replace(/0+$/, '');
  return group(whole) + (decimals ? '.' + decimals : '');
}

export type Unit = 'yi' | 'wan' | 'one';

const factors: Record<Unit, number> = { yi: 8, wan: 4, one: 0 };

export type Parsed = { ok: true; value: Money | null } | { ok: false; code: 'not_a_number' | 'too_precise' | 'too_large' | 'negative' };

/**
 * Reads what a person typed into an amount field. A unit written in the text
 * (1.2亿, 3000万元) wins over the unit beside the field. The empty text is null:
 * unknown, not zero. Nothing is rounded: more decimals than the currency has is
 * refused.
 */
export function parseMoney(text: string, unit: Unit, currency: string): Parsed {
  let s = toHalfWidth(text).replace(/[,，\s]/g, '');
  if (s === '') return { ok: true, value: null };
  s = s.replace(/(美元|欧元|英镑|港元|日元|韩元|元)$/, '');
  let power = factors[unit];
  const written = /(亿|万)$/.exec(s);
  if (written) {
    power = written[1] === '亿' ? 8 : 4;
    s = s.slice(0, -1);
  }
  if (s.startsWith('-')) return { ok: false, code: 'negative' };
  const match = /^(\d+)(?:\.(\d*))?$/.exec(s);
  if (!match) return { ok: false, code: 'not_a_number' };
  const places = power + exponentOf(currency);
  const decimals = (match[2] ?? '').replace(/0+$/, '');
  if (decimals.length > places) return { ok: false, code: 'too_precise' };
  const minor = Number(match[1] + decimals.padEnd(places, '0'));
  if (!Number.isSafeInteger(minor)) return { ok: false, code: 'too_large' };
  return { ok: true, value: { minor, currency } };
}

/** Full-width digits, point and minus become their half-width forms. */
export function toHalfWidth(text: string): string {
  return text.replace(/[０-９．－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}

/** The amount as it would be typed again: the largest unit that loses nothing. */
export function editableMoney(m: Money): { text: string; unit: Unit } {
  const exponent = exponentOf(m.currency);
  const size = Math.abs(m.minor) / 10 ** exponent;
  const unit: Unit = size >= 1e8 ? 'yi' : size >= 1e4 ? 'wan' : 'one';
  const places = factors[unit] + exponent;
  const digits = String(Math.abs(m.minor)).padStart(places + 1, '0');
  const whole = places === 0 ? digits : digits.slice(0, -places);
  const rest = places === 0 ? '' : digits.slice(-places).replace(/0+$/, '');
  return { text: whole + (rest ? '.' + rest : ''), unit };
}

export function sameMoney(a: Money | null | undefined, b: Money | null | undefined): boolean {
  if (!a || !b) return !a && !b;
  return a.minor === b.minor && a.currency === b.currency;
}
