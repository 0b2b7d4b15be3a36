/**
 * The lookup of an HTTP request, made as fivesec makes all of its lookups. getaddrinfo(3) would not do in the agent: it can't be
 * cancelled, and while one runs the process can't end (libuv joins its threads at exit, src/threadpool.c).
 */

import { isIPv6, type LookupFunction } from 'node:net';
import type { LookupOutcome, ProfileId } from '../domain/lookup.ts';
import type { Resolve } from '../probe/probes.ts';

export interface HostLookup {
  /** For node:http. IPv4 addresses come first. */
  readonly lookup: LookupFunction;
  /** The number of queries that were sent, once the last of them has ended; 0 if no lookup began. */
  readonly queries: () => Promise<number>;
}

export function hostLookup(resolve: Resolve, profile: ProfileId): HostLookup {
  let made: Promise<LookupOutcome> | undefined;
  return {
    lookup(hostname, options, callback) {
      const concluded = (found: readonly string[]) => {
        const wanted = found
          .map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
          .filter(({ family }) => !options.family || options.family === family);
        const [first] = wanted;
        if (!first) callback(noAddress(hostname), '');
        else if (options.all) callback(null, wanted);
        else callback(null, first.address, first.family);
      };
      made = resolve(hostname, profile, { concluded });
    },
    queries: async () => (await made)?.queries.length ?? 0,
  };
}

function noAddress(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`the lookup of ${hostname} found no address`), { code: 'ENOTFOUND' });
}
