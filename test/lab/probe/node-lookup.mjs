/**
 * Node's own dns.lookup, which is the C library's getaddrinfo on another thread; prints a line as lookup.c does.
 * usage: node-lookup NAME START    looks up at START, milliseconds since the epoch, or at once if that is over
 */

import { lookup } from 'node:dns';

const [name, startAt] = process.argv.slice(2);
setTimeout(
  () => {
    const startedAt = Date.now();
    const start = performance.now();
    lookup(name, { all: true }, (error, found) => {
      const durationMs = performance.now() - start;
      const addresses = (found ?? []).map(({ address }) => address);
      const message = error?.code ?? '';
      process.stdout.write(
        `${JSON.stringify({ startedAt, durationMs, error: error ? -1 : 0, message, addresses })}\n`,
      );
    });
  },
  Math.max(0, Number(startAt) - Date.now()),
);
