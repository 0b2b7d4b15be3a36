import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import { delta } from '../../src/kernel/delta.ts';
import { parseNeighbourStat } from '../../src/kernel/neighbour-stat.ts';
import { fixture, snapshot } from './fixtures.ts';

const HEADER = fixture('linux-4.19/net/stat/arp_cache').split('\n')[0] ?? '';

describe('the statistics of a neighbour table', () => {
  it.each(['linux-4.19', 'linux-5.10', 'linux-6.18'])('of %s are read by name, for each CPU', (kernel) => {
    expect(parseNeighbourStat(fixture(`${kernel}/net/stat/arp_cache`))).toEqual([
      { cpu: 0, counts: { resolutionFailures: 3, unresolvedDiscards: 0x2c, tableFull: 0x40 } },
      { cpu: 1, counts: { resolutionFailures: 1, unresolvedDiscards: 0xb, tableFull: 0x15 } },
    ]);
    expect(parseNeighbourStat(fixture(`${kernel}/net/stat/ndisc_cache`))).toHaveLength(2);
  });

  it('leave out what an old kernel does not count', () => {
    const row = (words: number) => `${Array(words).fill('00000001').join(' ')}\n`;
    const old = HEADER.replace(' table_fulls', '');
    expect(parseNeighbourStat(`${old}\n${row(12)}`)).toEqual([
      { cpu: 0, counts: { resolutionFailures: 1, unresolvedDiscards: 1 } },
    ]);
    const older = old.replace(' unresolved_discards', '');
    expect(parseNeighbourStat(`${older}\n${row(11)}`)).toEqual([
      { cpu: 0, counts: { resolutionFailures: 1 } },
    ]);
  });

  it('are refused when a column is missing, or the text is something else', () => {
    expect(parseNeighbourStat('')).toBeUndefined();
    expect(parseNeighbourStat(`${HEADER}\n`)).toBeUndefined();
    expect(parseNeighbourStat(fixture('broken/net/stat/arp_cache'))).toBeUndefined();
    expect(parseNeighbourStat(fixture('linux-6.18/net/stat/nf_conntrack'))).toBeUndefined();
    expect(
      parseNeighbourStat(fixture('linux-6.18/net/stat/arp_cache').replace('00000040', '0000004g')),
    ).toBeUndefined();
  });

  it('never make the parser throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseNeighbourStat(text)));
    fc.assert(fc.property(fc.string(), (text) => void parseNeighbourStat(`${HEADER}\n${text}\n`)));
  });

  it('rise over all CPUs, over the wrap of a 32-bit machine too', () => {
    const table = (...full: number[]) =>
      read(full.map((tableFull, cpu) => ({ cpu, counts: { resolutionFailures: 0, tableFull } })));
    const rise = (before: number[], after: number[]) =>
      delta(snapshot(0, { arpCache: table(...before) }), snapshot(2000, { arpCache: table(...after) }))
        .arpCache;
    expect(rise([5, 7], [6, 9])).toEqual(read({ resolutionFailures: 0, tableFull: 3 }));
    expect(rise([0xfffffffe, 7], [3, 7])).toEqual(read({ resolutionFailures: 0, tableFull: 5 }));
    expect(rise([2 ** 33], [3]).kind).toBe('absent');
    expect(rise([5, 7], [6]).kind).toBe('absent');
  });
});
