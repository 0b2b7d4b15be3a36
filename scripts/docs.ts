/** `npm run docs` writes the pages that derive from the code; `npm run docs -- --check` fails if they differ. */

import { readFileSync, writeFileSync } from 'node:fs';
import { configurationPage } from './configuration-page.ts';
import { metricsPage } from './metrics-page.ts';
import { webhookPage } from './webhook-page.ts';

const PAGES: readonly (readonly [path: string, text: string])[] = [
  ['docs/configuration.md', configurationPage()],
  ['docs/metrics.md', metricsPage()],
  ['docs/webhook.md', webhookPage()],
];

const outdated = PAGES.filter(([path, text]) => written(path) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of outdated) console.error(`${path} is outdated: run \`npm run docs\``);
  process.exitCode = outdated.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of outdated) {
    writeFileSync(place(path), text);
    console.log(`${path} written`);
  }
}

function place(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}

function written(path: string): string | undefined {
  try {
    return readFileSync(place(path), 'utf8');
  } catch {
    return undefined;
  }
}
