/** The script of the status page: it shows what is new without a reload, and leaves the reader in peace. */

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { statusPage } from '../../src/status/status-page.ts';
import { surface } from '../support/agent/http-surface.ts';
import { pageViewOf, racingNode } from '../support/agent/page-views.ts';
import { viewer } from '../support/machine/browser.ts';
import { lookup } from '../support/wire/outcomes.ts';

const { page: emptyPage } = viewer();

const SOON_MS = 5_000;

/** A node whose lookups stall when the test says so, and how often its page was asked for. */
async function site() {
  const journal = new Journal(10);
  const stall = () => journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5_003 }) });
  let asked = 0;
  const served = await surface({
    page: () => {
      asked += 1;
      return statusPage(pageViewOf({ journal: journal.view() }));
    },
  });
  return { served, stall, asked: () => asked };
}

async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(
    `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
     document.dispatchEvent(new Event('visibilitychange'));`,
  );
}

it('the page shows a stall within five seconds, without a reload', async () => {
  const { served, stall } = await site();
  await using _ends = served;
  const page = await emptyPage();
  await page.goto(served.url);
  await page.evaluate('document.body.dataset.mark = "here"; window.mark = "here"');
  expect(await page.locator('.lookups li').count()).toBe(0);
  stall();
  await page.locator('#lookup-1').waitFor({ timeout: SOON_MS });
  expect(await page.evaluate('window.mark')).toBe('here');
});

it('the page keeps what is open open and what has the focus focused, and opens nothing by itself', async () => {
  const { served, stall } = await site();
  await using _ends = served;
  stall();
  stall();
  const page = await emptyPage();
  await page.goto(served.url);
  await page.locator('#lookup-1-details > summary').focus();
  await page.keyboard.press('Enter');
  await page.locator('#lookup-2-details > summary').click();
  await page.locator('#lookup-1-details > summary').focus();
  stall();
  await page.locator('#lookup-3').waitFor();
  const open = (id: number) => page.locator(`#lookup-${id}-details`).getAttribute('open');
  expect([await open(1), await open(2), await open(3)]).toEqual(['', null, null]);
  expect(await page.evaluate('document.activeElement.parentElement.id')).toBe('lookup-1-details');
});

it('the page asks for nothing while it is hidden, and at once when it is shown again', async () => {
  const { served, asked } = await site();
  await using _ends = served;
  const page = await emptyPage();
  await page.clock.install();
  await page.goto(served.url);
  await page.clock.runFor(2_000);
  await expect.poll(asked).toBe(2);
  await hide(page, true);
  await page.clock.runFor(60_000);
  expect(asked()).toBe(2);
  await hide(page, false);
  await expect.poll(asked).toBe(3);
});

it('the page says that the agent does not answer, until it does again', async () => {
  const { served } = await site();
  await using _ends = served;
  const page = await emptyPage();
  await page.goto(served.url);
  const away = page.getByText('The agent does not answer. This page is old.');
  await page.route(`${served.url}/`, (route) => route.abort());
  await away.waitFor();
  await page.unroute(`${served.url}/`);
  await away.waitFor({ state: 'detached' });
});

it('changes every part of the page that differs, and leaves no part of the old one', async () => {
  let view = pageViewOf();
  await using served = await surface({ page: () => statusPage(view) });
  const page = await emptyPage();
  await page.goto(served.url);
  view = racingNode();
  await page.getByText('DNS stalls on this node:').waitFor();
  const fresh = await emptyPage();
  await fresh.goto(served.url);
  const closed = (one: Page) =>
    one.locator('main').evaluate((main: { innerHTML: string }) => main.innerHTML.replaceAll(' open=""', ''));
  expect(await closed(page)).toBe(await closed(fresh));
});

it('the page works without the script', async () => {
  await using served = await surface({ page: () => statusPage(racingNode()) });
  const page = await emptyPage();
  await page.route('**/assets/page.js', (route) => route.abort());
  await page.goto(served.url);
  await page.locator('#lookup-1-details > summary').click();
  expect(await page.locator('#lookup-1 .timeline').isVisible()).toBe(true);
  expect(statusPage(racingNode())).toContain('<noscript><meta http-equiv="refresh"');
});
