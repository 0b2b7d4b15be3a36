/** A table of half a million entries, thousands of clients and hostile addresses: all of it is read, and little is remembered. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type Reading, read } from '../../src/domain/reading.ts';
import { Census } from '../../src/flows/census.ts';
import { FlowTable } from '../../src/flows/flow-table.ts';
import { RecentFlows } from '../../src/flows/recent.ts';
import { readFlows } from '../../src/kernel/flows/read-flows.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { entries, POD, VIP } from '../kernel/flows/entries.ts';

const ENTRIES = 500_000;
const HOSTILE = 100_000;
const PIECE = 65_536;
const MEGABYTE = 2 ** 20;
const WHERE = { vips: [VIP], pods: [POD], own: [] };
const FILTER = { addresses: [VIP], ports: [53] };
/** Long slices: pauses are tested in test/kernel/flows/read-flows.test.ts. */
const LIMITS = { clock: systemClock, maxEntries: ENTRIES, sliceMs: 100 };

/** As the file is read. */
async function* piecesOf(lines: Iterable<string>): AsyncGenerator<Reading<string>, void> {
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield read(piece);
    piece = '';
  }
  yield read(piece);
}

/** Unanswered flows, each from an address of its own. */
function* fromEverywhere(count: number): Generator<string> {
  for (let index = 0; index < count; index += 1) {
    const [high, low] = [index >> 8, index & 255];
    const client = `${1 + (high >> 8)}.${high & 255}.${low}.1`;
    const original = `src=${client} dst=${VIP} sport=5353 dport=53 `;
    yield `ipv4     2 udp      17 29 ${original}[UNREPLIED] src=${POD} dst=${client} sport=53 dport=5353 mark=0 zone=0 use=2`;
  }
}

/** One reading of a table with these lines. */
async function reading(census: Census, beganMs: number, lines: Iterable<string>, table = new FlowTable()) {
  const { note, end } = census.begin(beganMs, WHERE);
  const flows = readFlows(piecesOf(lines), FILTER, LIMITS);
  for (;;) {
    const next = await flows.next();
    if (next.done) return { scan: next.value, rise: end(), table };
    note(next.value);
    table.note(next.value);
  }
}

/** As if every nth entry had been missed. */
function* allBut(nth: number, lines: Iterable<string>): Generator<string> {
  let index = 0;
  for (const line of lines) {
    index += 1;
    if (index % nth !== 0) yield line;
  }
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / MEGABYTE;
}

describe('a table', { timeout: 120_000 }, () => {
  it('of 500,000 entries, of which many are there twice, is read to its end, and each flow counts once', async () => {
    const census = new Census();
    await reading(census, 0, []);
    const { scan, rise } = await reading(census, 10_000, entries(ENTRIES));
    expect(scan).toEqual(read({ entries: ENTRIES, unparsable: 0, complete: true }));
    // `entries` repeats its 60,000 flows.
    expect(rise.flows.get(POD)).toBe(60_000);
    // Entries that are missing from one reading begin no new flow in the next.
    const some = await reading(census, 20_000, allBut(7, entries(60_000)));
    expect(some.rise.flows.size).toBe(0);
    const again = await reading(census, 30_000, entries(60_000));
    expect(again.rise.flows.size).toBe(0);
    const unanswered = (some.rise.unanswered.get(POD) ?? 0) + (again.rise.unanswered.get(POD) ?? 0);
    expect(unanswered).toBe(60_000);
  });

  it('of 100,000 addresses takes a bounded memory, and gives a bounded number of clients', async () => {
    const beforeMegabytes = heapMegabytes();
    const [census, recent] = [new Census(), new RecentFlows()];
    await reading(census, 0, []);
    await reading(census, 10_000, fromEverywhere(HOSTILE));
    const { rise, table } = await reading(census, 20_000, fromEverywhere(HOSTILE));
    expect(rise.unanswered.get(POD)).toBeGreaterThan(60_000);
    expect(rise.clients.size).toBe(1024);
    recent.add(rise, 20_000);
    expect(recent.summary(20_000).clients).toHaveLength(10);
    expect([table.rows().length, table.without]).toEqual([10_000, HOSTILE - 10_000]);
    const tookMegabytes = heapMegabytes() - beforeMegabytes;
    expect(tookMegabytes).toBeLessThan(16);
  });
});
