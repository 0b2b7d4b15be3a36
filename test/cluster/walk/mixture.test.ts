import { expect, it } from 'vitest';
import type { Cluster } from '../harness/cluster.ts';
import { type LocalFault, onAllNodes } from './faults.ts';
import { mixture } from './mixture.ts';
import { truthsOn } from './walk.ts';

const cluster = { machines: ['node1', 'node2', 'node3'].map((name) => ({ name })) } as unknown as Cluster;

function recorded(name: string, cause: LocalFault['truths'][number], events: string[]): LocalFault {
  return onAllNodes({
    name,
    truths: [cause],
    holdMs: 1000,
    async beginOn(_, machines) {
      events.push(`${name} on ${machines.map((machine) => machine.name).join(' ')}`);
      return async () => {
        events.push(`${name} ends`);
      };
    },
  });
}

it('gives the nodes its faults in turn, and ends each', async () => {
  const events: string[] = [];
  const faults = [recorded('race', 'conntrack-race', events), recorded('loss', 'packet-loss', events)];
  const end = await mixture('race+loss', faults).begin(cluster, () => {});
  await end();
  expect(events).toEqual(['race on node1 node3', 'loss on node2', 'race ends', 'loss ends']);
});

it('leaves out a fault for which there is no node', async () => {
  const events: string[] = [];
  const names = ['a', 'b', 'c', 'd'];
  await mixture(
    '',
    names.map((name) => recorded(name, 'packet-loss', events)),
  ).begin(cluster, () => {});
  expect(events).toEqual(['a on node1', 'b on node2', 'c on node3']);
});

it('allows on each node the causes of its own fault only', () => {
  const both = mixture('race+loss', [recorded('r', 'conntrack-race', []), recorded('l', 'packet-loss', [])]);
  expect([0, 1, 2].map((index) => truthsOn(both, index))).toEqual([
    ['conntrack-race'],
    ['packet-loss'],
    ['conntrack-race'],
  ]);
});

it('allows nothing on a node that a fault of the first node spares', () => {
  const subject = { name: '', truths: ['packet-loss'], reach: 'first-node' } as const;
  expect([0, 1].map((index) => truthsOn(subject, index))).toEqual([['packet-loss'], []]);
});
