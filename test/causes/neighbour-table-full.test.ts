import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { arm, evidence, lossy, queries, still } from '../diagnosis/evidences.ts';
import { apply, confidence, ruleOf } from '../diagnosis/findings.ts';

const byCounter = ruleOf('neighbour-table-full', 'neighbour-table-fulls');
const byErrno = ruleOf('neighbour-table-full', 'send-fails-with-enobufs');

const full = (tableFull: number) => ({
  arpCache: read({ resolutionFailures: 0, unresolvedDiscards: 0, tableFull }),
});
const failing = (code: string) =>
  arm('pair', 20, { a: queries(15, { sendErrors: 5, sendErrorCodes: { [code]: 5 } }), notSent: 5 });

describe('neighbour-table-full, by the counter', () => {
  it('is likely when it rises with the losses, and less so when they are many more', () => {
    expect(confidence(byCounter, evidence([], lossy(20, full(19))))).toBe(0.8);
    expect(confidence(byCounter, evidence([], lossy(200, full(19))))).toBe(0.6);
  });

  it('is refuted when the counter stands still, rises always, or cannot be read', () => {
    expect(apply(byCounter, evidence([], lossy(20)))).toBeUndefined();
    const always = { ...lossy(20, full(19)), baseline: still(60_000, full(120)) };
    expect(apply(byCounter, evidence([], always))).toBeUndefined();
    const unread = lossy(20, { arpCache: absent('no-file', 'x') });
    expect(apply(byCounter, evidence([], unread))).toBeUndefined();
  });
});

describe('neighbour-table-full, by the error number', () => {
  it('is likely with ENOBUFS while the counter rises, and only possible without', () => {
    const rising = evidence([failing('ENOBUFS')], { node: still(60_000, full(9)) });
    expect(confidence(byErrno, rising)).toBe(0.8);
    expect(confidence(byErrno, evidence([failing('ENOBUFS')]))).toBe(0.5);
  });

  it('is not found with another error number, or with none', () => {
    expect(apply(byErrno, evidence([failing('EPERM')]))).toBeUndefined();
    expect(apply(byErrno, evidence())).toBeUndefined();
  });
});
