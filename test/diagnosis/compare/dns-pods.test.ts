import { describe, expect, it } from 'vitest';
import { endpointsOf, pairsOf, sickness } from '../../../src/diagnosis/compare/dns-pods.ts';
import { QUERY_TYPES } from '../../../src/domain/question.ts';
import { arm, dead, endpointArm, queries } from '../evidences.ts';

const found = (...arms: ReturnType<typeof endpointArm>[]) => sickness(endpointsOf(arms, QUERY_TYPES));

describe('DNS pods', () => {
  it('are compared with each other: the one that fails is sick', () => {
    const { sick, well, p } = found(
      endpointArm('a', dead('endpoint', 20, 20)),
      endpointArm('b', arm('endpoint', 20)),
      endpointArm('c', arm('endpoint', 20)),
    );
    expect(sick.map(({ address }) => address)).toEqual(['a']);
    expect(well.map(({ address }) => address)).toEqual(['b', 'c']);
    expect(p).toBeLessThan(1e-6);
  });

  it('may be sick in the plural', () => {
    const { sick } = found(
      endpointArm('a', dead('endpoint', 20, 20)),
      endpointArm('b', arm('endpoint', 20)),
      endpointArm('c', dead('endpoint', 20, 18)),
    );
    expect(sick.map(({ address }) => address).sort()).toEqual(['a', 'c']);
  });

  it('are well when all lose alike, when all fail, and when there is but one', () => {
    const lossy = () => arm('endpoint', 100, { a: queries(100, { timedOut: 10 }) });
    expect(found(endpointArm('a', lossy()), endpointArm('b', lossy())).sick).toEqual([]);
    expect(
      found(endpointArm('a', dead('endpoint', 9, 9)), endpointArm('b', dead('endpoint', 9, 9))).sick,
    ).toEqual([]);
    expect(found(endpointArm('a', dead('endpoint', 20, 20))).sick).toEqual([]);
    expect(found().sick).toEqual([]);
  });

  it('are judged by TCP as well where it fails too, and not where it works', () => {
    const tcp = { transport: 'tcp' } as const;
    const gone = endpointsOf(
      [endpointArm('a', dead('endpoint', 5, 5)), endpointArm('a', dead('endpoint', 5, 5, tcp))],
      QUERY_TYPES,
    );
    expect(pairsOf(gone)).toEqual({ hits: 10, of: 10 });
    const deaf = endpointsOf(
      [endpointArm('a', dead('endpoint', 5, 5)), endpointArm('a', arm('endpoint', 5, tcp))],
      QUERY_TYPES,
    );
    expect(pairsOf(deaf)).toEqual({ hits: 5, of: 5 });
    expect(deaf[0]?.tcp).toEqual({ hits: 0, of: 10 });
  });

  it('are all judged by TCP, or none: where half of it fails everywhere, each loses as much as the other', () => {
    const tcp = { transport: 'tcp' } as const;
    const { sick } = found(
      endpointArm('a', dead('endpoint', 100, 91)),
      endpointArm('a', dead('endpoint', 100, 46, tcp)),
      endpointArm('b', dead('endpoint', 100, 91)),
      endpointArm('b', dead('endpoint', 100, 54, tcp)),
    );
    expect(sick).toEqual([]);
  });

  it('are judged by A alone where AAAA is broken by itself', () => {
    const made = arm('endpoint', 10, { aaaa: queries(10, { timedOut: 10 }) });
    expect(endpointsOf([endpointArm('a', made)], ['A'])[0]?.pairs).toEqual({ hits: 0, of: 10 });
  });
});
