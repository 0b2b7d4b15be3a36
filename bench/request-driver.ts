/**
 * Runs in a pod: GETs /metrics at an even rate.   PER_SECOND SECONDS ADDRESS:PORT [BYSTANDER:PORT]
 * With a bystander, every second second (of the wall clock) is the bystander's.
 */

import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const [perSecond, seconds, address, bystander = address] = z
  .tuple([z.coerce.number(), z.coerce.number(), z.string(), z.string().optional()])
  .parse(process.argv.slice(2));
// Prometheus keeps its connection open, too.
const agent = new Agent({ keepAlive: true });
const startMs = performance.now();
let scrapes = 0;
let failed = 0;
for (let due = 1; due <= perSecond * seconds; due += 1) {
  await pause(Math.max(0, startMs + (due * 1000) / perSecond - performance.now()));
  void scrape(Math.floor(Date.now() / 1000) % 2 === 0 ? address : bystander);
}
await pause(500);
agent.destroy();
console.log(JSON.stringify({ scrapes, failed }));

function scrape(whom: string): Promise<void> {
  return new Promise((resolve) => {
    const request = get(`http://${whom}/metrics`, { agent }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) scrapes += 1;
        else failed += 1;
        resolve();
      });
    });
    request.once('error', () => {
      failed += 1;
      resolve();
    });
  });
}
