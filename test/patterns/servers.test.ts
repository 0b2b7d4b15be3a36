import { expect, it } from 'vitest';
import { NODE_LOCAL_FAILS } from '../../src/patterns/node-cache.ts';
import {
  gonePodsKeepFlow,
  idlePodsFail,
  LOSS_BEHIND_VIP,
  LOSS_BY_VIP,
  nameserverFails,
  onlyPodFails,
  podsFail,
  STANDING_FLOW_LOST,
  VIP_LEADS_ASTRAY,
} from '../../src/patterns/servers.ts';
import { ask, PODS } from './asks.ts';
import { endpointArm, predicted, TCP } from './predictions.ts';

const [first, second] = PODS;
const nameserver = (address: string) =>
  ({ strategy: 'pair', target: { kind: 'nameserver', address } }) as const;

it('a dead pod takes its share of flows: both queries of one socket, either of two', () => {
  const values = [1, 1, 1, 0.5];
  expect(predicted(podsFail(first), values, endpointArm(first))).toBe('all');
  expect(predicted(podsFail(first), values, endpointArm(second))).toBe('none');
  expect(predicted(podsFail(first), values, { strategy: 'pair' })).toBe('both');
  // By chance, or in turn, as IPVS gives flows to servers.
  expect(predicted(podsFail(first), values, { strategy: 'separate' })).toBe('as its flow');
  expect(predicted(podsFail(first), values, { strategy: 'sticky' })).toBe('as its flow');
  expect(predicted(idlePodsFail(first), [1, 1, 1], { strategy: 'pair' })).toBe('none');
  expect(predicted(idlePodsFail(first), [1, 1, 1], endpointArm(first))).toBe('all');
  expect(predicted(podsFail(first), [1, 1, 1, 1], { strategy: 'pair' })).toBe('all');
});

it('a VIP that leads astray loses flows while every known pod is healthy', () => {
  expect(predicted(VIP_LEADS_ASTRAY, [0.33, 1], { strategy: 'pair' })).toBe('both');
  expect(predicted(VIP_LEADS_ASTRAY, [0.33, 1], TCP)).toBe('both');
  expect(predicted(VIP_LEADS_ASTRAY, [0.33, 1], endpointArm(first))).toBe('none');
});

it('loss via the VIP takes queries one by one, and none straight to a pod', () => {
  expect(predicted(LOSS_BY_VIP, [0.2, 0], { strategy: 'reopen' })).toBe('some');
  expect(predicted(LOSS_BY_VIP, [0.2, 0], endpointArm(first))).toBe('none');
});

it('loss behind the VIP takes queries one by one on the flows to one server, and none straight to a pod', () => {
  expect(predicted(LOSS_BEHIND_VIP, [0.5, 0.33, 0], { strategy: 'pair' })).toBe('some');
  expect(predicted(LOSS_BEHIND_VIP, [0.5, 0.33, 0], { strategy: 'sticky' })).toBe('as its flow');
  expect(predicted(LOSS_BEHIND_VIP, [0.5, 0.33, 0], TCP)).toBe('none');
  expect(predicted(LOSS_BEHIND_VIP, [0.5, 0.33, 1], TCP)).toBe('both');
  expect(predicted(LOSS_BEHIND_VIP, [0.5, 0.33, 0], endpointArm(first))).toBe('none');
});

it('the only pod that is known is to blame only for less than the VIP loses', () => {
  const weights = onlyPodFails(first).axes.at(-1) ?? [];
  expect(Math.max(...weights)).toBe(0.75);
  expect(Math.max(...(podsFail(first).axes.at(-1) ?? []))).toBe(1);
});

it('a standing socket keeps its server with about the share of flows that leads there', () => {
  const standing = podsFail(first).predict(ask({ strategy: 'sticky' }), [1, 1, 1, 0.5]);
  expect(standing).toMatchObject({ kind: 'any-of', weights: [expect.closeTo(0.5), expect.closeTo(0.5)] });
  const seldom = podsFail(first).predict(ask({ strategy: 'sticky' }), [1, 1, 1, 0.01]);
  expect(seldom).toMatchObject({ weights: [expect.closeTo(0.03, 2), expect.closeTo(0.97, 2)] });
});

it('a pod that is gone may keep only the flow of the standing socket', () => {
  const gone = gonePodsKeepFlow(first);
  expect(predicted(gone, [1, 1], endpointArm(first))).toBe('all');
  expect(predicted(gone, [1, 1], endpointArm(second))).toBe('none');
  expect(predicted(gone, [1, 1], { strategy: 'sticky' })).toBe('all');
  expect(predicted(gone, [1, 1], { strategy: 'pair' })).toBe('none');
  expect(predicted(gone, [1, 1], TCP)).toBe('none');
});

it('a stale entry affects only the standing socket', () => {
  expect(predicted(STANDING_FLOW_LOST, [1, 1], { strategy: 'sticky' })).toBe('all');
  expect(predicted(STANDING_FLOW_LOST, [1, 1], { strategy: 'pair' })).toBe('none');
});

it('a nameserver or a node cache fails by itself', () => {
  expect(predicted(nameserverFails('192.0.2.1'), [1, 1], nameserver('192.0.2.1'))).toBe('all');
  expect(predicted(nameserverFails('192.0.2.1'), [1, 1], nameserver('192.0.2.2'))).toBe('none');
  expect(predicted(nameserverFails('192.0.2.1'), [1, 1], { strategy: 'pair' })).toBe('none');
  const cache = { strategy: 'node-local', target: { kind: 'node-local', address: '169.254.20.10' } } as const;
  expect(predicted(NODE_LOCAL_FAILS, [1, 1], cache)).toBe('all');
  expect(predicted(NODE_LOCAL_FAILS, [1, 1], { strategy: 'pair' })).toBe('none');
});

it('an overloaded pod may lose the first of two queries in turn twice as often, and the second one hardly ever', () => {
  const predicted = podsFail(first).predict(ask({ strategy: 'sequential' }), [0.4, 1, 0, 1]);
  if (predicted.kind !== 'any-of') throw new Error(predicted.kind);
  const firsts = predicted.fates.map(({ onlyA }) => onlyA);
  expect(Math.max(...firsts)).toBeCloseTo(0.8);
});

it('a VIP that gives flows out in turn makes two flows in a row meet a dead pod of two exactly once', () => {
  const prediction = (strategy: 'separate' | 'reopen') =>
    podsFail(first).predict(ask({ strategy }), [1, 1, 1, 0.5]);
  expect(prediction('separate')).toMatchObject({
    kind: 'any-of',
    fates: [{ both: 0.25 }, { neither: 0, onlyA: 0.5, onlyAaaa: 0.5, both: 0 }],
  });
  // After an answer the second flow goes to the other pod; seconds later, to either.
  expect(prediction('reopen')).toMatchObject({
    kind: 'any-of',
    fates: [{ both: 0.25 }, { neither: 0, onlyA: 0.25, onlyAaaa: 0.5, both: 0.25 }],
  });
});
