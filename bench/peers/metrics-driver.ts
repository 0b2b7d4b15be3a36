/**
 * Runs in a pod: requests metrics until they are served, and then a few times more. Prints when they were served first (milliseconds
 * since the epoch), and the median time and the size of a scrape.   URL
 */

import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../support/rows.ts';

const GLANCE_MS = 2;
const PATIENCE_MS = 30_000;
const SCRAPES = 15;
const BETWEEN_MS = 200;

const [url = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
console.log('ready');
const untilMs = Date.now() + PATIENCE_MS;
while ((await scrape()) === undefined && Date.now() < untilMs) await pause(GLANCE_MS);
const servedAtMs = Date.now();
const tookMs: number[] = [];
let bytes = 0;
for (let turn = 0; turn < SCRAPES; turn += 1) {
  await pause(BETWEEN_MS);
  const startMs = performance.now();
  bytes = (await scrape()) ?? 0;
  tookMs.push(performance.now() - startMs);
}
agent.destroy();
console.log(JSON.stringify({ servedAtMs, scrapeMs: median(tookMs), scrapeBytes: bytes }));

/** The length of the body; undefined if no program serves it. */
function scrape(): Promise<number | undefined> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      response.once('end', () => resolve(response.statusCode === 200 ? length : undefined));
    }).once('error', () => resolve(undefined));
  });
}
