/** Web servers for the tests of `fivesec trace`, and lookups with the results that a test gives. */

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';

export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server does not listen');
  return address.port;
}

export async function startWeb(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Every name is 127.0.0.1, after `before`. */
export function lookupAfter(before: () => Promise<unknown>): LookupFunction {
  return (_hostname, options, callback) => {
    void before().then(() => {
      if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    });
  };
}

export const lookupAtOnce: LookupFunction = lookupAfter(async () => {});

export const lookupInVain: LookupFunction = (hostname, _options, callback) => {
  const error = Object.assign(new Error(`getaddrinfo EAI_AGAIN ${hostname}`), { code: 'EAI_AGAIN' });
  setImmediate(() => callback(error, ''));
};
