import { describe, expect, it } from 'vitest';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import type { Server } from '../../src/domain/server.ts';
import { silentLog } from '../../src/platform/log.ts';
import { DnsPods } from '../../src/probe/dns-pods.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { lookup } from '../support/wire/scripted-outcomes.ts';

const pod = (host: number): Server => ({ address: `10.244.0.${host}`, port: 53 });

const outcome = (result: LookupOutcome['result'], ...addresses: string[]) => lookup({ result, addresses });

function endpoints(configured: Server[], name: string | undefined, outcomes: LookupOutcome[], port = 53) {
  const changes: (readonly Server[])[] = [];
  const asked: string[] = [];
  const clock = new FakeClock();
  const found = new DnsPods(
    { endpoints: configured, endpointsName: name, endpointsPort: port },
    {
      clock,
      log: silentLog,
      lookup: async (service) => {
        asked.push(service);
        return outcomes.shift() ?? outcome('timeout');
      },
      changed: (servers) => changes.push(servers),
    },
  );
  return { found, changes, asked, clock };
}

describe('Endpoints', () => {
  it('are the configured ones, and nobody is asked', async () => {
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
});
