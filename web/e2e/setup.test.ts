// An empty folder: the first-run page, the three administrators, the first account.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { inspect, phone, settled, startBrowser, startServer, visit, type Server } from './harness';

let browser: Browser;
let server: Server;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startServer()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const secret = 'a first password 2024';

async function enter(page: Page, login: string): Promise<void> {
  await page.getByLabel('用户名').fill(login);
  await page.getByLabel('密码').fill(secret);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: '菜单' }).waitFor();
}

it('leads every address of an empty installation to the first-run page', async () => {
  const v = await visit(browser, server, phone);
  await v.page.goto('/projects');
  await v.page.getByRole('heading', { name: '首次启用' }).waitFor();
  await inspect(v, '390-setup');
  await v.context.close();
});

it('asks for three different administrators and opens the city', async () => {
  const v = await visit(browser, server);
  const { page } = v;
  await page.goto('/');
  await page.getByRole('heading', { name: '首次启用' }).waitFor();
  await inspect(v, '1366-setup');
  for (const [office, login] of [['系统管理员', 'xitong'], ['安全管理员', 'anquan'], ['审计管理员', 'xitong']] as const) {
    const group = page.getByRole('group', { name: office });
    await group.getByLabel('姓名').fill(`示例${office}`);
    await group.getByLabel('用户名').fill(login);
    await group.getByLabel('密码').fill(secret);
  }
  await page.getByRole('button', { name: '启用' }).click();
  expect(await page.getByText('三员必须是三个不同的账号').count()).toBe(2);
  await page.getByRole('group', { name: '审计管理员' }).getByLabel('用户名').fill('shenji');
  await page.getByRole('button', { name: '启用' }).click();
  await page.getByText('启用完成').waitFor();
  await inspect(v, '1366-setup-done');
  await v.context.close();
});

it('lets the system administrator open an account, and the clerk begin with an empty list', async () => {
  const v = await visit(browser, server);
  const { page } = v;
  await page.goto('/');
  await enter(page, 'xitong');
  await page.getByRole('link', { name: '管理' }).click();
  await page.getByRole('tab', { name: '账号' }).waitFor();
  await settled(page);
  await page.getByRole('button', { name: '新建账号' }).click();
  const drawer = page.getByRole('dialog', { name: '新建账号' });
  await drawer.getByLabel('姓名').fill('示例李沧招商');
  await drawer.getByLabel('用户名').fill('licang');
  await drawer.getByLabel('初始密码').fill(secret);
  await drawer.getByLabel('单位').fill('李沧区招商中心');
  await page.locator('.ant-select-item-option:visible', { hasText: '李沧区招商中心' }).click();
  await drawer.getByLabel('角色').click();
  await page.locator('.ant-select-item-option:visible', { hasText: '区市招商' }).click();
  await drawer.getByLabel('范围').fill('370213');
  await page.locator('.ant-select-item-option:visible', { hasText: '李沧区' }).first().click();
  await inspect(v, '1366-account');
  await drawer.getByRole('button', { name: '新建账号' }).click();
  await page.getByText('账号 licang 已建立').waitFor();
  await inspect(v, '1366-accounts');
  await v.context.close();

  const clerk = await visit(browser, server);
  await clerk.page.goto('/projects');
  await enter(clerk.page, 'licang');
  await clerk.page.getByText('还没有项目').waitFor();
  await inspect(clerk, '1366-projects-none');
  await clerk.context.close();
});
