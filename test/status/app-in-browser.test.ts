/** The status page as chromium loads it from the real server, under its own content security policy. */

import { expect, it } from 'vitest';
import { surface } from '../support/agent/http-surface.ts';
import { styleOf, viewer } from '../support/machine/browser.ts';

const { page: emptyPage } = viewer();

it('is one page that loads nothing else, and breaks none of its own rules', async () => {
  await using site = await surface();
  const page = await emptyPage();
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(site.url, { waitUntil: 'networkidle' });
  const home = `${site.url}/`;
  // chromium asks for an icon where a page names none.
  expect(requested.filter((url) => url !== `${home}favicon.ico`)).toEqual([home]);
  expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  expect(await page.locator('script').count()).toBe(0);
});

it('is styled under its content security policy', async () => {
  await using site = await surface({ healthy: () => false });
  const page = await emptyPage();
  await page.goto(site.url);
  expect(await styleOf(page.getByText(/^stalled/), 'color')).toBe('rgb(192, 54, 44)');
});
