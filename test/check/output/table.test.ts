import { describe, expect, it } from 'vitest';
import { endpointLines, outsideLines, strategyLines } from '../../../src/check/output/table.ts';
import { arm, dead, endpointArm, queries } from '../../diagnosis/evidences.ts';

const outside = arm('pair', 40, { scope: 'outside', durationsMs: [30, 250] });
const firstWords = (lines: readonly string[]) => lines.map((line) => line.split(/ {2,}/)[0]);

describe('the table of strategies', () => {
  it('has words to the left and numbers to the right, in columns', () => {
    const lossy = arm('race', 100, { aaaa: queries(100, { timedOut: 40 }), durationsMs: [1.26, 5003.4] });
    expect(strategyLines({ arms: [lossy, arm('sequential', 8, { durationsMs: [99.94, 99.96] })] })).toEqual([
      'strategy    pairs  pairs lost  loss %  95 % interval  p50 ms  p99 ms',
      'race          100          40    40.0   30.9 to 49.8    5003    5003',
      'sequential      8           0     0.0    0.0 to 32.4   100.0   100.0',
    ]);
  });

  it('counts a pair that lost both of its queries once', () => {
    expect(strategyLines({ arms: [dead('pair', 10, 3)] })[1]).toMatch(/^pair +10 +3 +30\.0 /);
  });

  it('adds up what one strategy measured of several servers', () => {
    const arms = [
      endpointArm('10.244.0.2', dead('endpoint', 10, 10)),
      endpointArm('10.244.0.3', arm('endpoint', 30)),
    ];
    expect(strategyLines({ arms })[1]).toMatch(/^endpoint +40 +10 +25\.0 /);
  });

  it('has a dash for the times of a strategy that nothing came back from', () => {
    expect(strategyLines({ arms: [dead('tcp', 10, 10, { durationsMs: [] })] })[1]).toMatch(
      /^tcp +10 +10 +100\.0 +72\.2 to 100\.0 +- +-$/,
    );
  });

  it('is in the order of the strategies, whatever was asked first', () => {
    const arms = [arm('sticky', 5), arm('tcp', 5), arm('pair', 5)];
    expect(firstWords(strategyLines({ arms }))).toEqual(['strategy', 'pair', 'tcp', 'sticky']);
  });

  it('is left out where nothing was asked', () => {
    expect(strategyLines({ arms: [] })).toEqual([]);
  });
});

describe('the table of DNS pods', () => {
  it('has a line for each pod and transport, in the order of addresses', () => {
    const asked = (address: string, transport: 'udp' | 'tcp') =>
      endpointArm(address, arm('endpoint', 5, { transport }));
    const arms = [
      asked('10.244.0.10', 'udp'),
      asked('fd00:10:244::2', 'udp'),
      asked('10.244.0.9', 'udp'),
      asked('10.244.0.9', 'tcp'),
    ];
    const lines = endpointLines({ arms });
    expect(firstWords(lines)).toEqual([
      'DNS pod',
      '10.244.0.9 tcp',
      '10.244.0.9 udp',
      '10.244.0.10 udp',
      'fd00:10:244::2 udp',
    ]);
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  });

  it('shows which of them is dead', () => {
    const [, , second] = endpointLines({
      arms: [
        endpointArm('10.244.0.2', arm('endpoint', 10)),
        endpointArm('10.244.0.3', dead('endpoint', 10, 10, { durationsMs: [] })),
      ],
    });
    expect(second).toMatch(/^10\.244\.0\.3 udp +10 +10 +100\.0 .* - +-$/);
  });

  it('is not there where no pod was asked directly', () => {
    expect(endpointLines({ arms: [arm('pair', 10), endpointArm('10.244.0.2', arm('endpoint', 0))] })).toEqual(
      [],
    );
  });
});

describe('the table of names outside the cluster', () => {
  it('keeps them apart from the strategies, whose table has names of the cluster only', () => {
    const arms = [arm('pair', 100), outside];
    expect(outsideLines({ arms })).toEqual([
      'outside names    pairs  pairs lost  loss %  95 % interval  p50 ms  p99 ms',
      'pair 10.96.0.10     40           0     0.0     0.0 to 8.8     250     250',
    ]);
    expect(strategyLines({ arms })[1]).toMatch(/^pair +100 /);
  });

  it('is not there where all names are outside: the strategies show them then', () => {
    expect(outsideLines({ arms: [outside] })).toEqual([]);
    expect(strategyLines({ arms: [outside] })[1]).toMatch(/^pair +40 /);
  });

  it('is not there where none is', () => {
    expect(outsideLines({ arms: [arm('pair', 100), arm('pair', 0, { scope: 'outside' })] })).toEqual([]);
  });
});
