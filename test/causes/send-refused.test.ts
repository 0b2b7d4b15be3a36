import { describe, expect, it } from 'vitest';
import { arm, dead, evidence, queries, VIP } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('send-refused');
const refused = (count: number) => arm('pair', 100, { a: queries(100 - count, { sendErrors: count }) });

describe('send-refused', () => {
  it('is possible with one refused send, likely with two, certain with five', () => {
    expect([1, 2, 5].map((count) => confidence(rule, evidence([refused(count)])))).toEqual([0.5, 0.8, 0.95]);
    expect(named(evidence([refused(5)]))).toContain('send-refused');
  });

  it('counts the refused sends and not the pairs, and says where they were sent', () => {
    expect(apply(rule, evidence([refused(5)]))?.facts).toEqual([
      expect.stringMatching(/^queries that the kernel refused to send: 5 of \d+ \(/),
      expect.stringMatching(`^queries refused, by the address to which they were sent: ${VIP} 5 of \\d+ `),
      'to the other addresses (2), no query was refused',
    ]);
  });

  it('has the error numbers among its facts', () => {
    const codes = queries(100, { sendErrors: 9, sendErrorCodes: { ENETUNREACH: 7, EPERM: 2 } });
    expect(apply(rule, evidence([arm('pair', 100, { a: codes })]))?.facts).toContain(
      'error numbers: ENETUNREACH 7, EPERM 2',
    );
  });

  it('is a minor finding where most of what goes wrong was sent', () => {
    expect(apply(rule, evidence([refused(5)]))?.isMinor).toBe(false);
    expect(apply(rule, evidence([refused(5), dead('race', 100, 50)]))?.isMinor).toBe(true);
  });

  it('is quiet where queries are lost or refused by the network: those were sent', () => {
    const icmp = queries(100, { networkErrors: 50 });
    expect(apply(rule, evidence([dead('race', 100, 50), arm('pair', 100, { a: icmp })]))).toBeUndefined();
    expect(apply(rule, evidence())).toBeUndefined();
  });
});
