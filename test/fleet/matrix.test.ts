import { describe, expect, it } from 'vitest';
import { fleetMatrix } from '../../src/fleet/matrix.ts';
import { nodeReport, nodes, PODS, podsLosing, RACE } from '../support/fleet/node-reports.ts';

const NO_LIMITS = { rows: 100, pods: 100 };

describe('the matrix', () => {
  it('has the worst node and the worst pod first', () => {
    const reports = [
      nodeReport('c'),
      nodeReport('b', { dnsPods: podsLosing([0, 0, 1]) }),
      nodeReport('a', RACE),
      nodeReport('d', { verdict: { cause: 'packet-loss', confidence: 0.6 } }),
    ];
    const { pods, rows } = fleetMatrix(reports, NO_LIMITS);
    expect(rows.map(({ report, cause }) => [report.node, cause])).toEqual([
      ['a', 'conntrack-race'],
      ['d', 'packet-loss'],
      ['b', undefined],
      ['c', undefined],
    ]);
    expect(pods).toEqual([PODS[2], PODS[0], PODS[1]]);
    expect(rows[2]?.cells[0]).toEqual({ failures: 1, trials: 10 });
  });

  it('has an empty cell where a node sent nothing to a pod', () => {
    const reports = [
      nodeReport('a', { dnsPods: [{ address: PODS[0], pairs: 0, lost: 0 }] }),
      nodeReport('b'),
    ];
    expect(fleetMatrix(reports, NO_LIMITS).rows[0]?.cells).toEqual([undefined, undefined, undefined]);
  });

  it('sums up the nodes and pods that have no row and no column', () => {
    const reports = nodes(5_000, (index) => (index < 300 ? { ...RACE, dnsPods: podsLosing([3, 2, 1]) } : {}));
    const { pods, otherPods, rows, rest } = fleetMatrix(reports, { rows: 200, pods: 2 });
    expect([pods, otherPods, rows.length]).toEqual([[PODS[0], PODS[1]], 1, 200]);
    expect(rows[0]?.otherPods).toEqual({ failures: 1, trials: 10 });
    expect(rest).toEqual({
      nodes: 4_800,
      unhealthy: 100,
      lookups: { failures: 600, trials: 576_000 },
      pairs: { failures: 1_200, trials: 672_000 },
      cells: [
        { failures: 300, trials: 48_000 },
        { failures: 200, trials: 48_000 },
      ],
      otherPods: { failures: 100, trials: 48_000 },
    });
  });
});
