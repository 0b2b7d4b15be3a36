import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConntrackStat } from '../../src/kernel/conntrack-stat.ts';
import { fixture } from './fixtures.ts';

describe('the conntrack statistics of procfs', () => {
  it('are read on Linux 4.19, which knows no resolved clash', () => {
    const file = parseConntrackStat(fixture('linux-4.19/net/stat/nf_conntrack'));
    expect(file).toEqual({
      entries: 412,
      stats: {
        era: 'searched',
        cpus: [
          { cpu: 0, counts: { found: 101, invalid: 7, insertFailed: 33, drop: 30, earlyDrop: 0 } },
          { cpu: 1, counts: { found: 99, invalid: 3, insertFailed: 12, drop: 12, earlyDrop: 0 } },
        ],
      },
    });
  });

  it('are read on Linux 5.10, which counts resolved clashes and no long chains', () => {
    const file = parseConntrackStat(fixture('linux-5.10/net/stat/nf_conntrack'));
    expect(file?.stats.era).toBe('clashres');
    expect(file?.stats.cpus.map(({ counts }) => counts.clashResolved)).toEqual([17, 4]);
    expect(file?.stats.cpus[0]?.counts.chainTooLong).toBeUndefined();
  });

  // IPVS with net.ipv4.vs.conntrack=0 after 66 flows over UDP and 6 over TCP via the VIP: none of them has an entry.
  it('of 6.1 count what IPVS leaves to conntrack', () => {
    const file = parseConntrackStat(fixture('linux-6.1-ipvs/net/stat/nf_conntrack'));
    expect(file?.entries).toBe(24);
    expect(file?.stats.era).toBe('chainlength');
    expect(file?.stats.cpus.map(({ counts }) => counts.invalid)).toEqual([14, 10]);
  });

  it('are read on Linux 6.18, its entries once and not once a CPU', () => {
    const file = parseConntrackStat(fixture('linux-6.18/net/stat/nf_conntrack'));
    expect(file?.entries).toBe(262_144);
    expect(file?.stats.era).toBe('chainlength');
    expect(file?.stats.cpus).toHaveLength(3);
    expect(file?.stats.cpus[0]?.counts).toEqual({
      found: 26_000,
      invalid: 12,
      insertFailed: 365,
      drop: 363,
      earlyDrop: 131_067,
      clashResolved: 9565,
      chainTooLong: 2,
    });
    expect(file?.stats.cpus[1]?.counts.insertFailed).toBe(0xfffffff0);
  });

  it('are refused where the last line is cut short', () => {
    expect(parseConntrackStat(fixture('broken/net/stat/nf_conntrack'))).toBeUndefined();
  });

  it('are refused when the columns are unknown', () => {
    expect(parseConntrackStat('entries drop\n00000001 00000002\n')).toBeUndefined();
    expect(parseConntrackStat('')).toBeUndefined();
  });

  it('never make the parser throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseConntrackStat(text)));
    const header = fixture('linux-6.18/net/stat/nf_conntrack').split('\n')[0];
    fc.assert(fc.property(fc.string(), (text) => void parseConntrackStat(`${header}\n${text}`)));
  });
});
