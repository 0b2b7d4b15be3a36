import { describe, expect, it } from 'vitest';
import type { QueryOutcome } from '../../../src/domain/outcome.ts';
import type { PairOutcome } from '../../../src/domain/pair.ts';
import type { QueryType } from '../../../src/domain/question.ts';
import { read } from '../../../src/domain/reading.ts';
import type { Strategy } from '../../../src/domain/strategy.ts';
import { outageIn } from '../../../src/window/changes/outage.ts';
import { judgementOf } from '../../../src/window/claims/judgement.ts';
import { EvidenceWindow } from '../../../src/window/evidence-window.ts';
import { Measurements } from '../../../src/window/history/measurements.ts';
import { still } from '../../diagnosis/evidences.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';
import { answered, pairOf, timedOut } from '../../support/wire/outcomes.ts';
import { blindSnapshot, CLUSTER_CONTEXT } from '../contexts.ts';

type Ending = (qtype: QueryType) => QueryOutcome;
/** How a pair ends that is sent to this server so many seconds after the start of the check. */
type Course = (
  second: number,
  server: string,
  index: number,
  transport: 'udp' | 'tcp',
  strategy: Strategy,
) => Ending;

const [VIP, ...PODS] = ['10.96.0.10', '10.244.0.2', '10.244.0.3'];
const WAYS: readonly (readonly [Strategy, 'udp' | 'tcp', string])[] = [
  ...(['pair', 'race', 'separate', 'reopen', 'sequential', 'sticky'] as const).map(
    (strategy) => [strategy, 'udp', VIP] as const,
  ),
  ['tcp', 'tcp', VIP],
  ...PODS.flatMap((pod) => [['endpoint', 'udp', pod] as const, ['endpoint', 'tcp', pod] as const]),
];
const ok: Ending = (qtype) => answered(qtype);
const gone: Ending = (qtype) => timedOut(qtype);

/** A check of 20 seconds that sends a pair of each way four times a second. */
function pairsOf(course: Course, startedAt: number): PairOutcome[] {
  return Array.from({ length: 80 }, (_, tick) => tick / 4).flatMap((second, tick) =>
    WAYS.map(([strategy, transport, address], way) => {
      const ending = course(second, address, tick * WAYS.length + way, transport, strategy);
      const server = { address, port: 53 };
      return pairOf(ending('A'), ending('AAAA'), {
        strategy,
        transport,
        server,
        startedAt: startedAt + 1000 * second,
      });
    }),
  );
}

async function checked(course: Course) {
  const clock = new FakeClock();
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => blindSnapshot(clock),
    context: () => CLUSTER_CONTEXT,
    keptMs: Number.POSITIVE_INFINITY,
    onStep: () => {},
  });
  const startedAt = clock.wall();
  await clock.advance(30_000);
  const pairs = pairsOf(course, startedAt);
  for (const one of pairs) window.pair(one);
  const first = pairs.find(({ a }) => a.kind !== 'answered')?.startedAt;
  const { verdicts } = window.judgeWindow(startedAt, first);
  const claims = verdicts.filter(({ confidence }) => confidence > 0.5);
  return { verdicts, claims: claims.map(({ cause }) => cause), facts: claims.flatMap(({ facts }) => facts) };
}

const isOut = (second: number) => second >= 7 && second < 12;
/** All pods are gone, and TCP repeats its first segment until they are back. */
const tcpGetsThrough: Course = (second, _server, _index, transport) => {
  if (!isOut(second)) return ok;
  return transport === 'udp' ? gone : (qtype) => answered(qtype, 1000 * (12.1 - second));
};

describe('an outage that begins and ends within a check', () => {
  it('of all DNS pods is an outage, and no packet loss', async () => {
    const { claims, facts } = await checked((second) => (isOut(second) ? gone : ok));
    expect(claims).toEqual(['endpoint-down']);
    expect(facts.join()).toContain('everything failed between 7 s and 12 s of the 30 s');
  });

  it('is one although TCP gets through it by repeating', async () => {
    const { claims, facts } = await checked(tcpGetsThrough);
    expect(claims).toEqual(['something-else']);
    expect(facts.join()).toContain('everything failed between 7 s and 12 s of the 30 s');
  });

  it('is no packet loss in the window of an agent either', async () => {
    const clock = new FakeClock();
    const measurements = new Measurements({ clock, context: () => CLUSTER_CONTEXT });
    const sinceMs = measurements.nowMs;
    const pairs = pairsOf(tcpGetsThrough, clock.wall());
    await clock.advance(30_000);
    for (const one of pairs) measurements.pair(one);
    for (let passedMs = 0; passedMs < 20_000; passedMs += 200)
      measurements.step(still(200), { ...blindSnapshot(clock), takenAtMs: sinceMs + passedMs });
    const known = { kernel: read('6.18.0'), raceWindow: 'unknown' as const };
    const { verdicts } = judgementOf(measurements.since(sinceMs, measurements.nowMs, known));
    expect(
      verdicts.filter(({ cause }) => cause === 'packet-loss').map(({ confidence }) => confidence),
    ).toEqual([0.5]);
  });

  it('of the VIP is one of the VIP', async () => {
    const { claims } = await checked((second, server) => (isOut(second) && server === VIP ? gone : ok));
    expect(claims).toEqual(['vip-unreachable']);
  });

  it.each([1, 3])(
    'of the VIP that comes %i times and spares flows that exist is one of the VIP',
    async (times) => {
      const isAway = (second: number) =>
        second >= 3 && second < 3 + 8 * (times - 1) + 2.5 && (second - 3) % 8 < 2.5;
      const { claims, facts } = await checked((second, server, _index, transport, strategy) => {
        if (server !== VIP || strategy === 'sticky' || !isAway(second)) return ok;
        const back = 2.7 - ((second - 3) % 8);
        return transport === 'udp' ? gone : (qtype) => answered(qtype, 1000 * back);
      });
      expect(claims).toEqual(['vip-unreachable']);
      expect(facts.join()).toContain(
        `everything that was sent to ${VIP} failed ${times === 1 ? '' : '3 times: '}between 3 s and 5 s`,
      );
    },
  );

  it('still is one if the pods go and come back one after the other', async () => {
    const { verdicts } = await checked((second, _, index) => {
      const isEdge = Math.abs(second - 7) < 0.3 || Math.abs(second - 12) < 0.3;
      return isOut(second) && !(isEdge && index % 2 === 0) ? gone : ok;
    });
    expect(verdicts.find(({ cause }) => cause === 'packet-loss')?.confidence ?? 0).toBeLessThanOrEqual(0.5);
  });

  it('is none if some answers come, or if losses continue after it', async () => {
    const some = pairsOf((second, _, index) => (isOut(second) && index % 7 > 0 ? gone : ok), 0);
    expect(outageIn({ pairs: some })).toBeUndefined();
    const more = pairsOf((second, _, index) => (isOut(second) || index % 41 === 0 ? gone : ok), 0);
    expect(outageIn({ pairs: more })).toBeDefined();
    const many = pairsOf((second, _, index) => (isOut(second) || index % 11 === 0 ? gone : ok), 0);
    expect(outageIn({ pairs: many })).toBeUndefined();
    const nearlyAll = pairsOf((_second, _server, index) => (index % 97 === 0 ? ok : gone), 0);
    expect(outageIn({ pairs: nearlyAll })).toBeUndefined();
  });
});

it('a network that loses a seventh of all packets has no outage, nor one that loses everything all the time', async () => {
  const { claims } = await checked((_second, _server, index) => (index % 7 === 0 ? gone : ok));
  expect(claims).not.toContain('something-else');
  expect(
    outageIn({ pairs: pairsOf((_second, _server, index) => (index % 7 === 0 ? gone : ok), 0) }),
  ).toBeUndefined();
  expect(outageIn({ pairs: pairsOf(() => gone, 0) })).toBeUndefined();
});
