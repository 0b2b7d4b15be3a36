/** The watch over a real file, or over none. */

import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import { openFlows } from '../../src/flows/open-flows.ts';
import { UDP_LINES, VIP, withFile } from '../kernel/flows/entries.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

const LIMITS = { maxEntries: 100, cpuShare: 1, intervalMs: 1000, keptMs: 1000 };
const ports = () => ({
  clock: new FakeClock(),
  places: () => ({ vips: [{ address: VIP, port: 53 }], pods: [] }),
  entries: () => read(1),
  cpuMs: () => 0,
});

it('reads nf_conntrack of the node', async () => {
  await withFile(`${UDP_LINES['that is unreplied']}\n`, async (path) => {
    const flows = openFlows({ procNet: dirname(path) }, LIMITS, ports());
    await flows.step();
    expect(flows.summary()).toMatchObject({ kind: 'read' });
  });
});

it('is absent without a directory for the node', async () => {
  const flows = openFlows({}, LIMITS, ports());
  await flows.step();
  expect(flows.summary()).toMatchObject({ kind: 'absent', reason: 'not-configured' });
});
