// A real server on a free loopback port, a real browser, and what every page
// must hold: no console error, nothing that overflows, nothing axe calls serious.
import { readFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';

export const password = 'qipan-demo';
const binary = process.env.QIPAN_BIN ?? fileURLToPath(new URL('../../bin/qipan', import.meta.url));
const shots = fileURLToPath(new URL('../test-results/', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** Starts bin/qipan on an empty folder, with the demo city or for the first-run page. */
export async function startServer(...flags: string[]): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'qipan-e2e-'));
  const addr = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ['serve', '--addr', addr, '--data', data, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (d: Buffer) => (log += d.toString()));
  child.stderr.on('data', (d: Buffer) => (log += d.toString()));
  const url = `http://${addr}`;
  await ready(url, child, () => log);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          rmSync(data, { recursive: true, force: true });
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}

async function ready(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${log()}`);
    try {
      if ((await fetch(`${url}/readyz`)).ok) return;
    } catch {
      // not listening yet
    }
    await new Promise((r) => setTimeout(r, 200));
  }
  throw new Error(`the server does not answer: ${log()}`);
}

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--lang=zh-CN'] });
}

export const desk = { width: 1366, height: 768 };
export const phone = { width: 390, height: 844 };

export interface Visitor {
  page: Page;
  context: BrowserContext;
  errors: string[]; // console errors and uncaught exceptions since the visit began
}

/** Somebody at a browser of his own. What the browser complains about is kept. */
export async function visit(browser: Browser, server: Server, viewport = desk): Promise<Visitor> {
  const context = await browser.newContext({ viewport, baseURL: server.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true, reducedMotion: 'reduce' });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (m) => {
    // A refusal the screen is meant to show (401 before the login, a gate's 409, a
    // conflict's 412, a form's 422) also stands in the console; the browser writes it.
    if (m.type() === 'error' && !/status of (401|403|404|409|412|422)/.test(m.text())) errors.push(m.text());
    if (m.type() === 'warning' && /deprecated|Warning:/.test(m.text())) errors.push(m.text());
  });
  page.on('pageerror', (e) => errors.push(String(e)));
  return { page, context, errors };
}

/** Signs in through the form, by keyboard. */
export async function signIn(page: Page, login: string, at = '/'): Promise<void> {
  await page.goto(at);
  await page.getByLabel('用户名').fill(login);
  await page.getByLabel('密码').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').or(page.getByRole('button', { name: '菜单' })).first().waitFor();
}

/** Waits until nothing on the page is still on its way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .ant-skeleton') === null);
}

export async function shot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

/** No serious or critical finding of axe. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  // addScriptTag would be an inline script, which the served CSP rightly refuses.
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run: (o: object) => Promise<{ violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[] }> } }).axe;
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => n.target.join(' ') + ' — ' + n.failureSummary.split('\n')[1]).join(' | ')}`);
  });
  expect(found, name).toEqual([]);
}

/** Nothing sticks out of the window sideways. */
export async function expectNoOverflow(page: Page, name: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    return [...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > limit + 1)
      .slice(-5)
      .map((e) => `${e.tagName}.${String(e.className)} ${Math.round(e.getBoundingClientRect().right)}`);
  });
  expect(wide, name).toEqual([]);
}

/** All that holds for every page, and a picture to look at. */
export async function inspect(v: Visitor, name: string): Promise<void> {
  await settled(v.page);
  await shot(v.page, name);
  await expectNoOverflow(v.page, name);
  await expectAccessible(v.page, name);
  expect(v.errors, name).toEqual([]);
}
