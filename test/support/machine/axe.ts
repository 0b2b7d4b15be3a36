/** What axe-core says of a page in chromium: violations of the rules of accessibility. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const Violations = z.array(
  z.object({ id: z.string(), impact: z.string().nullable(), html: z.array(z.string()) }),
);
const RUN_AXE = `axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) =>
  ({ id, impact, html: nodes.map(({ html }) => html.slice(0, 200)) })))`;

/** Of every impact, with the HTML of the elements. */
export async function violations(page: Page): Promise<z.infer<typeof Violations>> {
  await page.evaluate(AXE);
  return Violations.parse(await page.evaluate(RUN_AXE));
}
