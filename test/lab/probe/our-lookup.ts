/** A process: looks names up as the agent does, all at once, and prints their outcomes as one JSON array. */

import { readFileSync } from 'node:fs';
import type { ProfileId } from '../../../src/domain/lookup.ts';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { LagMeter } from '../../../src/platform/lag.ts';
import { lookup } from '../../../src/resolver/lookup.ts';
import { PROFILES } from '../../../src/resolver/profile.ts';
import { parseResolvConf } from '../../../src/resolver/resolv-conf.ts';

export interface OurOrder {
  readonly profile: ProfileId;
  /** Debian 12's musl is older than 1.2.4: it does not use TCP after a truncated answer. */
  readonly isOldMusl: boolean;
  /** The text of resolv.conf. */
  readonly resolvConf: string;
  readonly name: string;
  /** When it starts, milliseconds after the first one. */
  readonly afterMs: number;
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: our-lookup ORDERS');
const orders = JSON.parse(readFileSync(path, 'utf8')) as readonly OurOrder[];
const lag = new LagMeter(systemClock, 20);
lag.start();
const outcomes = await Promise.all(orders.map(one));
process.stdout.write(JSON.stringify(outcomes));

async function one({ profile, isOldMusl, resolvConf, name, afterMs }: OurOrder) {
  await sleep(systemClock, afterMs);
  const conf = parseResolvConf(resolvConf, profile);
  const { result, durationMs, addresses, starvedMs, queries } = await lookup(
    { name, profile: PROFILES[isOldMusl ? 'musl-1.2.3' : profile], conf, graceMs: 0 },
    { clock: systemClock, lag, signal: new AbortController().signal },
  );
  const timeouts = queries.filter(({ outcome }) => outcome.kind === 'timed-out').length;
  return { result, durationMs, addresses, starvedMs, queries: queries.length, timeouts };
}
