import { describe, expect, it } from 'vitest';
import { arm, dead, ENDPOINTS, endpointArm, evidence, queries } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('something-else', 'no-known-pattern');
/** What the evidence of a healthy path has via the VIP, with a fresh socket. */
const FRESH = ['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen'] as const;

const lose = (lost: number) => ({ a: queries(100, { timedOut: lost }) });
const loseEither = (lost: number) => ({ ...lose(lost), aaaa: queries(100, { timedOut: lost }) });

/** Two sockets lose half of their pairs if they send at once, and one socket or one query at a time nothing: no mechanism does that. */
const strange = evidence([arm('separate', 100, lose(50))]);
const alike = [
  ...FRESH.map((strategy) => arm(strategy, 100, loseEither(10))),
  ...ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 100, loseEither(10)))),
];

describe('something-else', () => {
  it('is found where no known cause makes the pattern, and says which ways to ask lose', () => {
    const found = apply(rule, strange);
    expect(found?.confidence).toBe(0.8);
    expect(found?.facts[0]).toMatch(/^pairs lost: separate 50 of 100; none lost: .*reopen/);
    expect(found?.facts.join()).toContain('that pattern does not explain: ');
    expect(named(strange)).toContain('something-else');
  });

  it('is less sure where a mechanism fits that no cause claims: only queries via the VIP are lost', () => {
    const byVip = FRESH.map((strategy) => arm(strategy, 100, loseEither(10)));
    const found = apply(rule, evidence([...byVip, arm('sticky', 100, loseEither(10))]));
    expect(found?.confidence).toBe(0.6);
    expect(found?.facts[1]).toMatch(/^closest known pattern: single queries via the VIP are lost/);
  });

  it('is found beside a pod that is gone and takes none of the flows via the VIP', () => {
    const byVip = FRESH.map((strategy) => arm(strategy, 100, loseEither(10)));
    const gone = endpointArm('10.244.9.9', dead('endpoint', 50, 50));
    const found = apply(rule, evidence([...byVip, arm('sticky', 100, loseEither(10)), gone]));
    expect(found?.confidence).toBe(0.6);
  });

  it('is quiet where a known mechanism explains everything', () => {
    expect(apply(rule, evidence([...alike, arm('sticky', 100, loseEither(10))]))).toBeUndefined();
  });

  it('needs five lost pairs: fewer are no pattern', () => {
    expect(apply(rule, evidence([arm('sequential', 100, lose(4))]))).toBeUndefined();
    expect(apply(rule, evidence())).toBeUndefined();
  });
});

describe('names of the cluster that get no answer', () => {
  const ownNames = ruleOf('something-else', 'names-of-the-cluster-get-no-answer');
  const random = arm('uncached', 12, { scope: 'uncached' });
  const tcp = (failed: number) => [
    dead('tcp', 40, failed),
    ...ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 40, failed, { transport: 'tcp' }))),
  ];
  const udp = [
    ...[...FRESH, 'sticky' as const, 'edns' as const].map((strategy) => dead(strategy, 40, 40)),
    ...ENDPOINTS.map((address) => endpointArm(address, dead('endpoint', 40, 40))),
  ];

  it('are found where the same servers answer random names, over UDP alone or over TCP too', () => {
    for (const [failed, said] of [
      [40, /what they ask for names of the cluster does not answer/],
      [0, /drops queries over UDP by their name or their length/],
    ] as const) {
      const made = evidence([], { arms: [...udp, ...tcp(failed), random] });
      expect(named(made)).toEqual(['something-else']);
      expect(confidence(ownNames, made)).toBe(0.6);
      expect(apply(ownNames, made)?.facts.at(-1)).toMatch(said);
    }
  });

  it('are found where no DNS pod is known', () => {
    const byVip = [...udp, ...tcp(40)].filter(({ target }) => target.kind === 'vip');
    expect(named({ ...evidence([], { arms: [...byVip, random] }) })).toEqual(['something-else']);
  });

  it('are not found where random names are lost as well, or hardly asked', () => {
    for (const asked of [
      dead('uncached', 12, 12, { scope: 'uncached' }),
      arm('uncached', 2, { scope: 'uncached' }),
    ])
      expect(apply(ownNames, evidence([], { arms: [...udp, ...tcp(40), asked] }))).toBeUndefined();
  });
});
