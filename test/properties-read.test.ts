/**
 * Every property that the values between rooms declare is read somewhere in src/. One that nothing reads would be measured and carried for
 * nothing. For options, test/config/options-read.test.ts does the same.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CACHE } from './support/machine/cache.ts';
import { unreadProperties } from './support/source/unread-properties.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const ROOMS = ['domain', 'evidence', 'config'];

const IN_JSON = 'programs and people read it in JSON: the API, the log, or `check --json`';
const IN_EVIDENCE = 'people read it in the evidence of `check --explain`, and no rule needs it yet';
const IN_PAGES = 'scripts/ writes it into pages or the chart';
const BY_ANOTHER_TYPE = 'it is read through another type that has the same property';

/** Properties that the compiler finds no read of in src/, and what they are for. `.*` stands for all of an interface. */
const UNREAD: Readonly<Record<string, string>> = {
  'Explanation.flows': IN_JSON,
  'Explanation.windowStartedAt': IN_JSON,
  'IpCounts.fragmentationFailures': IN_EVIDENCE,
  'IpCounts.inDiscards': IN_EVIDENCE,
  'IpCounts.outNoRoutes': IN_EVIDENCE,
  'IpCounts.reassemblyTimeouts': IN_EVIDENCE,
  'ListenAddress.address': BY_ANOTHER_TYPE,
  'ListenAddress.port': BY_ANOTHER_TYPE,
  'NeighbourCounts.resolutionFailures': IN_EVIDENCE,
  'NeighbourCounts.unresolvedDiscards': IN_EVIDENCE,
  'NodeReport.lookups.failed': IN_JSON,
  'NodeReport.schema': IN_JSON,
  'NodeReport.version': IN_JSON,
  'NodeReport.windowMs': IN_JSON,
  'OwnFates.unseen': IN_JSON,
  'Remedy.measured.high': IN_JSON,
  'Remedy.measured.low': IN_JSON,
  'Remedy.measured.strategy': IN_JSON,
  'Row.schema': IN_PAGES,
  'Row.unit': IN_PAGES,
  'Row.written': BY_ANOTHER_TYPE,
  'SnapshotValues.*': 'its keys are those of `ReadingsOf`, and kernel/readings.ts has a row for each',
  'StrategySpec.wire': IN_PAGES,
  'TcpCounts.csumErrors': IN_EVIDENCE,
  'UdpCounts.inDatagrams': IN_EVIDENCE,
  'UdpCounts.inErrors': IN_EVIDENCE,
  'UdpCounts.memErrors': IN_EVIDENCE,
  'UdpCounts.noPorts': IN_EVIDENCE,
  'UdpCounts.sndbufErrors': IN_EVIDENCE,
};

const covers = (stated: string, label: string) =>
  stated.endsWith('.*') ? label.startsWith(stated.slice(0, -1)) : stated === label;

it('is so for the values of domain, evidence and config', { timeout: 120_000 }, () => {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'properties-'));
  try {
    const config = join(folder, 'tsconfig.json');
    const sources = { extends: join(ROOT, 'tsconfig.json'), include: [join(ROOT, 'src')] };
    writeFileSync(config, JSON.stringify(sources));
    const found = unreadProperties(
      config,
      ROOMS.map((room) => join(ROOT, 'src', room)),
    );
    const stated = Object.keys(UNREAD);
    expect(found.filter((label) => !stated.some((one) => covers(one, label)))).toEqual([]);
    expect(stated.filter((one) => !found.some((label) => covers(one, label)))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
