/** The real app behind the real server on a free port of loopback, and a way to send it raw bytes. */

import { createConnection } from 'node:net';
import { listen, type RunningServer } from '../../../src/http/server.ts';
import { Journal } from '../../../src/journal/journal.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { type AppPorts, createApp } from '../../../src/status/app.ts';
import { statusPage } from '../../../src/status/status-page.ts';
import { pageViewOf } from './page-views.ts';

export interface Surface extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly server: RunningServer;
  get(path: string, init?: RequestInit): Promise<Response>;
}

export async function surface(given: Partial<AppPorts> = {}): Promise<Surface> {
  const journal = new Journal(10);
  const handler = createApp({
    log: silentLog,
    expose: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'up 1\n' }),
    healthy: () => true,
    ready: () => true,
    journal: () => journal.view(),
    verdicts: () => [],
    page: () => statusPage(pageViewOf()),
    ...given,
  });
  const server = await listen(handler, { address: '127.0.0.1', port: 0 }, systemClock);
  const url = `http://127.0.0.1:${server.at.port}`;
  return {
    url,
    port: server.at.port,
    server,
    get: (path, init) => fetch(`${url}${path}`, { redirect: 'manual', ...init }),
    [Symbol.asyncDispose]: () => server.stop(0),
  };
}

/** Sends the bytes as they are. Gives everything that arrives until the other side closes, or has answered once. */
export function raw(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write(bytes));
    let received = '';
    socket.on('data', (data) => {
      received += data.toString('latin1');
      socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(received) : reject(error),
    );
    socket.on('close', () => resolve(received));
  });
}
