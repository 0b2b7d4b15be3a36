import { expect, it } from 'vitest';
import { refusals } from '../../src/compare/refusals.ts';
import { sortEvidence } from '../../src/compare/sorted-evidence.ts';
import { arm, evidence, queries } from '../diagnosis/evidences.ts';

/** 20 pairs that fail: so many queries of each type are refused, the others get nothing. */
function failing(strategy: 'pair' | 'tcp', refused: number) {
  const failed = queries(20, { networkErrors: refused, timedOut: 20 - refused });
  return arm(strategy, 20, { a: failed, aaaa: failed, bothFailed: 20 });
}
const found = (...arms: ReturnType<typeof failing>[]) => refusals(sortEvidence(evidence([], { arms })));

it('are counted over UDP and over TCP', () => {
  expect(found(failing('pair', 2), failing('tcp', 3))).toMatchObject({ overUdp: 4, overTcp: 6 });
});

it('tell with numbers that the kernel holds most of them back', () => {
  const { areSeveral, facts } = found(failing('pair', 2), failing('tcp', 3));
  expect(areSeveral).toBe(true);
  expect(facts[0]).toBe(
    'the kernel limits refusals: 10 of 80 failed queries were refused at once, the other 70 timed out. It sends a pod one ICMP error a second (net.ipv4.icmp_ratelimit)',
  );
  expect(facts[1]).toContain('ECONNREFUSED');
});

it('do not blame the kernel where most are refused: the others may be lost', () => {
  expect(found(failing('pair', 15))).toMatchObject({ areSeveral: true, facts: [] });
});

it('tell nothing where all are refused, or none, or so few that they may be unrelated', () => {
  expect(found(failing('pair', 20)).facts).toEqual([]);
  expect(found(failing('pair', 0))).toMatchObject({ areSeveral: false, facts: [] });
  expect(found(failing('pair', 1))).toMatchObject({ areSeveral: false, facts: [] });
});

it('are resets if TCP is refused more often than the kernel sends ICMP errors', () => {
  const many = queries(200, { networkErrors: 200 });
  const reset = arm('tcp', 200, { a: many, aaaa: many, bothFailed: 200 });
  expect(refusals(sortEvidence(evidence([], { arms: [reset] }))).areResets).toBe(true);
  expect(found(failing('tcp', 20)).areResets).toBe(false);
});
