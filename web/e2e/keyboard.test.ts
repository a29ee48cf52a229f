// a18: five desk jobs by keyboard alone. The mouse is never used: what is needed
// is reached with Tab, arrows, Enter, Space and the product's own keys, and is
// recognised by the role and name a screen reader would speak.
import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { password, settled, shot, startBrowser, startServer, visit, type Server, type Visitor } from './harness';

let browser: Browser;
let server: Server;
let v: Visitor;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startServer('--demo')]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

beforeEach(async () => {
  v = await visit(browser, server);
  page = v.page;
  await page.goto('/');
  await page.getByLabel('用户名').waitFor();
  await page.keyboard.type('laoshan');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '菜单' }).waitFor();
});
afterEach(async () => {
  expect(v.errors).toEqual([]);
  await v.context.close();
});

interface Spoken {
  role: string;
  name: string;
}

/** What a screen reader speaks of the focused element. */
async function spoken(): Promise<Spoken> {
  return page.evaluate(() => {
    const e = document.activeElement as HTMLElement | null;
    if (!e || e === document.body) return { role: '', name: '' };
    const implicit: Record<string, string> = { A: 'link', BUTTON: 'button', INPUT: 'textbox', TEXTAREA: 'textbox', TR: 'row', SUMMARY: 'button' };
    const type = e.getAttribute('type');
    const role = e.getAttribute('role') ?? (type === 'checkbox' ? 'checkbox' : type === 'radio' ? 'radio' : type === 'file' ? 'file' : implicit[e.tagName]) ?? e.tagName.toLowerCase();
    const labelled = (e.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    const label = (e as HTMLInputElement).labels?.[0]?.textContent ?? '';
    const name = e.getAttribute('aria-label') || labelled.trim() || label || e.textContent || (e as HTMLInputElement).placeholder || '';
    return { role, name: name.replace(/\s+/g, ' ').trim() };
  });
}

/** Presses a key until what is spoken fits; says what was met when it never does. */
async function goTo(role: string, name: RegExp | string, key = 'Tab', most = 120): Promise<void> {
  const met: string[] = [];
  for (let i = 0; i < most; i += 1) {
    const now = await spoken();
    if (now.role === role && (typeof name === 'string' ? now.name === name : name.test(now.name))) return;
    met.push(`${now.role} ${now.name}`);
    await page.keyboard.press(key);
  }
  throw new Error(`no ${role} “${String(name)}” within ${most} presses of ${key}; met: ${met.slice(-30).join(' | ')}`);
}

async function palette(text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '搜索' }).waitFor();
  await page.keyboard.type(text);
  await page.getByRole('option').first().waitFor();
}

it('a18 finds a project: by the palette, and by search, arrows and the side panel', async () => {
  await palette('项目');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '项目' }).waitFor();
  await page.locator('tr[data-key]').first().waitFor();
  await page.keyboard.press('/');
  expect(await spoken()).toMatchObject({ role: 'textbox' });
  await page.keyboard.type('海洋');
  await page.waitForURL(/q=/);
  await settled(page);
  await page.keyboard.press('Tab');
  await goTo('row', /海洋/);
  await page.keyboard.press('ArrowDown');
  const row = await spoken();
  expect(row.role).toBe('row');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await settled(page);
  await shot(page, 'a18-1-panel');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.waitForFunction(() => document.activeElement?.tagName === 'TR');
  expect((await spoken()).name).toBe(row.name); // back where it was
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await goTo('button', '打开全页');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}/);
  const title = await page.getByRole('heading', { level: 1 }).innerText();
  // The same project straight from the palette.
  const code = await page.locator('.project-head .mono').innerText();
  await palette(code);
  await page.getByRole('option', { name: new RegExp(code) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
});

/** Opens the first project of a list, by keyboard. */
async function openFirst(search: string): Promise<void> {
  await page.goto(`/projects?${search}`);
  await page.locator('tr[data-key]').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.activeElement?.tagName === 'TR');
  await page.keyboard.press('Enter');
  await goTo('button', '打开全页');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}/);
  await settled(page);
}

/** Goes to a tab of the page by arrows, as the tab pattern asks. */
async function openTab(name: string): Promise<void> {
  await goTo('tab', /概览$/);
  await goTo('tab', new RegExp(`${name}$`), 'ArrowRight', 8);
  await page.keyboard.press('Enter');
}

it('a18 logs a contact', async () => {
  await openFirst('stage=talks');
  await openTab('往来');
  await goTo('button', '记一次往来');
  await page.keyboard.press('Enter');
  await goTo('textbox', '谈了什么');
  await page.keyboard.type('电话里约了下周考察。');
  await goTo('checkbox', /双方都有人参加/);
  await page.keyboard.press('Space');
  await goTo('button', '保存');
  await page.keyboard.press('Enter');
  await page.getByText('往来已记录').waitFor();
  await page.getByText('电话里约了下周考察。').waitFor();
});

it('a18 supplies evidence and moves a stage', async () => {
  // A project whose next gate asks for little: an operating review.
  await openFirst('stage=producing&status=active&basis=proved');
  const id = new URL(page.url()).pathname.split('/')[2];
  await page.goto(`/projects/${id}?tab=gate`);
  await page.getByRole('heading', { name: /^进入“.+”的门槛$/ }).waitFor();
  await settled(page);
  for (let left = 10; (await page.getByRole('button', { name: /^去上传：/ }).count()) > 0; left -= 1) {
    expect(left).toBeGreaterThan(0);
    const before = await page.getByRole('button', { name: /^去上传：/ }).count();
    await goTo('button', /^去上传：/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/kind=/);
    await goTo('file', /选择文件/);
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Space');
    await (await chooser).setFiles({ name: '年度履约评价.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.4 ${id} ${left}`) });
    await goTo('button', '上传');
    await page.keyboard.press('Enter');
    await page.getByText(/已上传，等待其他单位核验/).first().waitFor();
    await page.waitForFunction((n) => [...document.querySelectorAll('.gate-list li.missing button')].filter((b) => b.getAttribute('aria-label')?.startsWith('去上传')).length < n, before);
    await settled(page);
  }
  await goTo('button', /^进入“.+”$/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText(/全部齐备/).waitFor();
  await goTo('button', /^进入“.+”$/);
  await page.keyboard.press('Enter');
  await page.getByText(/^已进入“/).waitFor();
  await shot(page, 'a18-3-moved');
});

it('a18 corrects an import row', async () => {
  await palette('导入');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '导入', exact: true }).waitFor();
  await goTo('file', /选择台账文件/);
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Space');
  const ledger = ['项目名称,投资方,区市,总投资（万元）,阶段', '示例键盘测试项目,示例键盘有限公司,崂山区,12000,没听说过的阶段'].join('\n');
  await (await chooser).setFiles({ name: '键盘.csv', mimeType: 'text/csv', buffer: Buffer.from(ledger) });
  await page.getByText('没听说过的阶段').first().waitFor();
  await settled(page);
  await goTo('button', /^更正第 2 行/);
  await page.keyboard.press('Enter');
  await goTo('textbox', /^更正第 2 行/);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('在谈');
  await page.keyboard.press('Enter');
  await page.getByText('第 2 行已更正并重新检查').waitFor();
  await goTo('button', '全部接收');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await goTo('button', '确定接收');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '接收完成' }).waitFor({ timeout: 30_000 });
});

it('a18 reads a target and opens its projects', async () => {
  await palette('驾驶舱');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '各区市' }).waitFor();
  await settled(page);
  // 西海岸新区 has a published target; 崂山区 has none, and that is said in words.
  const row = page.getByRole('row', { name: /^西海岸新区/ });
  expect(await row.getByRole('cell').first().innerText()).toMatch(/^\d+/);
  expect(await page.getByRole('row', { name: /^崂山区/ }).getByRole('cell').first().innerText()).toBe('未公布');
  await goTo('link', /^西海岸新区 完成 \d+：查看项目$/);
  const n = /完成 (\d+)/.exec((await spoken()).name)?.[1];
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`共 ${n} 项`).waitFor();
  // The figure is the city's; a clerk of another district is told how much he may not see.
  await dialog.getByText(`另有 ${n} 项无权查看`).waitFor();
  await shot(page, 'a18-5-behind');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});
