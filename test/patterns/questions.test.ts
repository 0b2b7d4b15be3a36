import { expect, it } from 'vitest';
import {
  A_LOST,
  AAAA_LOST,
  aaaaLostAt,
  LARGE_LOST,
  OPT_LOST,
  OWN_NAMES_LOST,
  UPSTREAM_LOST,
} from '../../src/patterns/questions.ts';
import { ask, PODS } from './asks.ts';
import { endpointArm, predicted, TCP } from './predictions.ts';

it('a broken type fails whatever way it is sent', () => {
  for (const arm of [{ strategy: 'pair' }, { strategy: 'reopen' }, endpointArm(PODS[0])] as const) {
    expect(predicted(AAAA_LOST, [0.5], arm)).toBe('AAAA');
    expect(predicted(A_LOST, [0.5], arm)).toBe('A');
  }
  expect(predicted(AAAA_LOST, [0.5, 0], TCP)).toBe('none');
  // Over TCP a server that answers in order keeps the A back as well, and how often is not known.
  const overTcp = AAAA_LOST.predict(ask(TCP), [0.5, 1]);
  expect(
    overTcp.kind === 'any-of' && overTcp.fates.map(({ onlyA, onlyAaaa, both }) => [onlyA, onlyAaaa + both]),
  ).toEqual([1, 2, 3, 4].map(() => [0, 0.5]));
  // A filter may look for the type at the end of the message, where an OPT record moves it away.
  expect(predicted(AAAA_LOST, [0.5, 0, 1], { strategy: 'edns' })).toBe('AAAA');
  expect(predicted(AAAA_LOST, [0.5, 0, 0], { strategy: 'edns' })).toBe('none');
});

it('a pod that never answers AAAA loses it directly, and in its share of the flows via the VIP', () => {
  const [first, second] = PODS;
  const pattern = aaaaLostAt(first);
  expect(predicted(pattern, [1, 0.5, 1, 1], endpointArm(first))).toBe('AAAA');
  expect(predicted(pattern, [1, 0.5, 1, 1], endpointArm(second))).toBe('none');
  expect(pattern.predict(ask({ strategy: 'pair' }), [1, 0.5, 1, 1])).toMatchObject({
    fate: { neither: 0.5, onlyAaaa: 0.5 },
  });
  expect(predicted(pattern, [1, 0.5, 1, 1], { strategy: 'sticky' })).toBe('as its flow');
  expect(predicted(pattern, [1, 0.5, 0, 1], TCP)).toBe('none');
});

it("names from elsewhere fail where the cluster's own do not", () => {
  expect(predicted(UPSTREAM_LOST, [0.5, 0], { scope: 'outside' })).toBe('some');
  expect(predicted(UPSTREAM_LOST, [0.5, 0], { scope: 'cluster' })).toBe('none');
});

it('an OPT record is lost with an answer of any size, a large answer only by itself', () => {
  expect(predicted(OPT_LOST, [1, 1], { strategy: 'edns' })).toBe('all');
  expect(predicted(OPT_LOST, [1, 1], { strategy: 'large' })).toBe('all');
  expect(predicted(LARGE_LOST, [1, 1], { strategy: 'edns' })).toBe('none');
  expect(predicted(LARGE_LOST, [1, 1], { strategy: 'large' })).toBe('all');
});

it('names of the cluster are lost everywhere, over TCP or not, where random names are answered', () => {
  for (const arm of [{ strategy: 'pair' }, endpointArm(PODS[0])] as const)
    expect(predicted(OWN_NAMES_LOST, [1, 0], { ...arm, scope: 'cluster' })).toBe('all');
  expect(predicted(OWN_NAMES_LOST, [1, 0], { ...TCP, scope: 'cluster' })).toBe('none');
  expect(predicted(OWN_NAMES_LOST, [1, 1], { ...TCP, scope: 'cluster' })).toBe('all');
  expect(predicted(OWN_NAMES_LOST, [1, 1], { scope: 'uncached' })).toBe('none');
});
