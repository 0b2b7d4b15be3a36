import { describe, expect, it } from 'vitest';
import { dnsPodsOf, healthOf, pairsOf } from '../../../src/compare/view/dns-pods.ts';
import { QUERY_TYPES } from '../../../src/domain/question.ts';
import { arm, dead, endpointArm, queries } from '../../diagnosis/evidences.ts';

const found = (...arms: ReturnType<typeof endpointArm>[]) => healthOf(dnsPodsOf(arms, QUERY_TYPES));

describe('DNS pods', () => {
  it('are compared with each other: the one that fails is unhealthy', () => {
    const { unhealthy, healthy, p } = found(
      endpointArm('a', dead('endpoint', 20, 20)),
      endpointArm('b', arm('endpoint', 20)),
      endpointArm('c', arm('endpoint', 20)),
    );
    expect(unhealthy.map(({ address }) => address)).toEqual(['a']);
    expect(healthy.map(({ address }) => address)).toEqual(['b', 'c']);
    expect(p).toBeLessThan(1e-6);
  });

  it('may be unhealthy, several at once', () => {
    const { unhealthy } = found(
      endpointArm('a', dead('endpoint', 20, 20)),
      endpointArm('b', arm('endpoint', 20)),
      endpointArm('c', dead('endpoint', 20, 18)),
    );
    expect(unhealthy.map(({ address }) => address).sort()).toEqual(['a', 'c']);
  });

  it('are healthy when all lose alike, when all fail, and when there is only one', () => {
    const lossy = () => arm('endpoint', 100, { a: queries(100, { timedOut: 10 }) });
    expect(found(endpointArm('a', lossy()), endpointArm('b', lossy())).unhealthy).toEqual([]);
    expect(
      found(endpointArm('a', dead('endpoint', 9, 9)), endpointArm('b', dead('endpoint', 9, 9))).unhealthy,
    ).toEqual([]);
    expect(found(endpointArm('a', dead('endpoint', 20, 20))).unhealthy).toEqual([]);
    expect(found().unhealthy).toEqual([]);
  });

  it('are judged by TCP as well where it fails too, and not where it works', () => {
    const tcp = { transport: 'tcp' } as const;
    const gone = dnsPodsOf(
      [endpointArm('a', dead('endpoint', 5, 5)), endpointArm('a', dead('endpoint', 5, 5, tcp))],
      QUERY_TYPES,
    );
    expect(pairsOf(gone)).toEqual({ failures: 10, trials: 10 });
    const deaf = dnsPodsOf(
      [endpointArm('a', dead('endpoint', 5, 5)), endpointArm('a', arm('endpoint', 5, tcp))],
      QUERY_TYPES,
    );
    expect(pairsOf(deaf)).toEqual({ failures: 5, trials: 5 });
    expect(deaf[0]?.tcp).toEqual({ failures: 0, trials: 10 });
  });

  it('are all judged by TCP, or none: where half of it fails everywhere, each loses as much as the other', () => {
    const tcp = { transport: 'tcp' } as const;
    const { unhealthy } = found(
      endpointArm('a', dead('endpoint', 100, 91)),
      endpointArm('a', dead('endpoint', 100, 46, tcp)),
      endpointArm('b', dead('endpoint', 100, 91)),
      endpointArm('b', dead('endpoint', 100, 54, tcp)),
    );
    expect(unhealthy).toEqual([]);
  });

  it('are judged by A alone where AAAA is broken by itself', () => {
    const made = arm('endpoint', 10, { aaaa: queries(10, { timedOut: 10 }) });
    expect(dnsPodsOf([endpointArm('a', made)], ['A'])[0]?.pairs).toEqual({ failures: 0, trials: 10 });
  });
});
