/** The agent's watch over the node's DNS flows. */

import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AgentFlowsPorts, agentFlows } from '../../src/agent/flows.ts';
import { flowPage, flowReport } from '../../src/agent/pages/flow-report.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { FlowSkip } from '../../src/domain/flow.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { POD, UDP_LINES, VIP, withFile } from '../kernel/flows/entries.ts';
import { surface } from '../support/agent/http-surface.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

function set(flags: Record<string, string>, costMs = 0) {
  const clock = new FakeClock();
  const seen = { skips: [] as FlowSkip[], reads: 0 };
  const rig = {
    vips: () => [{ address: VIP, port: 53 }],
    pods: { servers: [{ address: POD, port: 53 }] },
  } as unknown as AgentFlowsPorts['rig'];
  let entries = read(1);
  let cpuMs = 0;
  const config = loadConfig({ env: {}, flags, hostname: 'node', readFile: () => 'nameserver 10.96.0.10\n' });
  const flows = agentFlows(config, {
    clock,
    rig,
    cpuMs: () => (cpuMs += costMs),
    entries: () => entries,
    recorder: {
      recordFlows: () => {
        seen.reads += 1;
      },
      recordSkippedFlowRead: (reason) => seen.skips.push(reason),
    },
  });
  const grow = (to: number) => {
    entries = read(to);
  };
  return { clock, flows, seen, grow };
}

describe('the flows of the agent', () => {
  it('are off by default, and the report says so', () => {
    const { flows } = set({});
    expect(flows).toBeUndefined();
    const off = absent('not-configured', 'the option flows.mode is off');
    expect(flowReport(flows, 0)).toEqual({ all: off, own: off });
  });

  it('are served at /api/flows, with the reason where they are not read', async () => {
    await withFile(`${UDP_LINES['that is unreplied']}\n`, async (path) => {
      const { clock, flows } = set({ flowsMode: 'on', flowsInterval: '5s', procNet: dirname(path) });
      await flows?.step();
      await clock.advance(5000);
      await flows?.step();
      await using site = await surface({ pages: [flowPage(clock, flows)] });
      expect(await (await site.get('/api/flows')).json()).toMatchObject({
        all: {
          source: 'procfs',
          value: {
            windowMs: 300_000,
            endpoints: [{ endpoint: POD, flows: 0, unanswered: 1, share: 0 }],
            clients: [{ address: '10.244.0.5', unanswered: 1 }],
          },
        },
        own: { kind: 'absent' },
      });
    });
    const { clock } = set({});
    await using site = await surface({ pages: [flowPage(clock, undefined)] });
    expect(await (await site.get('/api/flows')).json()).toMatchObject({
      all: { kind: 'absent', detail: expect.stringContaining('flows.mode is off') },
    });
  });

  it('are read at the configured interval, and not from a larger table than configured', async () => {
    await withFile(`${UDP_LINES['that is unreplied']}\n`, async (path) => {
      const procNet = dirname(path);
      const flags = { flowsMode: 'on', flowsInterval: '5s', flowsMaxEntries: '1000', procNet };
      const { clock, flows, seen, grow } = set(flags);
      await flows?.step();
      await clock.advance(5000);
      await flows?.step();
      expect(seen.reads).toBe(2);
      grow(1001);
      await clock.advance(5000);
      await flows?.step();
      expect(seen).toEqual({ reads: 2, skips: ['table-size'] });
      expect(flowReport(flows, clock.now())).toMatchObject({
        all: { kind: 'read', value: { endpoints: [{ endpoint: POD, flows: 0, unanswered: 1 }] } },
        own: { kind: 'absent' },
      });
    });
  });

  it.each(['0.01', '0.1'])('take at most the configured share of a CPU on average: %s', async (cpuShare) => {
    await withFile(`${UDP_LINES['that is unreplied']}\n`, async (path) => {
      const costMs = 200;
      const flags = { flowsMode: 'on', flowsInterval: '1s', flowsCpuShare: cpuShare, procNet: dirname(path) };
      const { clock, flows, seen } = set(flags, costMs);
      for (let second = 0; second < 60; second += 1) {
        await flows?.step();
        await clock.advance(1000);
      }
      const mayMs = Number(cpuShare) * 60_000;
      // Nothing is known of the cost before the first reading.
      expect(seen.reads * costMs).toBeLessThanOrEqual(mayMs + costMs);
      expect(seen.reads * costMs).toBeGreaterThanOrEqual(mayMs / 2);
      expect(seen.skips).toContain('cpu');
    });
  });
});
