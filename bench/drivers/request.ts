/**
 * Runs in a pod: GETs a path at an even rate.   PER_SECOND SECONDS PATH ADDRESS:PORT [BYSTANDER:PORT]
 * With a bystander, the requests of every other second (of the wall clock) go to it.
 */

import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const [perSecond, seconds, path, address, bystander = address] = z
  .tuple([z.coerce.number(), z.coerce.number(), z.string(), z.string(), z.string().optional()])
  .parse(process.argv.slice(2));
// Prometheus and browsers keep their connections open, too.
const agent = new Agent({ keepAlive: true });
const startMs = performance.now();
let answered = 0;
let failed = 0;
for (let due = 1; due <= perSecond * seconds; due += 1) {
  await pause(Math.max(0, startMs + (due * 1000) / perSecond - performance.now()));
  void ask(Math.floor(Date.now() / 1000) % 2 === 0 ? address : bystander);
}
await pause(500);
agent.destroy();
console.log(JSON.stringify({ answered, failed }));

function ask(whom: string): Promise<void> {
  return new Promise((resolve) => {
    const request = get(`http://${whom}${path}`, { agent }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) answered += 1;
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
