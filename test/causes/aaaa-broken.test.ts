import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally } from '../../src/domain/evidence.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { FRESH } from '../../src/domain/strategy.ts';
import { AAAA_BY_VIP_LOST, AAAA_LOST, aaaaLostAt } from '../../src/patterns/questions.ts';
import { podsFail } from '../../src/patterns/servers.ts';
import {
  arm,
  armsOf,
  ENDPOINTS,
  endpointArm,
  evidence,
  NODE_LOCAL,
  queries,
  still,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const aaaaBroken = ruleOf('aaaa-broken', 'aaaa-lost-however-sent');
const refused = ruleOf('aaaa-broken', 'aaaa-refused-however-sent');

const byVip = (changes: Partial<ArmTally>) => FRESH.map((strategy) => arm(strategy, 100, changes));
const direct = (changes: Partial<ArmTally>) =>
  ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 50, changes)));

describe('aaaa-broken beside an overflow of the own receive buffer', () => {
  const arms = armsOf(AAAA_LOST, [1, 0]);
  const sureWith = (rcvbufErrors: number) =>
    confidence(
      aaaaBroken,
      evidence(arms, {
        node: still(60_000, {
          ownUdp: read({ inDatagrams: 99, noPorts: 0, inErrors: rcvbufErrors, rcvbufErrors }),
        }),
      }),
    );

  it('is claimed if far fewer answers were dropped than AAAA is lost', () => {
    expect(sureWith(20)).toBe(sureWith(0));
    expect(sureWith(20)).toBeGreaterThan(0.5);
  });
});

describe('aaaa-broken outside the cluster', () => {
  const lostOutside = (a: number, aaaa: number) =>
    arm('pair', 60, {
      scope: 'outside',
      a: queries(60, { timedOut: a }),
      aaaa: queries(60, { timedOut: aaaa }),
      oneFailed: Math.max(a, aaaa) - Math.min(a, aaaa),
      bothFailed: Math.min(a, aaaa),
    });

  it('is named when only AAAA for names outside gets no answer', () => {
    expect(named(evidence([lostOutside(0, 60)]))).toEqual(['aaaa-broken']);
  });

  it('is not named when A is lost as well: the upstream server is slow', () => {
    expect(named(evidence([lostOutside(60, 60)]))).toEqual(['upstream-slow']);
  });
});

describe('aaaa-broken at one DNS pod', () => {
  const [pod = '', other = ''] = ENDPOINTS;
  const arms = armsOf(aaaaLostAt(pod), [1, 0.5, 1, 1]);

  it('is named, with the pod, when one pod never answers AAAA and the VIP loses the share that leads there', () => {
    const [verdict, ...others] = diagnose(evidence(arms));
    expect(verdict).toMatchObject({ cause: 'aaaa-broken', confidence: 0.95 });
    expect(verdict?.facts.join()).toContain(
      `AAAA queries straight to ${pod} that got no answer: 100 of 100 (100 %); straight to the other DNS pods: 0 of 100`,
    );
    expect(others).toEqual([]);
  });

  it('names no pod when every pod loses AAAA', () => {
    const [verdict] = diagnose(evidence(armsOf(AAAA_LOST, [1, 0])));
    expect(verdict?.facts.join()).not.toContain(pod);
    expect(verdict?.facts.join()).not.toContain(other);
  });

  it('is not found when the pod loses A as well', () => {
    const gone = armsOf(podsFail(pod), [1, 1, 1, 0.5]);
    expect(named(evidence(gone))).toEqual(['endpoint-down']);
  });
});

describe('aaaa-broken by the first nameserver alone', () => {
  const target = { kind: 'node-local' as const, address: NODE_LOCAL };
  const dropping = armsOf(AAAA_BY_VIP_LOST, [1, 1, 1]);
  const byCache = dropping.map((made) => (made.target.kind === 'vip' ? { ...made, target } : made));

  it.each([
    ["the node's DNS cache", byCache],
    ['the VIP', dropping],
  ])('is certain, and tells that the DNS pods answer AAAA and %s does not', (who, arms) => {
    const [verdict, ...others] = diagnose({ ...evidence(), arms });
    expect(verdict).toMatchObject({ cause: 'aaaa-broken', confidence: 0.95 });
    expect(verdict?.facts.join()).toContain(`So the DNS pods answer AAAA, and ${who} does not`);
    expect(others).toEqual([]);
  });
});

describe('aaaa-broken', () => {
  it('is certain when AAAA times out however it is sent', () => {
    expect(named(evidence(armsOf(AAAA_LOST, [1, 0])))).toEqual(['aaaa-broken']);
  });

  it('is not listed when no AAAA is lost where the two are kept apart', () => {
    const losing = (strategy: 'pair' | 'race' | 'sticky', pairs: number) =>
      arm(strategy, pairs, { aaaa: queries(pairs, { timedOut: 1 }), oneFailed: 1 });
    const few = (['separate', 'sequential', 'reopen'] as const).map((strategy) => arm(strategy, 1));
    const direct = ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 8)));
    const young = [
      losing('pair', 20),
      losing('race', 20),
      losing('sticky', 4),
      ...few,
      arm('tcp', 2),
      ...direct,
    ];
    expect(apply(aaaaBroken, evidence(young))).toBeUndefined();
  });

  it('is certain when AAAA is answered with an error, and that is no server-error then', () => {
    const errors = { aaaa: queries(100, { rcodeErrors: 100 }) };
    const there = { aaaa: queries(50, { rcodeErrors: 50 }) };
    expect(named(evidence([...byVip(errors), ...direct(there)]))).toEqual(['aaaa-broken']);
  });

  it("is no more than possible where fivesec's own receive buffer overflows, or may: what comes second is lost more often", () => {
    const arms = armsOf(AAAA_LOST, [0.8, 0]);
    const ownUdp = read({ inDatagrams: 999, noPorts: 0, inErrors: 300, rcvbufErrors: 300 });
    expect(confidence(aaaaBroken, evidence(arms))).toBeGreaterThan(0.5);
    expect(confidence(aaaaBroken, evidence(arms, { node: still(60_000, { ownUdp }) }))).toBe(0.5);
    const hidden = still(60_000, { ownUdp: absent('no-permission', 'x') });
    expect(confidence(aaaaBroken, evidence(arms, { node: hidden }))).toBe(0.5);
  });

  it('is at most possible where A gets error codes as well, and the difference may be chance', () => {
    const errors = (a: number, aaaa: number) =>
      evidence([
        arm('pair', 1500, {
          a: queries(1500, { rcodeErrors: a }),
          aaaa: queries(1500, { rcodeErrors: aaaa }),
        }),
      ]);
    expect(confidence(refused, errors(11, 32))).toBe(0.5);
    // A limit hits the second query more often, and the first as well.
    expect(confidence(refused, errors(190, 440))).toBe(0.5);
    expect(confidence(refused, errors(0, 10))).toBe(0.6);
    expect(confidence(refused, errors(0, 30))).toBeGreaterThan(0.9);
  });

  it('is certain if nearly all AAAA queries get an error, whatever A gets', () => {
    const made = arm('pair', 100, {
      a: queries(100, { rcodeErrors: 20 }),
      aaaa: queries(100, { rcodeErrors: 98 }),
    });
    expect(confidence(refused, evidence([], { arms: [made] }))).toBe(0.95);
  });

  it('is not found when AAAA is lost only where it is sent together with A', () => {
    expect(
      apply(aaaaBroken, evidence([arm('race', 100, { aaaa: queries(100, { timedOut: 50 }) })])),
    ).toBeUndefined();
  });
});

it('is not found where AAAA is lost over TCP alone: its second query waits for the answer to the first', () => {
  const tally = queries(100, { timedOut: 100 });
  const tcp = arm('tcp', 100, { aaaa: tally, oneFailed: 100 });
  const direct = ENDPOINTS.map((address) =>
    endpointArm(
      address,
      arm('endpoint', 50, { transport: 'tcp', aaaa: queries(50, { timedOut: 50 }), oneFailed: 50 }),
    ),
  );
  expect(diagnose(evidence([tcp, ...direct])).map(({ cause }) => cause)).not.toContain('aaaa-broken');
});
