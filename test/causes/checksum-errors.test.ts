import { describe, expect, it } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import { evidence, lossy, still } from '../diagnosis/evidences.ts';
import { apply, confidence, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('checksum-errors');

const wrong = (csumErrors: number) =>
  read({ inDatagrams: 99, noPorts: 0, inErrors: csumErrors, rcvbufErrors: 0, csumErrors });

describe('checksum-errors', () => {
  it("is found when the pod's own errors rise with the losses, and less sure by the node's", () => {
    expect(confidence(rule, evidence([], lossy(20, { ownUdp: wrong(19) })))).toBe(0.9);
    expect(confidence(rule, evidence([], lossy(20, { udp: wrong(19) })))).toBe(0.8);
    expect(confidence(rule, evidence([], lossy(200, { ownUdp: wrong(19) })))).toBe(0.6);
  });

  it('is quiet when nothing rises', () => {
    expect(apply(rule, evidence([], lossy(20)))).toBeUndefined();
  });

  it('is refuted when the counter rises as much without losses', () => {
    const always = { ...lossy(20, { udp: wrong(19) }), baseline: still(60_000, { udp: wrong(120) }) };
    expect(apply(rule, evidence([], always))).toBeUndefined();
  });
});
