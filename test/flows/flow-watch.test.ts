/** When the table is read, and what becomes of it. */

import { describe, expect, it } from 'vitest';
import type { Flow, FlowFilter, FlowScan, FlowSkip } from '../../src/domain/flow.ts';
import { absent, read } from '../../src/domain/reading.ts';
import type { Server } from '../../src/domain/server.ts';
import { FlowWatch, type FlowWatchLimits } from '../../src/flows/flow-watch.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { answered, lookup, pair, timedOut } from '../support/wire/outcomes.ts';
import { flow, flowOf, OTHER_POD, OWN, POD, VIP } from './flow.ts';

const LIMITS: FlowWatchLimits = { maxEntries: 65_536, cpuShare: 0.01, intervalMs: 10_000, keptMs: 300_000 };
const WHOLE: FlowScan = { entries: 1, unparsable: 0, complete: true };

function watch(limits: Partial<FlowWatchLimits> = {}, further: readonly Server[] = []) {
  const clock = new FakeClock();
  const table = {
    flows: [] as readonly Flow[],
    scan: read(WHOLE),
    entries: 100,
    costMs: 1,
    tookMs: 0,
    reads: 0,
  };
  const seen = { skips: [] as FlowSkip[], filters: [] as FlowFilter[], unanswered: 0, costMs: 0 };
  let cpuMs = 0;
  const flowWatch = new FlowWatch(
    { ...LIMITS, ...limits },
    {
      clock,
      places: () => ({
        vips: [VIP, ...further],
        pods: [POD, OTHER_POD].map((address) => ({ address, port: 5353 })),
      }),
      ownAddresses: () => [OWN],
      async *flows(filter) {
        table.reads += 1;
        cpuMs += table.costMs;
        seen.filters.push(filter);
        if (table.tookMs > 0) await clock.advance(table.tookMs);
        if (table.scan.kind === 'read') yield* table.flows;
        return table.scan;
      },
      entries: () => read(table.entries),
      cpuMs: () => cpuMs,
      taken: ({ unanswered }, costMs) => {
        seen.costMs = costMs;
        for (const count of unanswered.values()) seen.unanswered += count;
      },
      skipped: (reason) => seen.skips.push(reason),
    },
  );
  return { clock, table, seen, flowWatch };
}

const lossOn = (localPort: number) =>
  pair({ a: { ...timedOut('A'), localPort }, aaaa: { ...timedOut('AAAA'), localPort } });

describe('the table is read', () => {
  it('at once, and then at the interval, for the Service and its pods', async () => {
    const { clock, table, seen, flowWatch } = watch();
    await flowWatch.step();
    await clock.advance(9000);
    await flowWatch.step();
    expect(table.reads).toBe(1);
    await clock.advance(1000);
    await Promise.all([flowWatch.step(), flowWatch.step()]);
    expect(table.reads).toBe(2);
    expect(seen.filters[0]).toEqual({ addresses: [VIP.address, POD, OTHER_POD], ports: [53, 5353] });
  });

  it('at the cost of its CPU time, or of the whole time where a tool reads it', async () => {
    const { clock, table, seen, flowWatch } = watch();
    table.tookMs = 40;
    await flowWatch.step();
    expect(seen.costMs).toBe(table.costMs);
    table.scan = read(WHOLE, 'conntrack-tool');
    await clock.advance(10_000);
    await flowWatch.step();
    expect(seen.costMs).toBe(40);
  });

  it('soon after a loss, until the loss is decided', async () => {
    const { clock, table, flowWatch } = watch();
    await flowWatch.step();
    flowWatch.pair(lossOn(1), clock.now());
    for (let second = 0; second < 9; second += 1) {
      await clock.advance(1000);
      await flowWatch.step();
    }
    expect(table.reads).toBe(3);
  });

  it('only after a loss where it is large, and each reading that is left out counts', async () => {
    const { clock, table, seen, flowWatch } = watch();
    table.entries = 70_000;
    await flowWatch.step();
    expect(seen.skips).toEqual(['table-size']);
    await clock.advance(5000);
    flowWatch.pair(lossOn(1), clock.now() - 8000);
    await flowWatch.step();
    expect(table.reads).toBe(1);
  });

  it('no more than its share of the CPU allows', async () => {
    const { clock, table, seen, flowWatch } = watch();
    table.costMs = 1000;
    for (let second = 0; second < 600; second += 1) {
      flowWatch.pair(lossOn(second), clock.now() - 8000);
      await flowWatch.step();
      await clock.advance(1000);
    }
    expect(table.reads).toBeLessThanOrEqual(7);
    expect(seen.skips).toContain('cpu');
  });
});

describe('the fates', () => {
  it('are those of queries via the VIP since a moment', async () => {
    const { clock, table, flowWatch } = watch();
    const startMs = clock.now();
    flowWatch.pair(lossOn(1), startMs);
    flowWatch.pair(
      pair({ server: { address: POD, port: 53 }, a: { ...timedOut('A'), localPort: 9 } }),
      startMs,
    );
    flowWatch.lookup(
      lookup({ queries: [{ candidate: 0, attempt: 0, outcome: { ...answered('A'), localPort: 2 } }] }),
      startMs + 1,
    );
    table.flows = [
      flow(1),
      flow(2, { replied: true, backend: { address: OTHER_POD, port: 53 } }),
      flowOf('10.9.9.9', 9),
    ];
    await clock.advance(8000);
    await flowWatch.step();
    expect(flowWatch.fates(startMs)).toMatchObject({
      value: {
        lost: 2,
        unreplied: { [POD]: 2 },
        chosen: { [POD]: { queries: 2 }, [OTHER_POD]: { queries: 1 } },
      },
    });
    expect(flowWatch.fates(startMs + 1)).toMatchObject({
      value: { lost: 0, chosen: { [OTHER_POD]: { queries: 1 } } },
    });
  });

  it('leave out a further nameserver that could be a Service: its losses say nothing about the first', async () => {
    const further = { address: '10.9.9.9', port: 53 };
    const { clock, table, flowWatch } = watch({}, [further]);
    const startMs = clock.now();
    flowWatch.pair(
      pair({ server: further, a: { ...timedOut('A'), server: further, localPort: 1 } }),
      startMs,
    );
    const outcome = { ...timedOut('A'), server: further, localPort: 2 };
    flowWatch.lookup(lookup({ queries: [{ candidate: 0, attempt: 0, outcome }] }), startMs);
    flowWatch.pair(pair({ a: { ...answered('A'), localPort: 3 } }), startMs);
    const notRewritten = { destination: further, backend: further };
    table.flows = [flow(1, notRewritten), flow(2, notRewritten), flow(3, { replied: true })];
    await clock.advance(8000);
    await flowWatch.step();
    expect(flowWatch.fates(startMs)).toMatchObject({
      value: { lost: 0, elsewhere: {}, chosen: { [POD]: { queries: 1 } } },
    });
  });

  it.each([
    ['every line was read', 0, 2],
    ['a line could not be read, which may be the entry', 1, 0],
  ])('are "no entry" for a loss without one where %s', async (_, unparsable, noEntry) => {
    const { clock, table, flowWatch } = watch();
    table.scan = read({ ...WHOLE, unparsable });
    const startMs = clock.now();
    for (const port of [1, 2]) flowWatch.pair(lossOn(port), startMs);
    table.flows = [flow(2)];
    await clock.advance(8000);
    await flowWatch.decide();
    expect(flowWatch.fates(startMs)).toMatchObject({ value: { noEntry } });
  });

  it('are absent, with the reason, where the table cannot be read', async () => {
    const { table, flowWatch } = watch();
    expect(flowWatch.fates(0).kind).toBe('absent');
    table.scan = absent('no-permission', '/host/proc/net/nf_conntrack: EACCES');
    await flowWatch.step();
    expect(flowWatch.fates(0)).toEqual(table.scan);
    expect(flowWatch.summary()).toEqual(table.scan);
  });
});

it('sums up the flows of all pods', async () => {
  const { clock, table, seen, flowWatch } = watch();
  await flowWatch.step();
  table.flows = [flowOf('10.9.9.9', 1), flowOf('10.9.9.9', 2, { replied: true }), flow(3)];
  for (let turn = 0; turn < 3; turn += 1) {
    await clock.advance(10_000);
    await flowWatch.step();
  }
  expect(seen.unanswered).toBe(1);
  expect(flowWatch.summary()).toMatchObject({
    value: {
      endpoints: [{ endpoint: POD, flows: 2, unanswered: 1, share: 1 }],
      clients: [{ address: '10.9.9.9', unanswered: 1 }],
    },
  });
});

it('shows to which addresses the VIP leads that are neither listed pods nor the VIP itself', async () => {
  const { clock, table, flowWatch } = watch();
  for (const port of [1, 2, 3]) flowWatch.pair(lossOn(port), clock.now());
  const stranger = { address: '10.244.9.9', port: 5353 };
  table.flows = [flow(1), flow(2, { backend: VIP }), flow(3, { backend: stranger })];
  expect(flowWatch.unlisted()).toEqual([]);
  await clock.advance(8000);
  await flowWatch.step();
  expect(flowWatch.unlisted()).toEqual([stranger]);
});
