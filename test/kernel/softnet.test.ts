import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSoftnet } from '../../src/kernel/softnet.ts';
import { fixture } from './fixtures.ts';

describe('the softnet statistics', () => {
  it('name their CPU where the kernel prints it: offline CPUs have no line', () => {
    expect(parseSoftnet(fixture('linux-6.18/net/softnet_stat'))).toEqual([
      { cpu: 0, counts: { processed: 16, dropped: 0, squeezed: 0 } },
      { cpu: 2, counts: { processed: 10_571, dropped: 5, squeezed: 1 } },
    ]);
  });

  it('count lines where it does not', () => {
    expect(parseSoftnet(fixture('linux-4.19/net/softnet_stat'))?.map(({ cpu }) => cpu)).toEqual([0, 1]);
  });

  it('are refused when empty or not hexadecimal', () => {
    expect(parseSoftnet(fixture('broken/net/softnet_stat'))).toBeUndefined();
    expect(parseSoftnet('zz 0 0\n')).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void parseSoftnet(text)));
  });
});
