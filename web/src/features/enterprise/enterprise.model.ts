const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'; // GB 32100-2015: without I O S V Z

/** Whether a unified social credit code has 18 known characters and the right check digit. */
export function creditCodeOk(code: string): boolean {
  if (code.length !== 18) return false;
  let sum = 0;
  let weight = 1;
  for (const c of code.slice(0, 17)) {
    const value = alphabet.indexOf(c);
    if (value < 0) return false;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet[(31 - (sum % 31)) % 31] === code[17];
}
