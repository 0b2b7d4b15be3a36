/** Shows HTML in a real chromium, so that a test can check what a person sees: roles, visible text, computed style. */

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { ASSETS } from '../../../src/status/assets.ts';
import { isChromiumThere, launchChromium, NEEDS_CHROMIUM } from './chromium.ts';
import { requirement } from './requirement.ts';

/** The test itself answers requests to this address: nothing is resolved and nothing is sent. */
const ADDRESS = 'http://agent.example/';

export interface Viewer {
  /** An empty page. It is closed after its test. */
  readonly page: (colorScheme?: 'light' | 'dark') => Promise<Page>;
  /** A page that shows this HTML document, with the style and the script of the agent, and shows it again on each reload. */
  readonly show: (document: string, colorScheme?: 'light' | 'dark') => Promise<Page>;
}

/** Call at the top of a test file: skips its tests where there is no chromium. One browser for the file, new pages for each test. */
export function viewer(): Viewer {
  const available = isChromiumThere();
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (available) browser = await launchChromium();
  });
  beforeEach((ctx) => requirement(ctx, available, NEEDS_CHROMIUM));
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
  });
  afterAll(() => browser?.close());

  const page = async (colorScheme: 'light' | 'dark' = 'light') => {
    if (!browser) throw new Error(NEEDS_CHROMIUM);
    const context = await browser.newContext({ colorScheme });
    return context.newPage();
  };
  return {
    page,
    async show(document, colorScheme) {
      const shown = await page(colorScheme);
      await shown.route(ADDRESS, (route) => route.fulfill({ contentType: 'text/html', body: document }));
      for (const { path, contentType, body } of ASSETS)
        await shown.route(new URL(path, ADDRESS).href, (route) => route.fulfill({ contentType, body }));
      await shown.goto(ADDRESS);
      return shown;
    },
  };
}

/** From now on: everything that the page asks for, and everything that chromium complains of. */
export function watched(page: Page) {
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { requested, complaints };
}

/** The members of a page's element that are used here: the tests are type-checked without the DOM's types. */
interface Styled {
  readonly ownerDocument: {
    readonly defaultView: {
      getComputedStyle(element: Styled, pseudo?: string): { getPropertyValue(name: string): string };
    };
  };
}

/** The computed value of a CSS property: `color` of a red word is `rgb(192, 54, 44)`. `pseudo`: such as `::before`. */
export function styleOf(locator: Locator, property: string, pseudo?: '::before'): Promise<string> {
  return locator.evaluate(
    (element: Styled, [name, part]) =>
      element.ownerDocument.defaultView.getComputedStyle(element, part).getPropertyValue(name),
    [property, pseudo] as const,
  );
}

/** The members of a page's element that show whether it is cut off. */
interface Boxed {
  readonly tagName: string;
  readonly className: unknown;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  closest(selector: string): unknown;
}

/** Elements whose content is wider than their box, as `TAG.class 400 > 390`. Inline elements and the insides of pictures have no box. */
export function cutOff(page: Page): Promise<string[]> {
  return page.locator('html, body, body *').evaluateAll((elements: Boxed[]) =>
    elements
      .filter(({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
      .filter((element) => !element.closest('svg'))
      .map(
        ({ tagName, className, scrollWidth, clientWidth }) =>
          `${tagName}.${String(className)} ${scrollWidth} > ${clientWidth}`,
      ),
  );
}

/** Opens every `details` element. */
export function unfoldAll(page: Page): Promise<void> {
  return page.locator('details').evaluateAll((elements: { open: boolean }[]) => {
    for (const element of elements) element.open = true;
  });
}
