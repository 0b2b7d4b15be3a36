/**
 * Sends races to its own server while libuv's pool is busy with lookups and files, and prints their outcomes. It is a program, because a
 * process can't change the number of its pool's threads (UV_THREADPOOL_SIZE).
 */

import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { startDnsServer } from '../../../src/demo/dns-server.ts';
import { always } from '../../../src/demo/script.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { Prober } from '../../../src/wire/prober.ts';
import { openDescriptors } from '../machine/open-descriptors.ts';

const PAIRS = 40;
const { signal } = new AbortController();

const server = await startDnsServer({ clock: systemClock, script: always({ kind: 'answer' }) });
const prober = new Prober({ clock: systemClock, lag: { longestSince: () => 0 }, signal });
const before = openDescriptors();
let over = false;
const busy = Promise.all([
  ...Array.from({ length: 4 }, async () => {
    while (!over) await lookup('localhost');
  }),
  ...Array.from({ length: 4 }, async () => {
    while (!over) await readFile(process.execPath);
  }),
]);
let answered = 0;
let aborted = 0;
for (let pair = 0; pair < PAIRS; pair += 1) {
  const { a, aaaa } = await prober.pair({
    strategy: 'race',
    name: 'web.test',
    server: server.server,
    transport: 'udp',
    patience: { deadlineMs: 5_000, graceMs: 0 },
  });
  for (const { kind } of [a, aaaa]) {
    if (kind === 'answered') answered += 1;
    // A file that the pool opens at the wrong moment gets the descriptor number of the socket. The race then ends as aborted.
    if (kind === 'aborted') aborted += 1;
  }
}
over = true;
await busy;
await prober.close();
const leaks = openDescriptors() > before;
console.log(JSON.stringify({ ended: answered + aborted, mostly: answered > aborted, leaks }));
await server.close();
