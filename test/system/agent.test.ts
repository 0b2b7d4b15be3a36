/**
 * The main job on real input: the built agent against DNS servers that nobody here wrote, the kernel dropping a known
 * share of its queries, a real Prometheus scraping it. What the agent counted is compared with what the kernel counted.
 */

import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OCCASIONAL } from '../../src/domain/strategy.ts';
import { packetLoss } from '../lab/faults/packet-loss.ts';
import { processesOf } from '../lab/ground/processes.ts';
import { type Lab, standUp } from '../lab/lab.ts';
import { whyNot } from '../lab/needs.ts';
import { topology } from '../lab/topology.ts';
import { EXECUTABLE, executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { prometheusMissing, startPrometheus } from '../support/monitoring/prometheus.ts';

const TARGET = '127.0.0.1:9353';
const LOSS_PERCENT = 5;
const LOSSY_MS = 40_000;
/** glibc's two attempts of 5 s, then what still might come: the timeout once more, and the grace period. */
const SETTLED_MS = 20_000;
/** A day's work at the default rate in under a minute. */
const FLAGS = [
  ...['--listen', TARGET, '--max-qps', '1000'],
  ...['--lookups-interval', '300ms', '--lookups-max-in-flight', '500'],
  ...['--pairs-interval', '150ms', '--pairs-max-in-flight', '500'],
];

/** Occasional strategies have no timeouts of their own to count: only how each pair ended. */
const OCCASIONAL_PAIRS = (result: string) =>
  `sum(fivesec_pairs_total{strategy=~"${OCCASIONAL.join('|')}", result=~"${result}"})`;
const COUNTED = [
  'sum(fivesec_lookup_query_timeouts_total)',
  'sum(fivesec_query_timeouts_total)',
  OCCASIONAL_PAIRS('only-a|only-aaaa'),
  `2 * ${OCCASIONAL_PAIRS('none')}`,
].join(' + ');
const UP_TO = (edge: string) => `sum(fivesec_lookup_duration_seconds_bucket{profile="glibc", le="${edge}"})`;
const FIVE_SECONDS = `${UP_TO('5.1')} - ${UP_TO('4.9')}`;
/** Beside the timeouts of both C libraries there is nothing that a lookup would take so long for. */
const BETWEEN_TIMEOUTS = `${UP_TO('4.9')} - ${UP_TO('2.6')}`;

describe('fivesec agent on real input', () => {
  it('counts exactly the queries that the kernel dropped, and Prometheus sees the 5-second lookups apart', {
    timeout: 150_000,
  }, async (ctx) => {
    const plan = topology({ dnsPods: ['unbound', 'dnsmasq'] });
    const reason = (await whyNot(plan)) ?? prometheusMissing();
    needs(ctx, reason);
    needs(ctx, executableMissing());
    let id: string;
    {
      await using lab = await standUp(plan);
      id = lab.id;
      const loss = await lab.inject(packetLoss({ percent: LOSS_PERCENT, direction: 'queries' }));
      const prometheus = await startPrometheus(lab.pod, lab.directory, TARGET);
      const endpoints = lab.endpoints.flatMap((endpoint) => ['--endpoint', endpoint]);
      const argv = [EXECUTABLE, 'agent', ...FLAGS, ...endpoints, '--proc-net', lab.procNet];
      const agent = await lab.pod.spawn([process.execPath, ...argv]);

      await pause(LOSSY_MS);
      await dropNoMore(lab);
      const { queries: dropped } = await loss.truth();
      await pause(SETTLED_MS);

      // Probes go on meanwhile, and none of them may add to the count any more.
      expect(dropped).toBeGreaterThan(20);
      // A scrape that a busy machine held up for its second makes series absent for that second.
      await expect.poll(() => prometheus.query(COUNTED)).toBe(dropped);
      await expect.poll(() => prometheus.query(FIVE_SECONDS)).toBeGreaterThan(0);
      await expect.poll(() => prometheus.query(BETWEEN_TIMEOUTS)).toBe(0);
      await expect.poll(() => prometheus.query('up')).toBe(1);

      agent.signal('SIGTERM');
      expect(await agent.finished).toMatchObject({ code: 0, stderr: '' });
    }
    expect(processesOf(id)).toEqual([]);
    expect(readdirSync('/run/netns').filter((name) => name.includes(id))).toEqual([]);
  });
});

/** Takes the rules away and leaves the counters: nothing can be dropped between the last drop and the reading. */
async function dropNoMore({ dns }: Lab): Promise<void> {
  await Promise.all(dns.map(({ namespace }) => namespace.nft('flush chain inet fivesec-packet-loss in\n')));
}
