import { describe, expect, it } from 'vitest';
import { lostInOwnBuffer } from '../../../src/compare/network/own-buffer.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { arm, evidence, queries, still } from '../../diagnosis/evidences.ts';

const lost = (count: number) => [arm('pair', 100, { a: queries(100, { timedOut: count }) })];
const dropped = (rcvbufErrors: number) => ({
  node: still(60_000, {
    ownUdp: read({ inDatagrams: 99, noPorts: 0, inErrors: rcvbufErrors, rcvbufErrors }),
  }),
});

describe("what the agent's own receive buffer dropped", () => {
  it('explains the losses if it is half of them or more', () => {
    expect(lostInOwnBuffer(evidence(lost(20), dropped(10)))).toEqual({ failures: 10, trials: 20 });
    expect(lostInOwnBuffer(evidence(lost(20), dropped(9)))).toBeUndefined();
  });

  it('explains nothing if it is little, or not known', () => {
    expect(lostInOwnBuffer(evidence(lost(4), dropped(4)))).toBeUndefined();
    const hidden = { node: still(60_000, { ownUdp: absent('no-file', 'x') }) };
    expect(lostInOwnBuffer(evidence(lost(4), hidden))).toBeUndefined();
  });
});
