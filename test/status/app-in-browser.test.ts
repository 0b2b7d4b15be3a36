/** The status page as chromium loads it from the real server, under its own content security policy. */

import { describe, expect, it } from 'vitest';
import { statusPage } from '../../src/status/status-page.ts';
import { surface } from '../support/agent/http-surface.ts';
import { pageViewOf, racingNode, twoUrls, unansweredFlows } from '../support/agent/page-views.ts';
import { violations } from '../support/machine/axe.ts';
import { styleOf, unfoldAll, viewer, watched } from '../support/machine/browser.ts';

const { page: emptyPage } = viewer();

it('loads its own style, script and icon and nothing else, and breaks none of its own rules', async () => {
  await using site = await surface({ page: () => statusPage(racingNode()) });
  const page = await emptyPage();
  const { requested, complaints } = watched(page);
  await page.goto(site.url, { waitUntil: 'load' });
  await expect.poll(() => requested.filter((url) => url === `${site.url}/`).length).toBeGreaterThan(1);
  expect([...new Set(requested)].sort()).toEqual(
    ['/', '/assets/icon.svg', '/assets/page.css', '/assets/page.js'].map((path) => `${site.url}${path}`),
  );
  expect(complaints).toEqual([]);
});

it('the page is styled under its content security policy', async () => {
  await using site = await surface({ page: () => statusPage(pageViewOf({ healthy: false })) });
  const page = await emptyPage();
  await page.goto(site.url);
  expect(await styleOf(page.getByText(/^stopped: no probe/), 'color')).toBe('rgb(192, 54, 44)');
});

it('the page opens a timeline by keyboard', async () => {
  await using site = await surface({ page: () => statusPage(racingNode()) });
  const page = await emptyPage();
  await page.goto(site.url);
  const older = page.locator('#lookup-1');
  expect(await older.locator('.timeline').isVisible()).toBe(false);
  await older.locator('summary').focus();
  await page.keyboard.press('Enter');
  expect(await older.locator('.timeline').isVisible()).toBe(true);
  expect(await older.getByText('AAAA: timed-out after 5.000 s').isVisible()).toBe(true);
});

describe.each(['light', 'dark'] as const)('axe-core, in the %s colour scheme', (scheme) => {
  it.each([
    ['a node that races', racingNode],
    ['a healthy node', pageViewOf],
    ['a node that requests URLs', () => pageViewOf({ requests: twoUrls() })],
    ['a node whose DNS flows are read', () => pageViewOf({ flows: unansweredFlows() })],
  ])('finds no violation, with everything open: %s', async (_what, view) => {
    await using site = await surface({ page: () => statusPage(view()) });
    const page = await emptyPage(scheme);
    await page.goto(site.url);
    await unfoldAll(page);
    expect(await violations(page)).toEqual([]);
  });
});
