import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseToolStats } from '../../src/kernel/conntrack-tool-stats.ts';

const ROW =
  'cpu=0   \tfound=3 invalid=0 insert=0 insert_failed=7 drop=6 early_drop=1 error=0 search_restart=0 clash_resolve=5 chaintoolong=2 ';

describe('what conntrack -S prints', () => {
  it('is read by name, for each CPU', () => {
    expect(parseToolStats(`${ROW}\n${ROW.replace('cpu=0', 'cpu=3')}\n`)).toEqual({
      era: 'chainlength',
      cpus: [0, 3].map((cpu) => ({
        cpu,
        counts: {
          found: 3,
          invalid: 0,
          insertFailed: 7,
          drop: 6,
          earlyDrop: 1,
          clashResolved: 5,
          chainTooLong: 2,
        },
      })),
    });
  });

  it('shows an older kernel by the columns that it leaves out', () => {
    const without = (columns: RegExp) => `${ROW.replace(columns, '')}\n`;
    expect(parseToolStats(without(/clash_resolve.*/))?.era).toBe('searched');
    expect(parseToolStats(without(/chaintoolong.*/))?.era).toBe('clashres');
    expect(parseToolStats(`${ROW}\n${without(/chaintoolong.*/)}`)).toBeUndefined();
  });

  it('is refused when it is something else', () => {
    expect(parseToolStats('')).toBeUndefined();
    expect(parseToolStats('cpu=x found=1\n')).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void parseToolStats(text)));
  });
});
