import { expect, it } from 'vitest';
import { failingPods, podLosses } from '../../src/fleet/pod-losses.ts';
import { nodes, PODS, podsLosing } from '../support/fleet/node-reports.ts';

it('podLosses adds up each pod over the nodes that asked it, the worst pod first', () => {
  const reports = [
    ...nodes(2, () => ({ dnsPods: podsLosing([0, 1, 0], 4) })),
    ...nodes(1, () => ({ dnsPods: [{ address: PODS[0], pairs: 0, lost: 0 }] })),
  ];
  const [first, second] = podLosses(reports);
  expect(first).toMatchObject({ address: PODS[1], pairs: 8, lost: 2, nodes: 2, nodesWithLoss: 2 });
  expect(first?.evenly).toBeCloseTo(2 * (1 - 0.75 ** 4));
  expect(second).toMatchObject({
    address: PODS[0],
    pairs: 8,
    lost: 0,
    nodes: 2,
    nodesWithLoss: 0,
    evenly: 0,
  });
});

it('accuses no pod without another pod or another node to compare with', () => {
  const alone = nodes(5, () => ({ dnsPods: [{ address: PODS[0], pairs: 10, lost: 10 }] }));
  expect(failingPods(podLosses(alone))).toEqual([]);
  expect(failingPods(podLosses(nodes(1, () => ({ dnsPods: podsLosing([10, 0, 0]) }))))).toEqual([]);
  expect(failingPods(podLosses(nodes(2, () => ({ dnsPods: podsLosing([10, 0, 0]) }))))).toHaveLength(1);
});
