import { expect, it } from 'vitest';
import { explainsLittle, isSmallPart } from '../../src/compare/harm.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries } from '../diagnosis/evidences.ts';

const little = (spoiled: number, made: ReturnType<typeof evidence>) =>
  explainsLittle({ evidence: made }, spoiled);

it('a cause explains little if it spoiled less than a quarter of what went wrong', () => {
  const made = evidence([dead('pair', 100, 50)]);
  expect([24, 25, 100].map((spoiled) => little(spoiled, made))).toEqual([true, false, false]);
  expect(little(3, evidence())).toBe(false);
});

it('counts what was slow, could not be sent, was denied or was delayed by fivesec itself', () => {
  const slow = arm('pair', 100, { a: queries(100, { slow: 60 }), aaaa: queries(60, { sendErrors: 40 }) });
  const starvation = { pairs: 90, lookups: 10, probes: 500, stalls: 9, longestMs: 500 };
  const names = {
    halfDenied: { 'one.': 200 },
    contradicted: {},
    apiDenied: {},
    misordered: {},
    wildcards: {},
  };
  const made = evidence([slow], { starvation, names });
  expect([99, 100].map((spoiled) => little(spoiled, made))).toEqual([true, false]);
});

it('counts answers in an order that glibc cannot use', () => {
  const misordered = { 'www.shop.example': { answers: 40, of: 40, servers: ['10.96.0.10'] } };
  const made = evidence([], {
    names: { halfDenied: {}, contradicted: {}, apiDenied: {}, misordered, wildcards: {} },
  });
  expect([9, 10].map((spoiled) => little(spoiled, made))).toEqual([true, false]);
});

it('leaves out what is sent straight to a DNS pod that answers nothing', () => {
  const gone = endpointArm(ENDPOINTS[0] ?? '', dead('endpoint', 50, 50));
  expect(little(5, evidence([gone, dead('pair', 100, 10)]))).toBe(false);
});

it('compares what a cause can have spoiled at most: the kind of queries that it spoils', () => {
  const made = evidence([
    arm('pair', 100, { a: queries(100, { rcodeErrors: 4 }), aaaa: queries(100, { rcodeErrors: 60 }) }),
    arm('uncached', 20, { scope: 'uncached', a: queries(20, { timedOut: 3 }) }),
    arm('race', 100, { a: queries(100, { slow: 40 }) }),
    dead('sticky', 50, 5),
    dead('large', 50, 6),
  ]);
  const all = [
    'queries',
    'answers-in-time',
    'answers-inside',
    'answers-outside',
    'errors-outside',
    'aaaa',
    'large',
    'standing-flow',
  ] as const;
  expect(all.filter((spoils) => isSmallPart({ evidence: made }, spoils))).toEqual([
    'queries',
    'answers-outside',
    'errors-outside',
    'large',
    'standing-flow',
  ]);
});
