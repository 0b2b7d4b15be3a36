import { describe, expect, it } from 'vitest';
import type { Flow, FlowScan } from '../../../src/domain/flow.ts';
import type { Reading } from '../../../src/domain/reading.ts';
import { readPieces } from '../../../src/kernel/files.ts';
import { type FlowLimits, readFlows } from '../../../src/kernel/flows/read-flows.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { entries, OTHER_LINES, TCP_LINE, UDP_LINES, UDP6_LINE, VIP, withFile } from './entries.ts';

const FILTER = { addresses: [VIP, 'fd00:96::a'], ports: [53] };
const LIMITS: FlowLimits = { clock: systemClock, maxEntries: 500_000 };

async function all(path: string, limits: Partial<FlowLimits> = {}) {
  const flows: Flow[] = [];
  const reader = readFlows(readPieces(path), FILTER, { ...LIMITS, ...limits });
  for (;;) {
    const step = await reader.next();
    if (step.done) return { flows, scan: step.value };
    flows.push(step.value);
  }
}
const scanned = (entriesSeen: number, unparsable: number, complete: boolean): Reading<FlowScan> => ({
  kind: 'read',
  source: 'procfs',
  value: { entries: entriesSeen, unparsable, complete },
});

describe('the flows to DNS', () => {
  it('are read from among others, of both protocols and families', async () => {
    const lines = [...Object.values(UDP_LINES), ...OTHER_LINES, TCP_LINE, UDP6_LINE];
    const { flows, scan } = await withFile(`${lines.join('\n')}\n`, all);
    expect(flows).toHaveLength(Object.keys(UDP_LINES).length + 2);
    expect(flows.filter(({ replied }) => !replied)).toHaveLength(5);
    expect(flows.at(-1)?.destination).toEqual({ address: 'fd00:96::a', port: 53 });
    expect(scan).toEqual(scanned(lines.length, 0, true));
  });

  it('are those of the whole lines, wherever the file is cut', async () => {
    const text = `${UDP_LINES['that is unreplied']}\n${TCP_LINE}\n`;
    await withFile(text.slice(0, text.length - 20), async (path) => {
      const { flows, scan } = await all(path);
      expect(flows).toHaveLength(1);
      expect(scan).toEqual(scanned(1, 0, false));
    });
  });

  it('leave out lines that are broken, and count them', async () => {
    const broken = [TCP_LINE.slice(0, -20), TCP_LINE.slice(20), `${'x'.repeat(9000)} dport=53 `];
    const { flows, scan } = await withFile([TCP_LINE, ...broken, TCP_LINE, ''].join('\n'), all);
    expect(flows).toHaveLength(2);
    expect(scan).toEqual(scanned(4, 3, true));
  });

  it('of an entry that was read twice are yielded twice', async () => {
    expect((await withFile(`${TCP_LINE}\n${TCP_LINE}\n`, all)).flows).toHaveLength(2);
  });

  it('end at the limit of entries, or when the reading is aborted', async () => {
    const text = `${[...entries(100)].join('\n')}\n`;
    await withFile(text, async (path) => {
      expect(await all(path, { maxEntries: 10 })).toMatchObject({ scan: scanned(10, 0, false) });
      const aborted = await all(path, { signal: AbortSignal.abort() });
      expect(aborted).toEqual({ flows: [], scan: scanned(0, 0, false) });
    });
  });

  it('are absent with the reason where there is no such file', async () => {
    const { flows, scan } = await all('/nowhere/nf_conntrack');
    expect(flows).toEqual([]);
    expect(scan).toMatchObject({ kind: 'absent', reason: 'no-file' });
  });

  it('let the event loop go on after each slice', async () => {
    let [nowMs, pauses] = [0, 0];
    const clock = {
      ...systemClock,
      // Each look at the clock is a millisecond later: a slice of 3 ms is over after three looks.
      now: () => nowMs++,
      after: (_: number, fn: () => void) => {
        pauses += 1;
        queueMicrotask(fn);
        return () => {};
      },
    };
    const lines = 300;
    await withFile(`${[...entries(lines)].join('\n')}\n`, (path) => all(path, { clock, sliceMs: 3 }));
    expect(pauses).toBeGreaterThanOrEqual(3);
  });

  it('wait while an answer is awaited, and not for longer than 20 ms at a time', async () => {
    let nowMs = 0;
    const looks: number[] = [];
    const clock = {
      ...systemClock,
      now: () => nowMs,
      after: (ms: number, fn: () => void) => {
        nowMs += Math.max(1, ms);
        queueMicrotask(fn);
        return () => {};
      },
    };
    const awaiting = (untilMs: number) => () => {
      looks.push(nowMs);
      return nowMs < untilMs;
    };
    await withFile(`${TCP_LINE}\n`, async (path) => {
      expect((await all(path, { clock, awaiting: awaiting(5) })).flows).toHaveLength(1);
      // Before the file is read, and again before its text is.
      expect(looks).toEqual([0, 1, 2, 3, 4, 5, 5]);
      const begunMs = nowMs;
      expect((await all(path, { clock, awaiting: () => true })).flows).toHaveLength(1);
      expect(nowMs - begunMs).toBe(2 * 20);
    });
  });

  it('of a large table are all there', async () => {
    const text = `${[...entries(20_000)].join('\n')}\n`;
    const { flows, scan } = await withFile(text, all);
    expect(flows).toHaveLength(20_000);
    expect(scan).toEqual(scanned(20_000, 0, true));
  });
});
