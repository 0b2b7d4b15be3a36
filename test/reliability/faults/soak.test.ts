/**
 * Fifty times the default rate of probes, for a minute: on a clock that is ten times as fast, with a fifth of the default intervals. So the
 * five minutes of evidence that the agent holds are full after 30 s. FIVESEC_SOAK_SECONDS asks for another length.
 */

import { setTimeout as pass } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { median } from '../../../bench/support/rows.ts';
import { startDnsServer } from '../../../src/demo/dns-server.ts';
import { always } from '../../../src/demo/script.ts';
import { formatServer } from '../../../src/domain/server.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { start } from '../../lab/ground/command.ts';
import { reconcile, startRig } from '../../support/agent/rig-process.ts';

const SECONDS = Number(process.env['FIVESEC_SOAK_SECONDS'] ?? 60);
const PACE = 10;
/** Defaults: 10 s and 2 s. */
const INTERVALS = { lookupsInterval: '2s', pairsInterval: '400ms' };
const STEP_MS = 5000;
/** The process reports ten times a second at most. Its timer counts from beginning to beginning, so a busy process reports less often. */
const FEWEST_REPORTS_A_SECOND = 5;
/** What RssAnon may rise from the third quarter to the last. A probe that kept 200 bytes would keep as much in 60 s. */
const MOST_RISE_KB = 1024;

it(`soak of ${SECONDS} s: memory and descriptors stay flat, and every start has its outcome`, {
  timeout: 60_000 + SECONDS * 1000,
}, async () => {
  const server = await startDnsServer({
    address: '127.0.53.10',
    remember: 1,
    script: always({ kind: 'answer' }),
    clock: systemClock,
  });
  try {
    const flags = { nameserver: [formatServer(server.server)], ...INTERVALS };
    const rig = await startRig(start, { pace: PACE, stepMs: STEP_MS, flags });
    await pass(SECONDS * 1000);
    const reports = rig.history();
    expect(reports.length).toBeGreaterThan(SECONDS * FEWEST_REPORTS_A_SECOND);
    const part = Math.floor(reports.length / 4);
    const quarter = (index: number) => reports.slice(part * index, part * (index + 1));
    const memory = (index: number) => median(quarter(index).map(({ anonymousKb }) => anonymousKb));
    const descriptors = (index: number) => Math.max(...quarter(index).map((report) => report.descriptors));
    expect(memory(3) - memory(2)).toBeLessThan(MOST_RISE_KB);
    expect(descriptors(3)).toBeLessThanOrEqual(descriptors(1) + 5);
    expect(rig.progress().causes).toEqual([]);
    const counts = await rig.end();
    reconcile(counts);
    expect(counts.judged).toBeGreaterThan(SECONDS * 20);
  } finally {
    await server.close();
  }
});
