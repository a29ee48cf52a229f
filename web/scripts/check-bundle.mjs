// Refuses a bundle that the oldest supported browser (Chromium 109) cannot run:
// syntax younger than ES2022, CSS nesting, and calls of built-ins it lacks.
// It also refuses inline scripts in the page, which the served CSP would block.
import { parse } from 'acorn';
import { readFileSync, readdirSync } from 'node:fs';

const dist = new URL('../dist/', import.meta.url);
const assets = new URL('assets/', dist);
const problems = [];

// Built-ins that arrived after Chromium 109, searched as calls. What is harmless
// is named in allowed with the reason.
const allowed = [
  // antd 6 tints the seam between two joined buttons with color-mix; an older
  // browser drops the custom property and draws the ordinary border.
  /compact-connect-border-color/,
];
const young = [
  /\.(?:toSorted|toReversed|toSpliced)\(/g,
  /\bObject\.groupBy\(|\bMap\.groupBy\(/g,
  /\bPromise\.(?:withResolvers|try)\(/g,
  /\bArray\.fromAsync\(/g,
  /\bURL\.canParse\(/g,
  /color-mix\(/g,
];

for (const name of readdirSync(assets)) {
  const text = readFileSync(new URL(name, assets), 'utf8');
  if (name.endsWith('.js')) {
    try {
      parse(text, { ecmaVersion: 2022, sourceType: 'module' });
    } catch (err) {
      problems.push(`${name}: ${err.message}`);
    }
    for (const pattern of young) {
      for (const hit of text.matchAll(pattern)) {
        const around = text.slice(Math.max(0, hit.index - 60), hit.index + 40);
        if (!allowed.some((a) => a.test(around))) problems.push(`${name}: …${around}…`);
      }
    }
  }
  if (name.endsWith('.css') && /\{[^{}]*&[^{}]*\{/.test(text)) problems.push(`${name}: CSS nesting`);
  if (name.endsWith('.css') && /color-mix\(/.test(text)) problems.push(`${name}: color-mix`);
}

const page = readFileSync(new URL('index.html', dist), 'utf8');
if (/<script(?![^>]*\bsrc=)[^>]*>/.test(page)) problems.push('index.html: inline script');
if (/(?:src|href)="https?:/.test(page)) problems.push('index.html: something is loaded from another host');

if (problems.length > 0) {
  console.error('The bundle does not run on Chromium 109 under the served CSP:');
  for (const p of problems) console.error('  ' + p);
  process.exit(1);
}
