import { describe, expect, it } from 'vitest';
import { SEND_ERROR_KINDS } from '../../src/compare/network/send-errors.ts';
import { remedies } from '../../src/diagnosis/remedies.ts';
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

  it('is only possible where nothing but a further nameserver is refused: no lookup waits for it', () => {
    const codes = queries(0, { sendErrors: 20, sendErrorCodes: { ENETUNREACH: 20 } });
    const target = { kind: 'nameserver' as const, address: 'fd00:10:96::a' };
    const further = { ...arm('nameserver', 20, { a: codes, aaaa: codes, notSent: 20 }), target };
    expect(confidence(rule, evidence([further]))).toBe(0.5);
    expect(apply(rule, evidence([further]))?.facts.at(-1)).toMatch('so no lookup waits for it');
    expect(named(evidence([further]))).toEqual([]);
    expect(confidence(rule, evidence([further, refused(1)]))).toBe(0.95);
    expect(apply(rule, evidence([further, refused(1)]))?.facts.join()).not.toContain('no lookup waits');
  });

  const withCodes = (sendErrorCodes: Record<string, number>) => {
    const sendErrors = Object.values(sendErrorCodes).reduce((sum, count) => sum + count, 0);
    return evidence([arm('pair', 100, { a: queries(100, { sendErrors, sendErrorCodes }) })]);
  };
  const changes = (made: ReturnType<typeof evidence>) =>
    remedies('send-refused', made, rule.id).map(({ change }) => change);

  it('says what the error numbers mean that were seen, the most frequent one first', () => {
    expect(apply(rule, withCodes({ EPERM: 1, ENETUNREACH: 7 }))?.facts.slice(1, 3)).toEqual([
      'error number ENETUNREACH, 7 queries: no route to that address',
      'error number EPERM, 1 query: a firewall rule or a network policy drops what is sent',
    ]);
  });

  it.each(SEND_ERROR_KINDS.flatMap(({ codes, change }) => codes.map((code) => [code, change] as const)))(
    'has the remedy of %s alone, where no other error number was seen',
    (code, change) => {
      expect(changes(withCodes({ [code]: 5 }))).toEqual([change]);
    },
  );

  it('has the remedies of each error number that was seen, and words for an unknown one', () => {
    expect(changes(withCodes({ EMFILE: 1, EPERM: 5 }))).toEqual([
      expect.stringMatching(/^EPERM: /),
      expect.stringMatching(/^EMFILE: /),
    ]);
    expect(changes(withCodes({ EWHATEVER: 5 }))).toEqual([
      expect.stringMatching(/^Look up the error number/),
    ]);
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
