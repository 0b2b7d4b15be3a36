import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { arm, evidence, lossy, queries, still } from '../diagnosis/evidences.ts';
import { apply, confidence, ruleOf } from '../diagnosis/findings.ts';

const receiveBuffer = ruleOf('receive-buffer', 'own-receive-errors');
const asMany = ruleOf('receive-buffer', 'own-receive-errors-as-many-as-losses');

const errors = (rcvbufErrors: number) =>
  read({ inDatagrams: 99, noPorts: 0, inErrors: rcvbufErrors, rcvbufErrors });

describe('receive-buffer', () => {
  it("is found when the pod's own errors rise with the losses", () => {
    expect(confidence(receiveBuffer, evidence([], lossy(20, { ownUdp: errors(19) })))).toBe(0.9);
    expect(confidence(receiveBuffer, evidence([], lossy(200, { ownUdp: errors(19) })))).toBe(0.6);
  });

  it('comes after what else is claimed where it dropped few of the lost answers', () => {
    const lost = [
      arm('pair', 100, { a: queries(100, { timedOut: 90 }), aaaa: queries(100, { timedOut: 90 }) }),
    ];
    const dropped = (count: number) =>
      apply(receiveBuffer, evidence(lost, lossy(180, { ownUdp: errors(count) })))?.isMinor;
    expect([dropped(20), dropped(90)]).toEqual([true, false]);
  });

  it('is found by number alone where slow answers are dropped in later steps than those of their queries', () => {
    const lost = [arm('pair', 100, { a: queries(100, { timedOut: 20 }) })];
    const late = evidence(lost, { ...lossy(20), node: still(60_000, { ownUdp: errors(20) }) });
    expect(apply(receiveBuffer, late)).toBeUndefined();
    expect(confidence(asMany, late)).toBe(0.6);
    expect(apply(asMany, evidence(lost, { node: still(60_000, { ownUdp: errors(4) }) }))).toBeUndefined();
    expect(apply(asMany, evidence([], { node: still(60_000, { ownUdp: errors(4) }) }))).toBeUndefined();
  });

  it('is only possible where far more datagrams are dropped than queries lost: another process drops them', () => {
    const lost = [arm('pair', 100, { a: queries(100, { timedOut: 20 }) })];
    const dropped = (count: number) =>
      evidence(lost, { ...lossy(20), node: still(60_000, { ownUdp: errors(count) }) });
    expect(confidence(asMany, dropped(41))).toBe(0.5);
    expect(confidence(asMany, dropped(40))).toBe(0.6);
  });

  it("is not found in the node's errors, nor in errors that cannot be read", () => {
    expect(apply(receiveBuffer, evidence([], lossy(20, { udp: errors(19) })))).toBeUndefined();
    expect(apply(receiveBuffer, evidence([], lossy(20, { ownUdp: absent('no-file', 'x') })))).toBeUndefined();
  });
});
