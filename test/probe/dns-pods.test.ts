import { describe, expect, it } from 'vitest';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import type { Server } from '../../src/domain/server.ts';
import { createLog } from '../../src/platform/log.ts';
import { DnsPods } from '../../src/probe/dns-pods.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { lookup } from '../support/wire/outcomes.ts';

const pod = (host: number): Server => ({ address: `10.244.0.${host}`, port: 53 });

const outcome = (result: LookupOutcome['result'], ...addresses: string[]) => lookup({ result, addresses });

function endpoints(configured: Server[], name: string | undefined, outcomes: LookupOutcome[], port = 53) {
  const lines: Record<string, unknown>[] = [];
  const changes: (readonly Server[])[] = [];
  const asked: string[] = [];
  const transports: string[] = [];
  const clock = new FakeClock();
  const found = new DnsPods(
    { endpoints: configured, endpointsName: name, endpointsPort: port },
    {
      clock,
      log: createLog('info', { write: (line) => lines.push(JSON.parse(line)) }),
      lookup: async (service, transport) => {
        asked.push(service);
        transports.push(transport);
        return outcomes.shift() ?? outcome('timeout');
      },
      qtypes: () => ['A'],
      changed: (servers) => changes.push(servers),
    },
  );
  return { found, changes, asked, transports, clock, lines };
}

describe('Endpoints', () => {
  it('are the configured ones, and no query is sent', async () => {
    const { found, changes, asked } = endpoints([pod(5)], undefined, []);
    expect(await found.refresh()).toBe(0);
    expect([found.servers, changes, asked]).toEqual([[pod(5)], [], []]);
  });

  it('are what the Service resolves to, each once and in order', async () => {
    const { found, changes, asked } = endpoints([], 'dns-pods.test.', [
      outcome('ok', '10.244.0.6', '10.244.0.5', '10.244.0.6'),
    ]);
    await found.refresh();
    expect([found.servers, changes, asked]).toEqual([
      [pod(5), pod(6)],
      [[pod(5), pod(6)]],
      ['dns-pods.test.'],
    ]);
  });

  it('are asked for over TCP when UDP got no answer, and then over UDP again', async () => {
    const found5 = outcome('ok', '10.244.0.5');
    const { found, transports } = endpoints([], 'dns-pods.test.', [
      outcome('timeout'),
      found5,
      found5,
      outcome('timeout'),
      found5,
      outcome('timeout'),
      found5,
    ]);
    for (let look = 0; look < 8; look += 1) await found.refresh();
    expect(found.servers).toEqual([pod(5)]);
    expect(transports).toEqual(['udp', 'tcp', 'udp', 'udp', 'tcp', 'udp', 'tcp', 'udp']);
  });

  it('are asked for over TCP although the lookup over UDP has not ended', async () => {
    const { found, transports } = endpoints([], 'dns-pods.test.', []);
    await Promise.all([found.refresh(), found.refresh(), found.refresh()]);
    expect(transports).toEqual(['udp', 'tcp', 'udp']);
  });

  it('are logged once as not found, after three lookups in vain, and once when they are found again', async () => {
    const { found, lines } = endpoints([], 'dns-pods.test.', [
      outcome('timeout'),
      outcome('not-found'),
      outcome('ok', '10.244.0.5'),
      ...Array.from({ length: 5 }, () => outcome('not-found')),
      outcome('ok', '10.244.0.5'),
      outcome('ok', '10.244.0.5'),
    ]);
    for (let look = 0; look < 10; look += 1) await found.refresh();
    expect(lines.map(({ level, msg, result }) => [level, msg, result])).toEqual([
      ['info', 'found the DNS pods', undefined],
      ['warn', expect.stringContaining('could not be resolved'), 'not-found'],
      ['info', 'the DNS pods can be resolved again', 'ok'],
    ]);
  });

  it("listen where the configuration says, for a Service's addresses have no port", async () => {
    const { found } = endpoints([], 'dns-default.test.', [outcome('ok', '10.128.0.5')], 5353);
    await found.refresh();
    expect(found.servers).toEqual([{ address: '10.128.0.5', port: 5353 }]);
  });

  it('changed when another set was known before: the first one is where it begins', async () => {
    const { found, clock } = endpoints([], 'dns-pods.test.', [
      outcome('ok', '10.244.0.5'),
      outcome('ok', '10.244.0.6'),
    ]);
    await found.refresh();
    expect(found.changedAt).toBeUndefined();
    await clock.advance(30_000);
    await found.refresh();
    expect(found.changedAt).toBe(clock.wall());
  });

  it('tell of a change, and not of the same pods in another order', async () => {
    const { found, changes } = endpoints([], 'dns-pods.test.', [
      outcome('ok', '10.244.0.5', '10.244.0.6'),
      outcome('ok', '10.244.0.6', '10.244.0.5'),
      outcome('ok', '10.244.0.6', '10.244.0.7'),
    ]);
    for (let round = 0; round < 3; round += 1) await found.refresh();
    expect(changes).toEqual([
      [pod(5), pod(6)],
      [pod(6), pod(7)],
    ]);
  });

  it.each(['timeout', 'not-found', 'server-failure', 'unreachable', 'aborted'] as const)(
    'keep the last known set when resolving ends in %s',
    async (result) => {
      const { found, changes } = endpoints([], 'dns-pods.test.', [
        outcome('ok', '10.244.0.5'),
        outcome(result),
      ]);
      await found.refresh();
      await found.refresh();
      expect([found.servers, changes.length]).toEqual([[pod(5)], 1]);
    },
  );

  it('keep the last known set when the Service has no addresses', async () => {
    const { found } = endpoints([], 'dns-pods.test.', [outcome('ok', '10.244.0.5'), outcome('ok')]);
    await found.refresh();
    await found.refresh();
    expect(found.servers).toEqual([pod(5)]);
  });

  it('log the first set as found, and another one as changed', async () => {
    const { found, lines } = endpoints([], 'dns-pods.test.', [
      outcome('ok', '10.244.0.5', '10.244.0.6'),
      outcome('ok', '10.244.0.6', '10.244.0.7'),
    ]);
    await found.refresh();
    await found.refresh();
    expect(lines).toMatchObject([
      { msg: 'found the DNS pods', endpoints: ['10.244.0.5', '10.244.0.6'] },
      {
        msg: 'the DNS pods have changed',
        endpoints: ['10.244.0.6', '10.244.0.7'],
        added: ['10.244.0.7'],
        removed: ['10.244.0.5'],
      },
    ]);
    expect(lines[0]).not.toHaveProperty('added');
  });

  it('are looked for once a look has ended, and known once one has found them', async () => {
    const { found } = endpoints([], 'dns-pods.test.', [outcome('timeout'), outcome('ok', '10.244.0.5')]);
    expect([found.isLookedFor, found.isKnown]).toEqual([false, false]);
    await found.refresh();
    expect([found.isLookedFor, found.isKnown]).toEqual([true, false]);
    await found.refresh();
    expect([found.isLookedFor, found.isKnown]).toEqual([true, true]);
    const { found: configured } = endpoints([pod(5)], undefined, []);
    expect([configured.isFollowed, configured.isLookedFor, configured.isKnown]).toEqual([false, true, true]);
  });

  it('are away from five seconds before they were last seen until they are seen again', async () => {
    const { found, clock } = endpoints([], 'dns-pods.test.', [
      outcome('ok', '10.244.0.5', '10.244.0.6'),
      outcome('ok', '10.244.0.6'),
      outcome('ok', '10.244.0.5', '10.244.0.6'),
    ]);
    const startMs = clock.now();
    await found.refresh();
    expect(found.absences).toEqual([]);
    await clock.advance(30_000);
    await found.refresh();
    const fromMs = startMs - 5_000;
    expect(found.absences).toEqual([{ address: '10.244.0.5', fromMs, untilMs: Number.POSITIVE_INFINITY }]);
    await clock.advance(5_000);
    await found.refresh();
    expect(found.absences).toEqual([{ address: '10.244.0.5', fromMs, untilMs: startMs + 35_000 }]);
  });

  it('of one address family are known although the lookup for the other has not ended, and that one changes nothing', async () => {
    const ends = new Map<string, (outcome: LookupOutcome) => void>();
    const clock = new FakeClock();
    const found = new DnsPods(
      { endpoints: [], endpointsName: 'dns-pods.test.', endpointsPort: 53 },
      {
        clock,
        log: createLog('silent'),
        lookup: (_name, _transport, qtype) => new Promise((end) => ends.set(qtype, end)),
        qtypes: () => ['A', 'AAAA'],
        changed: () => {},
      },
    );
    const look = found.refresh();
    ends.get('A')?.(outcome('ok', '10.244.0.5'));
    await clock.advance(10);
    expect([found.servers, found.isKnown, found.isLookedFor]).toEqual([[pod(5)], true, true]);
    ends.get('AAAA')?.(outcome('ok', 'fd00::5'));
    await look;
    expect(found.servers).toEqual([pod(5), { address: 'fd00::5', port: 53 }]);
    expect(found.changedAt).toBeUndefined();
    const next = found.refresh();
    ends.get('AAAA')?.(outcome('timeout'));
    ends.get('A')?.(outcome('ok', '10.244.0.6'));
    await next;
    expect(found.servers.map(({ address }) => address)).toEqual(['10.244.0.6', 'fd00::5']);
    expect(found.changedAt).toBe(clock.wall());
  });

  it('are those of the youngest look, whichever ends last', async () => {
    const late: ((outcome: LookupOutcome) => void)[] = [];
    const clock = new FakeClock();
    const found = new DnsPods(
      { endpoints: [], endpointsName: 'dns-pods.test.', endpointsPort: 53 },
      {
        clock,
        log: createLog('silent'),
        lookup: () => new Promise((end) => late.push(end)),
        qtypes: () => ['A'],
        changed: () => {},
      },
    );
    const first = found.refresh();
    await clock.advance(1000);
    const second = found.refresh();
    late[1]?.(outcome('ok', '10.244.0.6'));
    await second;
    late[0]?.(outcome('ok', '10.244.0.5'));
    await first;
    expect(found.servers).toEqual([pod(6)]);
  });
});
