import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { evidence, lossy } from '../diagnosis/evidences.ts';
import { apply, confidence, ruleOf } from '../diagnosis/findings.ts';

const receiveBuffer = ruleOf('receive-buffer');

const errors = (rcvbufErrors: number) =>
  read({ inDatagrams: 99, noPorts: 0, inErrors: rcvbufErrors, rcvbufErrors });

describe('receive-buffer', () => {
  it("is found when the pod's own errors rise with the losses", () => {
    expect(confidence(receiveBuffer, evidence([], lossy(20, { ownUdp: errors(19) })))).toBe(0.9);
    expect(confidence(receiveBuffer, evidence([], lossy(200, { ownUdp: errors(19) })))).toBe(0.6);
  });

  it("is not found in the node's errors, nor in errors that cannot be read", () => {
    expect(apply(receiveBuffer, evidence([], lossy(20, { udp: errors(19) })))).toBeUndefined();
    expect(apply(receiveBuffer, evidence([], lossy(20, { ownUdp: absent('no-file', 'x') })))).toBeUndefined();
  });
});
