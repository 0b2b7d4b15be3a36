import { describe, expect, it } from 'vitest';
import type { QueryTally } from '../../src/domain/evidence.ts';
import { LOSS_BY_VIP_ABOVE_A_RATE } from '../../src/patterns/everywhere.ts';
import { LOSS_BEHIND_VIP } from '../../src/patterns/servers.ts';
import {
  arm,
  armsOf,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  NODE_LOCAL,
  queries,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('reverse-nat-missing');
const CONNECTED = ['pair', 'separate', 'staggered', 'sequential', 'reopen'] as const;

/** Only a race has an unconnected socket, so only it sees where such answers come from. */
function race(lost: number, seen = lost) {
  const tally = queries(100, { timedOut: lost, wrongSource: seen, wrongSourceFromEndpoint: seen });
  return arm('race', 100, { a: tally, aaaa: tally, oneFailed: 0, bothFailed: lost });
}
const everywhere = [...CONNECTED, 'sticky' as const].map((strategy) => dead(strategy, 100, 100));

describe('reverse-nat-missing', () => {
  it('is named when answers via the VIP have a pod as their source, and all other ways via the VIP lose as many', () => {
    const made = evidence([race(100), ...everywhere]);
    expect(confidence(rule, made)).toBeGreaterThanOrEqual(0.8);
    expect(named(made)).toContain('reverse-nat-missing');
    expect(apply(rule, made)?.facts[0]).toContain('200 of 200');
  });

  it('is named where everything via the VIP is answered from elsewhere, and no DNS pod is known', () => {
    const made = evidence([race(100), ...everywhere, dead('tcp', 100, 100)]);
    const only = { ...made, arms: made.arms.filter(({ target }) => target.kind === 'vip') };
    expect(named(only)).toEqual(['reverse-nat-missing']);
  });

  it("is named beside a node's cache that is silent: that cache would not answer in place of the VIP", () => {
    const cache = arm('node-local', 50, {
      ...dead('node-local', 50, 50),
      target: { kind: 'node-local', address: NODE_LOCAL },
    });
    const made = evidence([race(100), ...everywhere, dead('tcp', 100, 100), cache]);
    expect(named(made)[0]).toBe('reverse-nat-missing');
  });

  it('is named beside a listed DNS pod that is gone: that pod would not answer', () => {
    const [first = ''] = ENDPOINTS;
    const gone = (['udp', 'tcp'] as const).map((transport) =>
      endpointArm(first, dead('endpoint', 100, 100, { transport })),
    );
    const made = evidence([race(100), ...everywhere, dead('tcp', 100, 100), ...gone]);
    expect(named(made)[0]).toBe('reverse-nat-missing');
    const silent = evidence([race(100, 50), ...everywhere, dead('tcp', 100, 100), ...gone]);
    expect(confidence(rule, silent)).toBeLessThanOrEqual(0.5);
  });

  it('is not believed where a pod answers over TCP only, even when asked directly: it may answer from a wrong port', () => {
    const [first = ''] = ENDPOINTS;
    const half = (strategy: (typeof CONNECTED)[number]) => dead(strategy, 100, 50);
    const deaf = endpointArm(first, dead('endpoint', 100, 100));
    const made = evidence([race(50), ...CONNECTED.map(half), deaf]);
    expect(confidence(rule, made)).toBeLessThanOrEqual(0.5);
  });

  it('is named after few races too, where by chance they lose more than twice as many as queries that are sent apart', () => {
    const tally = queries(4, { timedOut: 2, wrongSource: 2, wrongSourceFromEndpoint: 2 });
    const few = arm('race', 4, { a: tally, aaaa: queries(4), oneFailed: 2, bothFailed: 0 });
    const made = (lost: number) => {
      const apart = CONNECTED.map((strategy) => dead(strategy, 20, strategy === 'pair' ? 4 : lost));
      return evidence([few, ...apart, dead('sticky', 20, 4)]);
    };
    expect(confidence(rule, made(2))).toBeGreaterThan(0.5);
    expect(confidence(rule, made(0))).toBe(0);
  });

  it('is not believed where only queries at once get no answer: that is a clash that expired', () => {
    const clash = evidence([race(50), arm('pair', 100, { aaaa: queries(100, { timedOut: 10 }) })]);
    expect(confidence(rule, clash)).toBeLessThanOrEqual(0.5);
  });

  it('is not believed where such answers are few beside what is lost: the repair of a clash may have expired', () => {
    const half = (strategy: (typeof CONNECTED)[number]) => dead(strategy, 100, 50);
    const tcp = dead('tcp', 100, 50);
    const made = evidence([race(50, 5), ...CONNECTED.map(half), tcp]);
    expect(confidence(rule, made)).toBeLessThanOrEqual(0.5);
    expect(named(made)).not.toContain('reverse-nat-missing');
  });

  it('is named where all over UDP is answered from elsewhere, TCP works, and no DNS pod is known', () => {
    const made = evidence([race(100), ...everywhere, arm('tcp', 100)]);
    const only = { ...made, arms: made.arms.filter(({ target }) => target.kind === 'vip') };
    expect(named(only)).toEqual(['reverse-nat-missing']);
  });

  it('is not found where the answers come from an address that is no DNS pod', () => {
    const tally = queries(100, { timedOut: 100, wrongSource: 100 });
    const elsewhere = arm('race', 100, { a: tally, aaaa: tally, oneFailed: 0, bothFailed: 100 });
    expect(apply(rule, evidence([elsewhere, ...everywhere]))).toBeUndefined();
  });

  it('is quiet where no answer from another address was seen, and on a healthy path', () => {
    expect(apply(rule, evidence([race(100, 0), ...everywhere]))).toBeUndefined();
    expect(apply(rule, evidence())).toBeUndefined();
  });
});

describe('reverse-nat-missing in part', () => {
  /** For some seconds of a check: then the second of two queries is lost more often, as by a limit. */
  it.each([
    ['as by a limit on the rate', LOSS_BY_VIP_ABOVE_A_RATE, [0.15, 0.8, 0]],
    ['on a share of the flows', LOSS_BEHIND_VIP, [0.5, 0.33, 0]],
  ] as const)(
    'is named where the answers are lost %s, and a race sees where they come from',
    (_, pattern, values) => {
      const made = armsOf(pattern, values).map((one) => {
        if (one.strategy !== 'race') return one;
        const seen = (tally: QueryTally) => ({
          ...tally,
          wrongSource: tally.timedOut,
          wrongSourceFromEndpoint: tally.timedOut,
        });
        return { ...one, a: seen(one.a), aaaa: seen(one.aaaa) };
      });
      expect(named(evidence([], { arms: made }))[0]).toBe('reverse-nat-missing');
    },
  );
});
