// The product's first path, on one server, as the people of one district walk it:
// a ledger comes in, a project moves, its evidence is verified, the figure changes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { desk, inspect, password, settled, shot, signIn, startBrowser, startServer, visit, type Server, type Visitor } from './harness';

let browser: Browser;
let server: Server;
let clerk: Visitor;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startServer('--demo')]);
  clerk = await visit(browser, server);
  await signIn(clerk.page, 'laoshan');
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

// As ledgers are: a title, a unit in the header, a nickname, a sum, one bad row.
const ledger = [
  '崂山区招商项目台账（示例）,,,,,,',
  '序号,项目名称,投资方,所在区市,总投资（亿元）,固定资产投资（亿元）,目前阶段',
  '1,示例浏览器测试海工装备项目,示例海工装备有限公司,崂山,1,0.6,在谈',
  '2,示例浏览器测试传感器项目,示例传感器有限公司,崂山区,0.99,0.5,意向',
  '3,示例浏览器测试坏行项目,示例坏行有限公司,崂山区,2,1,不知道什么阶段',
  '合计,,,,3.99,2.1,',
].join('\r\n');
const imported = '示例浏览器测试海工装备项目';

const file = (name: string, text: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text, 'utf8') });

async function figure(page: Page): Promise<number> {
  await page.goto('/cockpit?indicator=projects_ge_100m_cny&period=2024');
  const cell = page.getByRole('link', { name: /^崂山区 完成 \d+：查看项目$/ }).first();
  await cell.waitFor();
  return Number((await cell.innerText()).trim());
}

describe('from a ledger to the cockpit', () => {
  let before = 0;
  let project = '';

  it('reads the figure that is to change', async () => {
    before = await figure(clerk.page);
    await inspect(clerk, 'path-1-cockpit-before');
  });

  it('imports a messy ledger and says what is wrong', async () => {
    const { page } = clerk;
    await page.goto('/imports');
    await page.locator('input[type=file]').setInputFiles(file('崂山区台账.csv', '\ufeff' + ledger));
    await page.getByRole('heading', { name: '崂山区台账.csv' }).waitFor();
    await page.getByText('不知道什么阶段').first().waitFor();
    await inspect(clerk, 'path-2-import-check');
    expect(await page.getByRole('button', { name: '全部接收' }).isDisabled()).toBe(true);
  });

  it('shows the columns as understood, correctable', async () => {
    const { page } = clerk;
    await page.getByRole('button', { name: '返回改列' }).click();
    await page.getByText('表头从第几行').waitFor();
    await inspect(clerk, 'path-3-import-mapping');
    await page.getByRole('button', { name: '返回检查结果' }).click();
  });

  it('corrects the bad row where it stands', async () => {
    const { page } = clerk;
    await page.getByRole('button', { name: /^更正第 5 行/ }).first().click();
    const field = page.getByRole('textbox', { name: /^更正第 5 行/ });
    await field.fill('在谈');
    await field.press('Enter');
    await page.getByText('第 5 行已更正并重新检查').waitFor();
    await settled(page);
    await page.getByText(/将新增 3 个项目/).waitFor();
  });

  it('takes over all rows as claimed', async () => {
    const { page } = clerk;
    await page.getByRole('button', { name: '全部接收' }).click();
    await page.getByRole('button', { name: '确定接收' }).click();
    await page.getByRole('heading', { name: '接收完成' }).waitFor({ timeout: 30_000 });
    await inspect(clerk, 'path-4-import-done');
    await page.getByRole('link', { name: '查看这批项目' }).click();
    await page.getByRole('link', { name: imported }).waitFor();
    await settled(page);
    expect(await page.locator('tr[data-key]').count()).toBe(3);
  });

  it('opens the project, marked as taken over without evidence', async () => {
    const { page } = clerk;
    await page.getByRole('link', { name: imported }).click();
    await page.getByRole('heading', { name: imported }).waitFor();
    await page.getByText('未佐证（历史导入）').first().waitFor();
    project = new URL(page.url()).pathname.split('/')[2] ?? '';
    await page.getByRole('tab', { name: '门槛与佐证' }).click();
    await page.getByRole('heading', { name: '进入“签约”的门槛' }).waitFor();
    await inspect(clerk, 'path-5-gate-missing');
    // Everything missing at once: the fields, the files, and the meeting of the stage before.
    const items = await page.locator('.gate-list li.missing').allInnerTexts();
    for (const part of ['签约方', '签约合同', '会谈纪要或考察记录', '双方会面']) expect(items.join('\n')).toContain(part);
    expect(await page.getByRole('button', { name: '进入“签约”' }).count()).toBe(0);
  });

  it('fills in what the gate asks for', async () => {
    const { page } = clerk;
    await page.getByRole('button', { name: '去填写：签约方' }).click();
    const first = page.getByLabel('签约方');
    await first.waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'fields_signatory');
    await first.fill('示例街道办事处');
    await page.getByLabel('会议纪要文号').fill('示例〔2024〕1号');
    await page.getByLabel('企业对接人').fill('示例企业投资总监');
    await page.getByLabel('我方对接人').fill('示例招商科');
    await page.getByLabel('下一步工作').fill('签约后办理注册');
    await choose(page, '合同类型', '正式合同');
    await choose(page, '协议含政策承诺', '否');
    await choose(page, '来源渠道', '敲门招商');
    await page.getByLabel('行业代码').fill('3734');
    await page.getByTitle(/^3734 /).click();
    await page.getByLabel('项目内容').fill('示例：建设海工装备生产线。');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存', { exact: true }).waitFor();
    await page.getByRole('heading', { name: '进入“签约”的门槛' }).waitFor();
  });

  it('logs the meeting', async () => {
    const { page } = clerk;
    await page.getByRole('button', { name: /^去办理：/ }).click();
    await page.getByLabel('谈了什么').fill('双方就用地、用电交换意见。');
    await page.getByLabel('企业方').fill('示例企业投资总监');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('往来已记录').waitFor();
  });

  it('supplies the evidence', async () => {
    const { page } = clerk;
    await page.goto(`/projects/${project}?tab=gate`);
    for (const kind of ['会谈纪要', '签约合同', '合法性审查意见', '无政策承诺声明']) {
      await page.getByRole('button', { name: new RegExp(`^去上传：${kind}`) }).click();
      await page.locator('#upload input[type=file]').setInputFiles(file(`${kind}.pdf`, `%PDF-1.4 示例 ${kind} ${project}`));
      await page.locator('#upload').getByRole('button', { name: '上传', exact: true }).click();
      await page.getByText(`“${kind}”已上传`).waitFor();
      await settled(page);
    }
    await inspect(clerk, 'path-6-gate-ready');
  });

  it('moves to the next stage', async () => {
    const { page } = clerk;
    await page.getByRole('button', { name: '进入“签约”' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/全部齐备/).waitFor();
    await shot(page, 'path-7-move');
    await dialog.getByRole('button', { name: '进入“签约”' }).click();
    await page.getByText('已进入“签约”').waitFor();
  });

  it('a28 lets the project move and does not count it before another organisation has looked', async () => {
    expect(await figure(clerk.page)).toBe(before);
  });

  it('is verified by another organisation', async () => {
    const officer = await visit(browser, server, desk);
    await signIn(officer.page, 'laoshan-sp', '/evidence');
    const { page } = officer;
    for (;;) {
      await settled(page);
      const row = page.locator('tr[data-key]', { hasText: imported }).first();
      if ((await row.count()) > 0) {
        await row.getByRole('button', { name: /^通过：/ }).click();
        await page.getByText(/^已通过：/).first().waitFor();
        await page.waitForFunction((n) => document.querySelectorAll('tr[data-key]').length !== n, await page.locator('tr[data-key]').count(), { timeout: 3000 }).catch(() => {});
      } else if ((await page.getByRole('button', { name: '加载更多' }).count()) > 0) {
        await page.getByRole('button', { name: '加载更多' }).click();
      } else break;
    }
    await inspect(officer, 'path-8-verification');
    await officer.context.close();
  });

  it('changes the district’s figure in the cockpit', async () => {
    expect(await figure(clerk.page)).toBe(before + 1);
    const { page } = clerk;
    await page.getByRole('link', { name: /^崂山区 完成 \d+：查看项目$/ }).first().click();
    await page.getByRole('dialog').getByRole('link', { name: imported }).waitFor();
    await inspect(clerk, 'path-9-behind');
  });

  it('can undo the batch, and keeps what was edited since', async () => {
    const { page } = clerk;
    await page.goto('/imports');
    await page.getByRole('link', { name: '崂山区台账.csv' }).first().click();
    await page.getByRole('button', { name: '撤销这次导入' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤销这次导入' }).click();
    await page.getByRole('heading', { name: '已撤销' }).waitFor({ timeout: 30_000 });
    await page.getByRole('heading', { name: '保留的 1 项' }).waitFor();
    expect(await page.getByRole('link', { name: imported }).count()).toBe(1);
    await inspect(clerk, 'path-10-undone');
  });
});

/** Chooses an option of a select by its label and text. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.locator('.ant-select-item-option:visible', { hasText: new RegExp(`^${option}$`) }).click();
}

describe('a20 two people edit one project', () => {
  it('shows both versions field by field and loses nothing typed', async () => {
    const mine = await visit(browser, server);
    await signIn(mine.page, 'laoshan', '/projects?stage=talks&sort=name');
    await mine.page.locator('tr[data-key]').first().waitFor();
    const id = await mine.page.locator('tr[data-key]').first().getAttribute('data-key');
    await mine.page.goto(`/projects/${id}/edit`);
    await mine.page.getByLabel('项目名称').fill('示例我改的名称');
    await mine.page.getByLabel('备注').fill('我写的备注');

    // The colleague saves first, through the API.
    const other = await browser.newContext({ baseURL: server.url });
    const login = await other.request.post('/api/v1/session', { data: { login: 'laoshan2', password } });
    expect(login.status()).toBe(200);
    const read = await other.request.get(`/api/v1/projects/${id}`);
    const { version } = (await read.json()) as { version: number };
    const saved = await other.request.patch(`/api/v1/projects/${id}`, { data: { name: '示例同事改的名称', fields: { next_action: '同事写的下一步' } }, headers: { 'If-Match': `"${version}"` } });
    expect(saved.status()).toBe(200);

    await mine.page.getByRole('button', { name: '保存' }).click();
    const dialog = mine.page.getByRole('dialog', { name: '别人先保存了修改' });
    await dialog.waitFor();
    await inspect(mine, 'conflict');
    expect(await dialog.locator('tbody th').allInnerTexts()).toEqual(['项目名称', '下一步工作', '备注']);
    // The name both changed: mine unless I choose theirs. What only one changed stands.
    await dialog.getByRole('radio', { name: '示例同事改的名称' }).check();
    await dialog.getByRole('button', { name: '按所选保存' }).click();
    await mine.page.getByText('已保存', { exact: true }).waitFor();
    const after = (await (await other.request.get(`/api/v1/projects/${id}`)).json()) as { name: string; fields: Record<string, string> };
    expect([after.name, after.fields.next_action, after.fields.note]).toEqual(['示例同事改的名称', '同事写的下一步', '我写的备注']);
    await other.close();
    await mine.context.close();
  });

  it('keeps the draft of a form that was left', async () => {
    const v = await visit(browser, server);
    await signIn(v.page, 'laoshan', '/projects/new');
    await v.page.getByLabel('项目名称').fill('示例没写完的项目');
    await v.page.getByText('草稿已保存在本机').waitFor();
    await v.page.getByRole('link', { name: '驾驶舱' }).click();
    await v.page.getByRole('dialog', { name: '还没有保存' }).getByRole('button', { name: '离开' }).click();
    await v.page.getByRole('heading', { name: '驾驶舱' }).waitFor();
    await v.page.goto('/projects/new');
    await v.page.getByText(/已恢复 .* 的草稿/).waitFor();
    expect(await v.page.getByLabel('项目名称').inputValue()).toBe('示例没写完的项目');
    await v.context.close();
  });
});
