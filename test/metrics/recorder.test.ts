import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { NodeDelta } from '../../src/domain/node.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { STRATEGY_IDS, type Strategy } from '../../src/domain/strategy.ts';
import type { Recorder } from '../../src/metrics/recorder.ts';
import { NOTHING_READ, NOTHING_ROSE } from '../support/machine/node-readings.ts';
import { requirement } from '../support/machine/requirement.ts';
import { ENDPOINTS, recorder, STARTED_AT, series } from '../support/monitoring/recorded-series.ts';
import {
  answered,
  late,
  lookup,
  networkError,
  pair,
  rcodeError,
  timedOut,
} from '../support/wire/outcomes.ts';

const udp = { inDatagrams: 10, noPorts: 0, inErrors: 0 };
const throttle = { periods: 9, throttledPeriods: 9, throttledMs: 2500 };
const neighbours = { resolutionFailures: 0, tableFull: 7 };
const conntrack = { insertFailed: 3, drop: 2, earlyDrop: 0, clashResolved: 0, chainTooLong: 0, invalid: 0 };

/** The rise of some counters. The other readings are there, and did not rise. */
const KERNEL_ROSE: NodeDelta = {
  startedAt: 0,
  elapsedMs: 1000,
  ...NOTHING_ROSE,
  conntrack: read({ era: 'chainlength', counts: conntrack }),
  softnet: read({ processed: 100, dropped: 4, squeezed: 0 }),
  ownUdp: read({ ...udp, rcvbufErrors: 0, csumErrors: 1 }),
  ownThrottle: read(throttle),
  arpCache: read(neighbours),
  ip: read({
    reassemblyFailures: 2,
    reassemblyTimeouts: 2,
    fragmentationFailures: 0,
    inDiscards: 0,
    outNoRoutes: 0,
  }),
};

/** Everything that a day can bring. */
function script(of: Recorder, strategies: readonly Strategy[] = STRATEGY_IDS): void {
  of.setEndpoints(ENDPOINTS);
  scriptNode(of);
  scriptFlows(of);
  scriptPairs(of, strategies);
  scriptLookups(of);
  of.setVerdicts([{ cause: 'conntrack-race', confidence: 0.97 }]);
  of.setRemedyLoss(new Map(strategies.map((strategy) => [strategy, strategy === 'race' ? 0.25 : 0])));
  of.recordSkipped('pair', 'budget');
  of.recordRound(STARTED_AT + 60_000);
}

/** What the kernel counts, what of it can't be read, and how late the event loop was. */
function scriptNode(of: Recorder): void {
  of.setNodeInfo({ kernel: '6.1.0', nameserver: '10.96.0.10', raceWindow: 'open' });
  of.recordNodeSnapshot({
    takenAt: 0,
    takenAtMs: 0,
    ...NOTHING_READ,
    conntrackEntries: read(1200),
    conntrackLimit: read(262_144),
  });
  of.recordNodeDelta(KERNEL_ROSE);
  of.setEvidenceSources({
    conntrack: read({}),
    conntrackEntries: read(3, 'conntrack-tool'),
    conntrackLimit: absent('no-permission', '/proc/sys: EACCES'),
    udp: absent('not-configured', 'no directory'),
    udp6: absent('not-configured', 'no directory'),
    softnet: read({}),
    kernel: read('6.1.0'),
    ownUdp: read({}),
    ownUdp6: absent('no-file', '/proc/net/snmp6: ENOENT'),
    ownThrottle: absent('unparsable', 'cpu.stat'),
    arpCache: read({}),
    ndiscCache: absent('no-file', '/proc/1/net/stat/ndisc_cache: ENOENT'),
  });
  of.recordLag(0.4);
  of.recordLag(120);
}

function scriptFlows(of: Recorder): void {
  of.recordFlows(
    {
      flows: new Map([['10.244.0.2', 40]]),
      unanswered: new Map([['other', 2]]),
      clients: new Map([['10.244.0.9', 2]]),
    },
    30,
    ENDPOINTS.map(({ address }) => address),
    10,
  );
  of.recordSkippedFlowRead('table-size');
}

function scriptPairs(of: Recorder, strategies: readonly Strategy[]): void {
  for (const strategy of strategies) of.recordPair(pair({ strategy }));
  of.recordPair(pair({ strategy: 'race', aaaa: timedOut('AAAA'), durationMs: 8000 }));
  of.recordPair(pair({ a: timedOut('A'), aaaa: late('AAAA'), durationMs: 8000 }));
  of.recordPair(
    pair({ strategy: 'tcp', transport: 'tcp', a: networkError('A'), aaaa: networkError('AAAA') }),
  );
  for (const server of ENDPOINTS) of.recordPair(pair({ strategy: 'endpoint', server }));
}

function scriptLookups(of: Recorder): void {
  of.recordLookup(lookup(), 'kubernetes');
  of.recordLookup(
    lookup({ durationMs: 5003, retries: 1 }, [
      timedOut('A'),
      timedOut('AAAA'),
      answered('A'),
      answered('AAAA'),
    ]),
    'kubernetes',
  );
  of.recordLookup(lookup({ profile: 'musl', durationMs: 2502, retries: 1 }, [timedOut('A')]), 'kubernetes');
  of.recordLookup(
    lookup({ profile: 'musl', result: 'server-failure' }, [rcodeError('A'), rcodeError('AAAA')]),
    'kubernetes',
  );
  of.recordSlowLookup('conntrack-race');
  of.recordSlowLookup('not-enough-evidence');
}

const TARGET = 'https://shop.test/healthz';

/** The HTTP traces, which are off by default. */
function scriptHttp(of: Recorder): void {
  const phases = { lookup: 5004, connect: 2, tls: 9, answer: 31, body: 1 };
  of.recordHttpRequest({ target: TARGET, outcome: 'answered', phases });
  of.recordHttpRequest({ target: TARGET, outcome: 'lookup-failed', phases: { lookup: 15_000 } });
  of.recordStarvedTrace();
  of.recordSkipped('trace', 'in-flight');
}

const promtool = spawnSync('promtool', ['--version']).status === 0;
const lint = (body: string) => spawnSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' });

describe('the exposition', () => {
  it('has every known series before the first probe, at 0', async () => {
    const { body } = await recorder().expose();
    await expect(body).toMatchFileSnapshot('../golden/metrics-empty.txt');
  });

  it('has what was recorded', async () => {
    const scripted = recorder(STRATEGY_IDS, { traceTargets: [TARGET] });
    script(scripted);
    scriptHttp(scripted);
    const { body } = await scripted.expose();
    await expect(body).toMatchFileSnapshot('../golden/metrics.txt');
  });

  it('passes promtool check metrics before the first probe and after everything', async (ctx) => {
    requirement(ctx, promtool, 'promtool is not installed (Debian package prometheus)');
    const scripted = recorder(STRATEGY_IDS, { traceTargets: [TARGET] });
    script(scripted);
    scriptHttp(scripted);
    for (const of of [recorder(), scripted]) {
      const { stdout, stderr, status } = lint((await of.expose()).body);
      expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
    }
  });

  it('stays within 400 series and 60 kB with one name, two profiles, the default strategies and three endpoints', async () => {
    // What `sendable` leaves of the defaults, with one nameserver and the DNS pods known.
    const strategies = STRATEGY_IDS.filter(
      (strategy) => !['node-local', 'nameserver', 'large'].includes(strategy),
    );
    const scripted = recorder(strategies);
    script(scripted, strategies);
    expect((await series(scripted)).size).toBeLessThanOrEqual(400);
    expect((await scripted.expose()).body.length).toBeLessThanOrEqual(60_000);
  });

  it('is the same whether or not it was asked for before', async () => {
    const asked = recorder();
    await asked.expose();
    expect((await asked.expose()).body).toBe((await recorder().expose()).body);
  });
});
