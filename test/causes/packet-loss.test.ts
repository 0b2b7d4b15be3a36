import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { ArmTally, QueryTally } from '../../src/domain/evidence.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { LOSS_EVERYWHERE } from '../../src/patterns/everywhere.ts';
import { LOSS_BY_VIP } from '../../src/patterns/servers.ts';
import {
  arm,
  armsOf,
  counted,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  lost,
  lostQueries,
  queries,
  still,
} from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';
import { claimedWith, saidWith } from '../worlds/said.ts';
import type { Mechanism, Pattern } from '../worlds/world.ts';

const packetLoss = ruleOf('packet-loss', 'everything-loses-alike');

/** One datagram of ten is lost, whatever it is. TCP sends it again. */
const all = armsOf(LOSS_EVERYWHERE, [0.1, 0, 0]);
const byVip = armsOf(LOSS_BY_VIP, [0.1, 0, 0]);
const LOST = lostQueries(all);

const SILENT = queries(2, { timedOut: 2 });
const DEAD_PODS = ENDPOINTS.map((address) =>
  endpointArm(address, arm('endpoint', 2, { a: SILENT, aaaa: SILENT, bothFailed: 2 })),
);

describe('packet-loss, where only one of two paths loses', () => {
  it('is only possible with a pair or two straight to the pods, which a dead pod loses as well', () => {
    const few = (pairs: number) =>
      all.map((made) =>
        made.target.kind === 'endpoint' && made.transport === 'udp'
          ? {
              ...made,
              pairs,
              a: queries(pairs, { timedOut: 1 }),
              aaaa: queries(pairs),
              oneFailed: 1,
              bothFailed: 0,
            }
          : made,
      );
    expect(confidence(packetLoss, evidence(few(1), lossy(LOST, {})))).toBeLessThanOrEqual(0.5);
    expect(confidence(packetLoss, evidence(few(9), lossy(LOST, {})))).toBeGreaterThan(0.5);
  });

  it('is only possible where few pairs were lost and nearly each lost both: a DNS pod may have been away for moments', () => {
    const whole = (both: number) =>
      all.map((made) => (made.transport === 'udp' ? lost(made, { onlyA: 0, onlyAaaa: 0, both }) : made));
    const sure = (arms: readonly ArmTally[]) =>
      confidence(packetLoss, evidence(arms, lossy(lostQueries(arms), {})));
    expect(sure(whole(1))).toBeLessThanOrEqual(0.5);
    expect(sure(whole(8))).toBeGreaterThan(0.5);
  });

  it('is only possible where fewer than five pairs were lost: they exclude no other cause', () => {
    const [silent = '', well = ''] = ENDPOINTS;
    // A DNS pod was silent for ten seconds, twice.
    const arms = [
      dead('pair', 19, 1, { scope: 'outside' }),
      dead('sequential', 5, 1),
      endpointArm(silent, dead('endpoint', 10, 1)),
      endpointArm(silent, arm('endpoint', 1, { transport: 'tcp' })),
      endpointArm(well, arm('endpoint', 5)),
      endpointArm(well, arm('endpoint', 2, { transport: 'tcp' })),
      arm('uncached', 2, { scope: 'uncached' }),
      ...(
        [
          ['pair', 22],
          ['separate', 15],
          ['race', 12],
          ['tcp', 2],
          ['staggered', 2],
        ] as const
      ).map(([strategy, pairs]) => arm(strategy, pairs)),
      ...(['edns', 'reopen', 'sticky'] as const).map((strategy) => arm(strategy, 1)),
    ];
    const measured = { ...evidence(arms, lossy(6, {})), arms };
    expect(measured.arms.reduce((sum, { bothFailed }) => sum + bothFailed, 0)).toBe(3);
    expect(confidence(packetLoss, measured)).toBe(0.5);
  });

  it('is only possible beside a greater fault where a counter explains what is lost on every way', () => {
    const claims = claimedWith(
      [
        { kind: 'ghost', weight: 0.5 },
        { kind: 'receive-buffer', share: 0.04 },
      ],
      { pods: 1, weights: [1] },
    );
    expect(claims).not.toContain('packet-loss');
    expect(claims).toContain('receive-buffer');
  });

  it('is only possible where the VIP loses nothing', () => {
    const direct = all.map((made) =>
      made.target.kind === 'vip'
        ? { ...made, a: queries(made.pairs), aaaa: queries(made.pairs), oneFailed: 0, bothFailed: 0 }
        : made,
    );
    expect(confidence(packetLoss, evidence(direct, lossy(LOST, {})))).toBeLessThanOrEqual(0.5);
  });
});

describe('packet-loss, where only queries via the VIP are lost', () => {
  /** Measured: a rule of the node lets 35 packets a second pass to the VIP's address. Pairs that lost only A, only AAAA, both, of 91. */
  const LIMITED = {
    race: [24, 22, 34],
    sequential: [19, 39, 12],
    staggered: [7, 43, 23],
    separate: [0, 44, 31],
    reopen: [24, 44, 13],
    pair: [0, 45, 34],
  } as const;
  const arms = Object.entries(LIMITED).map(([strategy, [onlyA, onlyAaaa, both]]) =>
    lost(arm(strategy as keyof typeof LIMITED, 91), { onlyA, onlyAaaa, both }),
  );
  const limited = evidence([...arms, lost(arm('sticky', 4), { onlyAaaa: 2, both: 1 })]);

  it('is likely where hundreds of direct queries lost nothing, and says where to look', () => {
    const found = apply(packetLoss, evidence(byVip, lossy(lostQueries(byVip))));
    expect(found?.confidence).toBe(0.8);
    expect(found?.facts.join()).toContain('Look at what this node does with them');
    expect(apply(packetLoss, evidence(all, lossy(LOST)))?.facts.join()).not.toContain(
      'only queries via the VIP',
    );
  });

  it('is only possible where both queries of each pair are lost: the VIP may lead nowhere for moments', () => {
    const moments = armsOf(LOSS_BY_VIP, [0.3, 1, 0]);
    const found = apply(packetLoss, evidence(moments, lossy(lostQueries(moments))));
    expect(found?.confidence).toBe(0.5);
    expect(found?.facts.join()).toContain('the VIP may lead nowhere for moments');
  });

  it('names a limit on the rate, and no untrue cause comes before it', () => {
    const verdicts = diagnose(limited);
    expect(verdicts.map(({ cause }) => cause).slice(0, 2)).toEqual(['something-else', 'packet-loss']);
    expect(verdicts[0]?.facts.join()).toContain(
      'as a limit on the rate would do; straight to the DNS pods nothing',
    );
    expect(verdicts[1]?.facts.join()).toContain('typical of a limit on the rate');
    const wrong = ['udp-blocked', 'pair-dropped-on-path', 'vip-leads-astray'];
    expect(verdicts.filter(({ cause }) => wrong.includes(cause))).toEqual([]);
  });
});

describe('packet-loss, where most answers are slow', () => {
  it('is only possible: the lost ones may be the slowest', () => {
    const slowly = all.map((made) => ({ ...made, a: { ...made.a, slow: made.a.answered, late: 1 } }));
    const made = evidence(
      slowly.map((one) => ({ ...one, aaaa: { ...one.aaaa, slow: one.aaaa.answered } })),
      lossy(LOST, {}),
    );
    expect(confidence(packetLoss, made)).toBeLessThanOrEqual(0.5);
    expect(confidence(packetLoss, evidence(all, lossy(LOST, {})))).toBeGreaterThan(0.5);
  });

  it('is claimed if only TCP answers come after the deadline: their segments were lost and sent again', () => {
    const slowly = all.map((made) => {
      const late = made.transport === 'tcp' ? 1 : 0;
      const slow = (tally: QueryTally) => ({ ...tally, slow: tally.answered, late });
      return { ...made, a: slow(made.a), aaaa: slow(made.aaaa) };
    });
    expect(confidence(packetLoss, evidence(slowly, lossy(LOST, {})))).toBeGreaterThan(0.5);
  });

  it('is only possible if about as many answers come after the deadline as are lost, and their error codes are told', () => {
    const late = (share: number) =>
      all.map((made) => {
        const count = Math.round(share * made.a.timedOut);
        const a = queries(made.pairs, {
          timedOut: made.a.timedOut,
          late: count,
          lateRcodes: { SERVFAIL: count },
        });
        return made.transport === 'udp' ? { ...made, a } : made;
      });
    const of = (share: number) => evidence(late(share), lossy(LOST, {}));
    expect(confidence(packetLoss, of(2))).toBe(0.5);
    expect(apply(packetLoss, of(2))?.facts.join()).toMatch(/after the deadline: .*\d+ with SERVFAIL/);
    expect(confidence(packetLoss, of(0.2))).toBeGreaterThan(0.5);
    expect(apply(packetLoss, of(0))?.facts.join()).not.toContain('after the deadline');
  });
});

describe('packet-loss, where only one DNS pod is known', () => {
  const rule = ruleOf('packet-loss', 'the-only-pod-and-the-vip-lose-alike');
  const onlyFirst = (arms: ReturnType<typeof armsOf>) => {
    const made = evidence(arms);
    return { ...made, arms: made.arms.filter(({ target }) => target.address !== ENDPOINTS[1]) };
  };

  it('is possible when it loses about as much as the VIP, and TCP nothing', () => {
    expect(confidence(rule, onlyFirst(all))).toBe(0.5);
  });

  it('is not found when several are known, when only the VIP loses, or when TCP fails', () => {
    expect(apply(rule, evidence(all))).toBeUndefined();
    expect(apply(rule, onlyFirst(byVip))).toBeUndefined();
    const failing = armsOf(LOSS_EVERYWHERE, [0.5, 0, 3]);
    expect(apply(rule, onlyFirst(failing))).toBeUndefined();
  });
});

describe('packet-loss', () => {
  it('is found when every way loses alike and no counter moves', () => {
    expect(confidence(packetLoss, evidence(all, lossy(LOST)))).toBe(0.95);
    expect(named(evidence(all, lossy(LOST)))).toEqual(['packet-loss']);
  });

  it('is possible, and no more, when a counter that might own up to it cannot be read', () => {
    for (const reading of ['conntrack', 'softnet', 'ownUdp'] as const) {
      const blind = evidence(all, lossy(LOST, { [reading]: absent('no-file', `no ${reading} here`) }));
      expect(apply(packetLoss, blind)).toMatchObject({ confidence: 0.5 });
      expect(apply(packetLoss, blind)?.facts.join()).toContain(`no ${reading} here`);
      expect(named(blind)).toEqual([]);
    }
  });

  it('is not found where nothing at all was answered, however little was asked', () => {
    const arms = [arm('separate', 2, { a: SILENT, aaaa: SILENT, bothFailed: 2 }), ...DEAD_PODS];
    expect(apply(packetLoss, evidence([], { arms }))).toBeUndefined();
  });

  it('is only possible where the counters of another cause rise with the losses', () => {
    const counters = lossy(LOST, { conntrack: counted({ drop: LOST, insertFailed: LOST }) });
    expect(confidence(packetLoss, evidence(all, counters))).toBe(0.5);
  });

  it("is possible, and no more, where fivesec's own receive buffer dropped as many answers, if only later", () => {
    const ownUdp = read({ inDatagrams: 99, noPorts: 0, inErrors: LOST, rcvbufErrors: LOST });
    const later = evidence(all, { ...lossy(LOST), node: still(60_000, { ownUdp }) });
    expect(confidence(packetLoss, later)).toBe(0.5);
  });

  it('gives way to damaged answers: they arrived, and the kernel dropped them', () => {
    const ownUdp = read({ inDatagrams: 99, noPorts: 0, inErrors: LOST, rcvbufErrors: 0, csumErrors: LOST });
    expect(named(evidence(all, lossy(LOST, { ownUdp })))).toEqual(['checksum-errors']);
  });

  it('is likely beside a counter that moves for other reasons', () => {
    const rise = lossy(LOST, { conntrack: counted({ drop: 10, insertFailed: 10 }) });
    const baseline = still(60_000, { conntrack: counted({ drop: 60, insertFailed: 60 }) });
    expect(confidence(packetLoss, evidence(all, { ...rise, baseline }))).toBe(0.8);
  });

  it('is likely on a node that counts so many clashes of other pods that our losses would not stand out', () => {
    // So many a second, in 10 s with losses and in 60 s without.
    const rises = (clashes: number, ofAnyFlow: number) => {
      const during = (seconds: number) =>
        counted({ drop: (clashes + ofAnyFlow) * seconds, insertFailed: clashes * seconds });
      const baseline = still(60_000, { conntrack: during(60) });
      return evidence(all, { ...lossy(LOST, { conntrack: during(10) }), baseline });
    };
    expect(confidence(packetLoss, rises(LOST ** 2, 0))).toBe(0.8);
    expect(confidence(packetLoss, rises(0, LOST ** 2))).toBe(0.5);
  });

  it('is only possible when one pod alone lost something so far, and not found when AAAA alone did', () => {
    const onePod = endpointArm(ENDPOINTS[0] ?? '', lost(arm('endpoint', 50), { onlyA: 1 }));
    const few = (['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen'] as const).map((name) =>
      lost(arm(name, 100), { onlyA: 1, onlyAaaa: 1 }),
    );
    expect(confidence(packetLoss, evidence([...few, onePod], lossy(13)))).toBe(0.5);
    const sided = (['pair', 'race', 'separate', 'staggered', 'sequential', 'reopen'] as const).map((name) =>
      lost(arm(name, 100), { onlyAaaa: 1 }),
    );
    expect(confidence(packetLoss, evidence([...sided, onePod], lossy(7)))).toBe(0);
  });

  it('is not found for fewer losses than three', () => {
    expect(
      apply(packetLoss, evidence([arm('separate', 100, { a: queries(100, { timedOut: 2 }) })])),
    ).toBeUndefined();
  });
});

describe('the fact that a limit on the rate is typical', () => {
  /** Of each pair over UDP, the first is lost in so many of 100, the second in so many. */
  const losing = (first: number, second: number) =>
    evidence(
      evidence().arms.map((made) =>
        made.transport === 'tcp'
          ? made
          : {
              ...made,
              a: queries(made.pairs, { timedOut: Math.round((first * made.pairs) / 100) }),
              aaaa: queries(made.pairs, { timedOut: Math.round((second * made.pairs) / 100) }),
              oneFailed: Math.round(((first + second) * made.pairs) / 100),
            },
      ),
    );
  const facts = (first: number, second: number) =>
    apply(packetLoss, losing(first, second))?.facts.join() ?? '';

  it('is stated where the second of two queries is lost more often, and never where the first is', () => {
    expect(facts(10, 30)).toContain('typical of a limit on the rate');
    expect(facts(30, 10)).not.toContain('typical of a limit');
    expect(facts(20, 20)).not.toContain('typical of a limit');
  });
});

describe('packet-loss, where something may have been away for a time', () => {
  /** The same arms, and so many pairs of each arm over UDP lost both queries, and so many one. */
  const pairsLost = (both: number, onlyA: number) =>
    evidence().arms.map((made) => (made.transport === 'udp' ? lost(made, { both, onlyA }) : made));
  const of = (arms: readonly ArmTally[]) =>
    confidence(packetLoss, evidence(arms, lossy(lostQueries(arms), {})));

  it('is at most possible if each pair that lost a query lost both, and TCP fails as well or is not measured', () => {
    const whole = pairsLost(6, 0);
    const tcp = (both: number) =>
      whole.map((made) => (made.transport === 'tcp' ? lost(made, { both }) : made));
    expect(of(tcp(2))).toBeLessThanOrEqual(0.5);
    expect(
      confidence(
        packetLoss,
        evidence([], {
          arms: whole.filter(({ transport }) => transport === 'udp'),
          ...lossy(lostQueries(whole), {}),
        }),
      ),
    ).toBeLessThanOrEqual(0.5);
  });

  it('is at most possible if TCP fails as often as UDP, and not if TCP always fails: that is another fault', () => {
    const overTcp = (share: number) =>
      all.map((made) =>
        made.transport === 'tcp' ? lost(made, { both: Math.round(share * made.pairs) }) : made,
      );
    expect(of(all)).toBeGreaterThan(0.5);
    expect(of(overTcp(0.2))).toBeLessThanOrEqual(0.5);
    expect(of(overTcp(0.3))).toBeLessThanOrEqual(0.5);
    expect(of(overTcp(1))).toBeGreaterThan(0.5);
  });
});

describe('packet-loss on the way to the VIP', () => {
  const atVip = (pattern: Pattern): Mechanism => ({ kind: 'loss', segment: { at: 'vip' }, pattern });

  it.each<Pattern>([
    { how: 'even', share: 0.12 },
    { how: 'rated', perSecond: 60, burst: 20 },
  ])(
    'is claimed, with the place, where single queries are lost and none straight to the pods (%o)',
    (pattern) => {
      const [first] = saidWith([atVip(pattern)]);
      expect(first?.cause).toBe('packet-loss');
      expect(first?.confidence).toBeGreaterThan(0.5);
      expect(first?.facts.join()).toContain('between this pod and the place where the VIP is rewritten');
    },
  );

  it('is not claimed where whole flows are lost, or answers come from a pod itself', () => {
    expect(claimedWith([{ kind: 'ghost', weight: 0.25 }])).toEqual(['vip-leads-astray']);
    expect(claimedWith([{ kind: 'reverse-nat', share: 0.2 }])).toEqual(['reverse-nat-missing']);
  });
});

describe('packet-loss, in stretches of time', () => {
  const stretches = { count: 4, medianMs: 3000, within: LOST, all: LOST };

  it('says that the losses come in stretches, and what to run to see whether a limit makes them', () => {
    const facts = apply(packetLoss, evidence(all, { ...lossy(LOST, {}), stretches }))?.facts.join();
    expect(facts).toMatch(
      /the losses come in stretches: .* in 4 stretches of time .*fivesec check --max-qps 4/,
    );
    expect(apply(packetLoss, evidence(all, lossy(LOST, {})))?.facts.join()).not.toContain('stretches');
  });

  it('is as sure with them as without', () => {
    const made = evidence(all, lossy(LOST, {}));
    expect(confidence(packetLoss, { ...made, stretches })).toBe(confidence(packetLoss, made));
  });
});
