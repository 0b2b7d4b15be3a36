import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { podsFail } from '../../src/patterns/servers.ts';
import { arm, armsOf, ENDPOINTS, endpointArm, evidence, queries, VIP } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const rule = ruleOf('answers-unusable', 'answers-that-cannot-be-used');
const unmatchedRule = ruleOf('answers-unusable', 'answers-that-match-no-query');
const unusable = (count: number) => ({ aaaa: queries(100 - count, { malformed: count }) });

describe('answers-unusable', () => {
  it('is possible with one such answer, likely with two, certain with five', () => {
    const made = [1, 2, 5].map((count) => evidence([arm('pair', 100, unusable(count))]));
    expect(made.map((one) => confidence(rule, one))).toEqual([0.5, 0.8, 0.95]);
    expect(named(evidence([arm('pair', 100, unusable(5))]))).toContain('answers-unusable');
  });

  it('names each address once that such answers came from', () => {
    const [first = ''] = ENDPOINTS;
    const arms = [
      arm('pair', 100, unusable(5)),
      arm('race', 100, unusable(5)),
      endpointArm(first, arm('endpoint', 100, unusable(5))),
    ];
    expect(apply(rule, evidence(arms))?.facts).toContain(`they came from ${VIP}, ${first}`);
  });

  it('is quiet where answers are error codes, or do not come', () => {
    const others = queries(100, { rcodeErrors: 40, timedOut: 40 });
    expect(apply(rule, evidence([arm('pair', 100, { a: others })]))).toBeUndefined();
    expect(apply(rule, evidence())).toBeUndefined();
  });
});

describe('addresses before their CNAME', () => {
  const orderRule = ruleOf('answers-unusable', 'addresses-before-their-cname');
  const misordered = (answers: number, count = 1) => {
    const names = Array.from({ length: count }, (_, index) => [
      `www${index}.shop.example`,
      { answers, of: 8, servers: [VIP] },
    ]);
    return evidence([], { names: { ...evidence().names, misordered: Object.fromEntries(names) } });
  };

  it('are likely with one answer, certain with two, and say which C library fails', () => {
    expect([1, 2].map((answers) => confidence(orderRule, misordered(answers)))).toEqual([0.8, 0.95]);
    expect(named(misordered(2))).toEqual(['answers-unusable']);
    const facts = apply(orderRule, misordered(2))?.facts;
    expect(facts?.[0]).toBe(
      `www0.shop.example: answers in which a CNAME record comes after the address that it leads to: 2 of 8 (25 %), from ${VIP}`,
    );
    expect(facts?.[1]).toMatch(/^glibc .* getaddrinfo fails at once .* musl and Go take the address/);
  });

  it('have remedies of their own: nobody needs a capture to see the order', () => {
    const changes = diagnose(misordered(2))[0]?.remedies.map(({ change }) => change);
    expect(changes?.[0]).toContain('`loadbalance` in the Corefile');
    expect(changes?.join()).not.toContain('tcpdump');
  });

  it('name four names at most', () => {
    const facts = apply(orderRule, misordered(2, 9))?.facts;
    expect(facts?.filter((fact) => fact.startsWith('www'))).toHaveLength(4);
    expect(facts).toContain('and 5 more names');
  });

  it('are not found where each CNAME comes first', () => {
    expect(apply(orderRule, evidence())).toBeUndefined();
  });
});

describe('answers that match no query', () => {
  const [first = '', second = ''] = ENDPOINTS;
  const left = (unmatched: number, timedOut = 0) => {
    const ends = { malformed: unmatched, malformedReasons: { unmatched }, timedOut };
    return { aaaa: { ...queries(100, ends), answered: 100 - unmatched - timedOut } };
  };

  it('are certain with five of one server, possible with three, and name the server', () => {
    const made = [3, 5].map((count) => evidence([endpointArm(first, arm('endpoint', 100, left(count)))]));
    expect(made.map((one) => confidence(unmatchedRule, one))).toEqual([0.5, 0.95]);
    expect(made.map((one) => named(one))[1]).toEqual(['answers-unusable']);
    expect(apply(unmatchedRule, made[1] ?? evidence())?.facts).toEqual([
      `queries without an answer for which ${first} sent something that matches no query: 5 of 5 (100 %)`,
      'such queries in all: 5 of 2100 (0.24 %)',
    ]);
  });

  it('are not answers that cannot be read', () => {
    expect(confidence(rule, evidence([arm('pair', 100, left(5))]))).toBe(0);
  });

  it('are shown by one server although another one only loses queries', () => {
    const arms = [
      endpointArm(first, arm('endpoint', 100, left(40))),
      endpointArm(second, arm('endpoint', 100, left(0, 90))),
    ];
    expect(confidence(unmatchedRule, evidence(arms))).toBe(0.95);
  });

  it('are quiet as one or two stray datagrams, and as a small share of the queries that got no answer', () => {
    const few = [left(1), left(2), left(10, 40)].map((ends) => evidence([arm('pair', 100, ends)]));
    expect(few.map((one) => confidence(unmatchedRule, one))).toEqual([0, 0, 0]);
    expect(named(few[0] ?? evidence())).not.toContain('answers-unusable');
  });
});

describe('answers of a DNS pod that come from another address', () => {
  const fromElsewhere = ruleOf('answers-unusable', 'a-dns-pod-answers-from-another-address');
  const [deaf = ''] = ENDPOINTS;
  /** Half of the VIP's flows lead to the pod, whose UDP nobody takes. `seen` of the 50 lost queries of each type were answered from elsewhere. */
  const made = (seen: number, fromPods = 0) => {
    const tally = queries(100, { timedOut: 50, wrongSource: seen, wrongSourceFromEndpoint: fromPods });
    const race = arm('race', 100, { a: tally, aaaa: tally, oneFailed: 0, bothFailed: 50 });
    const others = armsOf(podsFail(deaf), [1, 1, 0, 0.5]).filter(({ strategy }) => strategy !== 'race');
    return evidence([...others, race]);
  };

  it('are likely, and the pod is only possibly down: it answers over TCP', () => {
    const verdicts = diagnose(made(48));
    expect(verdicts[0]).toMatchObject({ cause: 'answers-unusable', confidence: 0.8, rule: fromElsewhere.id });
    expect(verdicts[0]?.facts.join()).toContain(`queries straight to ${deaf} that failed: `);
    expect(verdicts.find(({ cause }) => cause === 'endpoint-down')?.confidence).toBe(0.5);
  });

  it('are not found if race sees few of them, or if they come from a DNS pod', () => {
    expect(apply(fromElsewhere, made(10))).toBeUndefined();
    expect(apply(fromElsewhere, made(48, 48))).toBeUndefined();
    expect(named(made(0))).toEqual(['endpoint-down']);
  });
});
