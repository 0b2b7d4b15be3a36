import { expect, it } from 'vitest';
import { clashDrops } from '../../../src/compare/counts/counters.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../../src/domain/evidence.ts';
import type { NodeDelta } from '../../../src/domain/node.ts';
import {
  arm,
  counted,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  queries,
} from '../../diagnosis/evidences.ts';

const raced = arm('race', 100, { aaaa: queries(100, { timedOut: 20 }) });
const made = evidence([raced], lossy(20, { conntrack: counted({ drop: 20, insertFailed: 20 }) }));

it('compares A and AAAA together with apart once, and each counter with its background once', () => {
  const view = viewOf(made);
  expect(view.togetherVsApart()).toBe(view.togetherVsApart());
  expect(view.excessOf(clashDrops)).toBe(view.excessOf(clashDrops));
  expect(view.excessOf(clashDrops)).toMatchObject({ kind: 'elevated', rise: 20 });
});

it('reads a counter once however many rules ask for it', () => {
  let reads = 0;
  const counting = (delta: NodeDelta) => {
    reads += 1;
    return clashDrops(delta);
  };
  const view = viewOf(made);
  view.excessOf(counting);
  const once = reads;
  view.excessOf(counting);
  expect(reads).toBe(once);
});

it('compares nothing that no rule asks for', () => {
  const delta = new Proxy(made.lossy.delta, {
    get: () => {
      throw new Error('read');
    },
  });
  const guarded = { ...made, lossy: { ...made.lossy, delta } };
  expect(viewOf(guarded).arms).toEqual(made.arms);
  expect(() => diagnose(guarded)).toThrow('read');
});

it('counts answers from strangers as lost, where pods are known and none of these answers is from them', () => {
  const fromWrongSource = (fromPods: number) =>
    arm('race', 50, {
      a: queries(50, { timedOut: 9, wrongSource: 9, wrongSourceFromEndpoint: fromPods }),
      oneFailed: 9,
    });
  const direct = endpointArm(ENDPOINTS[0] ?? '', arm('endpoint', 50));
  const lostOf = (...arms: readonly ArmTally[]) => viewOf(evidence([], { arms })).losses().lostPairs;
  expect(lostOf(fromWrongSource(0), direct)).toBe(9);
  expect(lostOf(fromWrongSource(1), direct)).toBe(0);
  expect(lostOf(fromWrongSource(0))).toBe(0);
});

it('counts answers from another port of the pods as lost, where nothing that is sent straight to them is answered', () => {
  const raced = arm('race', 50, {
    a: queries(50, { timedOut: 9, wrongSource: 9, wrongSourceFromEndpoint: 9 }),
    oneFailed: 9,
  });
  const lostOf = (direct: ArmTally) =>
    viewOf(evidence([], { arms: [raced, endpointArm(ENDPOINTS[0] ?? '', direct)] })).losses().lostPairs;
  expect(lostOf(dead('endpoint', 50, 50))).toBe(59);
  expect(lostOf(arm('endpoint', 50))).toBe(0);
});
