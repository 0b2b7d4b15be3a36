import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../src/domain/evidence.ts';
import { read } from '../../../src/domain/reading.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import type { Rise } from '../../../src/window/changes/still-counter.ts';
import type { Judgement } from '../../../src/window/claims/judgement.ts';
import { Standing } from '../../../src/window/claims/standing.ts';
import type { Trial } from '../../../src/window/history/trial.ts';
import { arm, counted, ENDPOINTS, endpointArm, evidence, lossy, queries } from '../../diagnosis/evidences.ts';

const RULE = 'together-loses-apart-does-not';

type Said = readonly [Verdict['cause'], number];

const SECOND = 1000;

/** A judgement with these verdicts of the last `windowMs` milliseconds. */
function judgementOf(said: readonly Said[], windowMs: number): Judgement {
  const verdicts = said.map(([cause, confidence]) => ({
    cause,
    confidence,
    rule: RULE,
    facts: ['a fact'],
    remedies: [],
  }));
  return { verdicts, evidence: { ...evidence(), windowMs }, raceWindow: 'unknown' as const };
}

/** One probe a second until `nowMs`, and every fifth of them is troubled until `curedMs`. */
function probes(nowMs: number, curedMs: number): Trial[] {
  return Array.from({ length: nowMs / SECOND }, (_, second) => ({
    atMs: second * SECOND,
    arm: 'race',
    troubled: second % 5 === 0 && second * SECOND < curedMs,
  }));
}

/** A step every five seconds until `nowMs`, in which a counter rose by two if it began before `risesUntilMs`. */
function stepsUntil(nowMs: number, risesUntilMs: number): Rise[] {
  return Array.from({ length: Math.floor(nowMs / (5 * SECOND)) }, (_, index) => {
    const startedAt = 5 * SECOND * index;
    return { startedAt, elapsedMs: 5 * SECOND, rise: read(startedAt < risesUntilMs ? 2 : 0), own: 0 };
  });
}

interface Course {
  readonly curedMs?: number;
  /** The losses since the claim was named. */
  readonly losses?: Evidence;
  /** The losses of the parts of that time that may show another fault. */
  readonly parts?: readonly Evidence[];
  /** Until when a counter rises in each step. */
  readonly risesUntilMs?: number;
  /** Each second look comes so much early. */
  readonly earlyMs?: number;
}

/** What is claimed for each of these judgements, every five seconds from the 60th on. */
function claimsIn(
  {
    curedMs = Number.POSITIVE_INFINITY,
    losses = evidence(),
    parts = [],
    risesUntilMs = 0,
    earlyMs = 0,
  }: Course,
  ...judgements: readonly (readonly Said[])[]
) {
  const standing = new Standing();
  return judgements.map((said, index) => {
    const nowMs = (60 + 5 * index) * SECOND - (index % 2) * earlyMs;
    const [first] = standing.hold(judgementOf(said, nowMs - 20 * SECOND), {
      nowMs,
      trialsSince: (sinceMs) => probes(nowMs, curedMs).filter(({ atMs }) => atMs >= sinceMs),
      evidenceSince: () => losses,
      partsSince: () => parts,
      risesSince: (sinceMs) =>
        stepsUntil(nowMs, risesUntilMs).filter(({ startedAt }) => startedAt >= sinceMs),
    }).verdicts;
    return first && `${first.cause} ${first.confidence}`;
  });
}

/** The same while the fault lasts, of which no loss was seen. */
const claims = (...judgements: readonly (readonly Said[])[]) => claimsIn({}, ...judgements);

const RACE: readonly Said[] = [['conntrack-race', 0.6]];
const POSSIBLE: readonly Said[] = [['conntrack-race', 0.5]];

describe('a standing verdict', () => {
  it('stays a claim while it is possible', () => {
    const said = claims(RACE, RACE, RACE, RACE, POSSIBLE, POSSIBLE, [['conntrack-race', 0.8]]);
    expect(said.slice(3)).toEqual([
      'conntrack-race 0.6',
      'conntrack-race 0.6',
      'conntrack-race 0.6',
      'conntrack-race 0.8',
    ]);
  });

  it('needs a second look, unless it is likely', () => {
    expect(claims(RACE, RACE)).toEqual(['conntrack-race 0.5', 'conntrack-race 0.6']);
    expect(claims([['conntrack-race', 0.8]])).toEqual(['conntrack-race 0.8']);
  });

  it('gets its second look five seconds later, also if the step came some milliseconds early', () => {
    expect(claimsIn({ earlyMs: 20 }, RACE, RACE)).toEqual(['conntrack-race 0.5', 'conntrack-race 0.6']);
  });

  it('by exclusion needs a second look however sure it is: another cause may not have had the time to show', () => {
    const loss: readonly Said[] = [['packet-loss', 0.95]];
    expect(claims(loss, loss)).toEqual(['packet-loss 0.5', 'packet-loss 0.95']);
    expect(claims(loss, [['endpoint-down', 0.8]])).toEqual(['packet-loss 0.5', 'endpoint-down 0.8']);
  });

  it('is not displaced by a first guess, unless nothing speaks for it any more', () => {
    const before = [RACE, RACE, RACE, RACE, RACE];
    const LOSS: Said = ['packet-loss', 0.6];
    expect(claims(...before, [LOSS, ['conntrack-race', 0.5]]).at(-1)).toBe('conntrack-race 0.6');
    expect(claims(...before, [LOSS]).at(-1)).toBe('packet-loss 0.6');
  });

  it('is kept if all the times that it stood are long enough together', () => {
    const said = claims(RACE, RACE, POSSIBLE, RACE, RACE, POSSIBLE, POSSIBLE);
    expect(said.slice(3)).toEqual(Array(4).fill('conntrack-race 0.6'));
  });

  it('is not kept if it was a first guess', () => {
    expect(claims(RACE, RACE, POSSIBLE, POSSIBLE).at(-1)).toBe('conntrack-race 0.5');
  });

  it('ends when it is refuted, and when another cause is named', () => {
    const before = [RACE, RACE, RACE, RACE];
    expect(claims(...before, [['conntrack-race', 0.3]], POSSIBLE).slice(4)).toEqual([
      'conntrack-race 0.3',
      'conntrack-race 0.5',
    ]);
    expect(claims(...before, [['endpoint-down', 0.8]], POSSIBLE).slice(4)).toEqual([
      'endpoint-down 0.8',
      'conntrack-race 0.5',
    ]);
    const unknown: readonly Said[] = [
      ['something-else', 0.6],
      ['conntrack-race', 0.5],
    ];
    expect(claims(...before, unknown).at(-1)).toBe('something-else 0.5');
  });

  it('gives way to something else, which is claimed once nothing else has explained the losses for 15 s', () => {
    const unknown: readonly Said[] = [['something-else', 0.6]];
    expect(claims(unknown, unknown, unknown, unknown, [], unknown)).toEqual([
      ...Array(3).fill('something-else 0.5'),
      'something-else 0.6',
      undefined,
      'something-else 0.5',
    ]);
  });

  it('is kept for 45 s at most without being named again', () => {
    const kept = claims(RACE, RACE, RACE, RACE, ...Array<typeof POSSIBLE>(10).fill(POSSIBLE));
    expect(kept.slice(4)).toEqual([...Array(9).fill('conntrack-race 0.6'), 'conntrack-race 0.5']);
  });

  it('is kept for 45 s from when its losses last fitted it, and not from when it was last named', () => {
    const possible = Array<typeof POSSIBLE>(23).fill(POSSIBLE);
    const course = { losses: LOST_IN_RACES, curedMs: 160_000 };
    // From 180 to 190 s the silence is unusual, and a lasting fault may still make it.
    const said = claimsIn(course, RACE, RACE, RACE, RACE, RACE, ...possible);
    expect(said.slice(1)).toEqual([...Array(26).fill('conntrack-race 0.6'), 'conntrack-race 0.5']);
  });

  it('ends although the failures before the silence become too old to count one after the other', () => {
    const standing = new Standing();
    const at = (second: number) => {
      const nowMs = second * SECOND;
      const [first] = standing.hold(judgementOf(RACE, 100 * SECOND), {
        nowMs,
        trialsSince: (sinceMs) => probes(nowMs, 60 * SECOND).filter(({ atMs }) => atMs >= sinceMs),
        evidenceSince: () => LOST_IN_RACES,
        partsSince: () => [],
        risesSince: () => [],
      }).verdicts;
      return first?.confidence;
    };
    expect([at(60), at(65), at(70)]).toEqual([0.5, 0.6, 0.6]);
    expect([at(130), at(158)]).toEqual([0.5, 0.5]);
  });

  it('ends with the fault', () => {
    expect(claims(RACE, RACE, RACE, RACE, [], POSSIBLE).slice(4)).toEqual([undefined, 'conntrack-race 0.5']);
  });

  it('stays a claim while the fault lasts and its losses fit, although they are too few to name it again', () => {
    const UNSURE: readonly Said[] = [['not-enough-evidence', 0.7]];
    const course = { losses: LOST_IN_RACES };
    const said = claimsIn(course, RACE, RACE, RACE, ...Array<typeof UNSURE>(20).fill(UNSURE));
    expect(said.slice(1)).toEqual(Array(22).fill('conntrack-race 0.6'));
    const refuted = claimsIn({ losses: LOST_BY_ALL }, RACE, RACE, RACE, UNSURE);
    expect(refuted.at(-1)).toBe('not-enough-evidence 0.7');
  });

  it('gets no surer by the time after the last failure, and ends when that is long enough', () => {
    const SURER: readonly Said[] = [['conntrack-race', 0.8]];
    const before = Array<typeof RACE>(8).fill(RACE);
    const after = claimsIn({ curedMs: 75_000 }, ...before, ...Array<typeof SURER>(10).fill(SURER)).slice(7);
    expect(after).not.toContain('conntrack-race 0.8');
    expect(after[0]).toBe('conntrack-race 0.6');
    expect(after.at(-1)).toBe('conntrack-race 0.5');
    expect(claims(RACE, RACE, RACE, RACE, SURER).at(-1)).toBe('conntrack-race 0.8');
  });

  const at = (confidence: number): readonly Said[] => [['conntrack-race', confidence]];

  it('keeps its highest confidence while the fault lasts and nothing refutes it', () => {
    const swinging = [at(0.8), at(0.95), at(0.6), at(0.8), at(0.95), at(0.6)];
    expect(claims(...swinging)).toEqual(['conntrack-race 0.8', ...Array(5).fill('conntrack-race 0.95')]);
    // Too few losses name it again, and they fit: it stays as sure.
    const course = { losses: LOST_IN_RACES };
    expect(claimsIn(course, ...swinging, [['not-enough-evidence', 0.7]]).at(-1)).toBe('conntrack-race 0.95');
  });

  it('is less sure when another cause is claimed beside it, when it is refuted, and when the fault may be over', () => {
    const before = [at(0.95), at(0.95), at(0.95), at(0.95)];
    const beside: Said = ['endpoint-down', 0.6];
    expect(claims(...before, [['conntrack-race', 0.6], beside]).at(-1)).toBe('conntrack-race 0.6');
    expect(claims(...before, at(0.3)).at(-1)).toBe('conntrack-race 0.3');
    const cured = claimsIn({ curedMs: 80_000 }, ...before, ...Array<readonly Said[]>(9).fill(at(0.6)));
    expect(cured).toContain('conntrack-race 0.6');
  });

  it('stays in its place while nothing has failed for an unusual time, although another one is surer', () => {
    const both: readonly Said[] = [
      ['endpoint-down', 0.8],
      ['agent-starved', 0.9],
      ['send-refused', 0.95],
    ];
    const course = { curedMs: 120_000 };
    const claimed = claimsIn(course, ...Array<typeof both>(18).fill(both));
    expect(claimed).toEqual(Array(18).fill('endpoint-down 0.8'));
  });

  describe('of a cause that a counter of the node shows', () => {
    const CURED_MS = 120_000;
    const said = Array<readonly Said[]>(24).fill([['conntrack-race', 0.8]]);
    /** How long after the cure the claim stands, in seconds. */
    const standsFor = (course: Course) => {
      const claimed = claimsIn(course, ...said);
      return 60 + 5 * claimed.lastIndexOf('conntrack-race 0.8') - CURED_MS / SECOND;
    };

    it('ends sooner if the counter stands still as well', () => {
      const losses = COUNTED;
      const without = standsFor({ curedMs: CURED_MS, losses });
      expect(standsFor({ curedMs: CURED_MS, losses, risesUntilMs: CURED_MS })).toBeLessThanOrEqual(
        without - 10,
      );
      // The counter goes on rising for another reason.
      expect(standsFor({ curedMs: CURED_MS, losses, risesUntilMs: Number.POSITIVE_INFINITY })).toBe(without);
      // It did not rise with our losses.
      expect(standsFor({ curedMs: CURED_MS, losses: LOST_IN_RACES, risesUntilMs: CURED_MS })).toBe(without);
    });

    it('does not end because the pods fall silent while our own queries are still lost', () => {
      const claimed = claimsIn({ losses: COUNTED, risesUntilMs: 90_000 }, ...said);
      expect(claimed).toEqual(Array(24).fill('conntrack-race 0.8'));
    });
  });
});

const lost = (pairs: number, aaaa: number) => ({
  a: queries(pairs),
  aaaa: queries(pairs, { timedOut: aaaa }),
  oneFailed: aaaa,
});

/** Too few losses to name the race by them. */
const LOST_IN_RACES = evidence([
  arm('race', 25, lost(25, 3)),
  arm('pair', 25, lost(25, 2)),
  arm('separate', 22),
  arm('sequential', 18),
  ...ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 10))),
]);

/** The same, and the kernel counts the losses as clashes. */
const COUNTED: Evidence = {
  ...LOST_IN_RACES,
  ...lossy(5, { conntrack: counted({ drop: 9, insertFailed: 9 }) }),
};

const LOST_BY_ALL = evidence([
  arm('race', 25, lost(25, 3)),
  arm('pair', 25, lost(25, 2)),
  arm('separate', 22, lost(22, 3)),
  arm('sequential', 18, lost(18, 2)),
  ...ENDPOINTS.map((address) => endpointArm(address, arm('endpoint', 10, lost(10, 2)))),
]);
