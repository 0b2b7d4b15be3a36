/** Lookups by a profile against scripted servers, in resolver time. */

import type { DnsServer } from '../../../src/demo/dns-server.ts';
import type { Script } from '../../../src/demo/script.ts';
import type { ProfileId } from '../../../src/domain/lookup.ts';
import { type LookupOrder, lookup } from '../../../src/resolver/lookup.ts';
import { PROFILES } from '../../../src/resolver/profile.ts';
import { parseResolvConf, type ResolvConf } from '../../../src/resolver/resolv-conf.ts';
import { FakeClock } from '../time/fake-clock.ts';
import { drive } from './drive.ts';
import { NO_LAG, serve, sharing } from './scripted-server.ts';

export interface Setting {
  /** One server for each script. */
  readonly scripts: readonly Script[];
  /** What follows `options` in resolv.conf. */
  readonly options?: string;
  readonly conf?: Partial<ResolvConf>;
  readonly order?: Partial<LookupOrder>;
  readonly signal?: AbortSignal;
}

/** `A@0.0 u0`: an A query, seconds after the start, over UDP (or `t`: TCP) from the first source port. */
function sent(servers: readonly DnsServer[], startMs: number): string[] {
  const queries = servers
    .flatMap(({ received }, server) => received.map((query) => ({ ...query, server })))
    .sort((one, other) => one.atMs - other.atMs);
  const ports = sharing(queries.map(({ transport, from }) => `${transport} ${from.port}`));
  return queries.map(({ qtype, atMs, transport, server }, index) => {
    const to = servers.length > 1 ? ` n${server}` : '';
    return `${qtype}@${((atMs - startMs) / 1000).toFixed(1)} ${transport === 'udp' ? 'u' : 't'}${ports[index]}${to}`;
  });
}

export async function lookUp(profile: ProfileId, { scripts, options = '', conf, order, signal }: Setting) {
  const clock = new FakeClock();
  const servers = await Promise.all(scripts.map((script) => serve(script, { clock })));
  const startMs = clock.now();
  const outcome = await drive(
    clock,
    lookup(
      {
        name: 'web.test.',
        profile: PROFILES[profile],
        conf: {
          ...parseResolvConf(`options ${options}`, profile),
          nameservers: servers.map(({ server }) => server),
          ...conf,
        },
        graceMs: 0,
        ...order,
      },
      { clock, lag: NO_LAG, signal: signal ?? new AbortController().signal },
    ),
  );
  return { outcome, servers, sent: sent(servers, startMs), seconds: outcome.durationMs / 1000 };
}
