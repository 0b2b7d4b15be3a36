import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { APART, FRESH } from '../../src/domain/strategy.ts';
import { podsFail } from '../../src/patterns/servers.ts';
import { arm, armsOf, dead, ENDPOINTS, endpointArm, evidence, lost } from '../diagnosis/evidences.ts';
import { apply, confidence, named, ruleOf } from '../diagnosis/findings.ts';

const staleConntrack = ruleOf('stale-conntrack', 'only-the-old-socket-fails');
const sinceTheChange = ruleOf('stale-conntrack', 'the-old-socket-fails-since-the-pods-changed');

const [FIRST = ''] = ENDPOINTS;
const down = armsOf(podsFail(FIRST), [1, 1, 1, 0.5]).filter(({ strategy }) => strategy !== 'sticky');

describe('stale-conntrack', () => {
  const stuck = dead('sticky', 20, 20);

  it('is likely when only the long-lived socket fails, and certain after a change of pods', () => {
    expect(confidence(staleConntrack, evidence([stuck]))).toBe(0.8);
    expect(apply(staleConntrack, evidence([stuck]))?.facts.at(-1)).toContain('saw no DNS pod leave');
    const made = evidence([stuck]);
    const changed = { ...made, context: { ...made.context, endpointsChangedAt: made.startedAt - 30_000 } };
    expect(confidence(staleConntrack, changed)).toBe(0.95);
    expect(apply(staleConntrack, changed)?.facts.join()).toContain('changed');
  });

  it('is only possible when the old flow is answered long after the change of pods', () => {
    const made = evidence([dead('sticky', 20, 10)]);
    const changed = (agoMs: number) => ({
      ...made,
      context: { ...made.context, endpointsChangedAt: made.startedAt - agoMs },
    });
    expect([60_000, 5_000].map((ago) => confidence(staleConntrack, changed(ago)))).toEqual([0.5, 0.95]);
  });

  it('is only possible when an unhealthy pod explains the old flow as well', () => {
    expect(confidence(staleConntrack, evidence([stuck, ...down]))).toBe(0.4);
    expect(named(evidence([stuck, ...down]))).toEqual(['endpoint-down']);
  });

  it('is likely when the socket fails from some moment on, and only possible when fresh ones lose a little too', () => {
    expect(confidence(staleConntrack, evidence([dead('sticky', 100, 20)]))).toBe(0.8);
    const little = APART.map((strategy) => dead(strategy, 100, 4));
    expect(confidence(staleConntrack, evidence([dead('sticky', 100, 20), ...little]))).toBe(0.5);
  });

  it('counts the two queries of a pair once: two lost pairs in a burst are not likely to be a stale entry', () => {
    const stray = APART.map((strategy) => dead(strategy, 100, strategy === 'reopen' ? 1 : 0));
    expect(confidence(staleConntrack, evidence([dead('sticky', 28, 2), ...stray]))).toBeLessThanOrEqual(0.5);
  });

  it('comes before the gone pod itself, which the VIP leads to no more: one fault explains both', () => {
    const gone = (['udp', 'tcp'] as const).map((transport) =>
      endpointArm(FIRST, dead('endpoint', 60, 60, { transport })),
    );
    const said = diagnose(evidence([dead('sticky', 3, 3), ...gone]));
    expect(said.map(({ cause }) => cause)).toEqual(['stale-conntrack', 'endpoint-down']);
    expect(said[0]?.confidence).toBe(0.8);
    expect(said[1]?.confidence).toBe(0.5);
  });

  it('stays likely when a few fresh sockets get the port of an earlier one, and with it the old entry', () => {
    const gone = (['udp', 'tcp'] as const).map((transport) =>
      endpointArm(FIRST, dead('endpoint', 60, 60, { transport })),
    );
    const reused = [
      ...[lost(arm('staggered', 63), { both: 2 }), lost(arm('sequential', 63), { both: 1 })],
      ...[lost(arm('reopen', 63), { onlyAaaa: 2 }), lost(arm('separate', 62), { onlyA: 2 })],
    ];
    const few = evidence([dead('sticky', 2, 2), ...reused, ...gone]);
    expect(diagnose(few)[0]).toMatchObject({ cause: 'stale-conntrack', confidence: 0.8 });
  });

  it('is not found when all sockets lose alike', () => {
    const lossy = [arm('pair', 100), ...FRESH.map((strategy) => dead(strategy, 100, 20))];
    expect(apply(staleConntrack, evidence([...lossy.slice(1), dead('sticky', 100, 20)]))).toBeUndefined();
  });
});

describe('stale-conntrack of a socket that is asked rarely', () => {
  const asked = (failedSinceChange: number, freshLost = 1) => {
    const sticky = dead('sticky', 40, failedSinceChange, { failedSinceChange });
    const fresh = APART.map((strategy) => lost(arm(strategy, 100), { onlyA: freshLost }));
    const made = evidence([sticky, ...fresh]);
    return { ...made, context: { ...made.context, endpointsChangedAt: made.startedAt + 5_000 } };
  };

  it('is likely if its last pairs since the change all failed, and fresh sockets lose hardly anything', () => {
    expect(named(asked(3))).toEqual(['stale-conntrack']);
    expect(apply(sinceTheChange, asked(3))).toMatchObject({ confidence: 0.8 });
    expect(apply(sinceTheChange, asked(3))?.facts).toContain(
      'the set of DNS pods changed in the measured time',
    );
  });

  it('is not found for one failed pair, without a change, where fresh sockets lose as well, or where a pod fails', () => {
    expect(confidence(sinceTheChange, asked(1))).toBe(0);
    expect(confidence(sinceTheChange, asked(3, 9))).toBe(0);
    const unchanged = asked(3);
    const context = { ...unchanged.context, endpointsChangedAt: undefined };
    expect(confidence(sinceTheChange, { ...unchanged, context })).toBe(0);
    const gone = endpointArm(FIRST, dead('endpoint', 50, 50));
    const others = unchanged.arms.filter(
      ({ target, transport }) => target.address !== FIRST || transport === 'tcp',
    );
    expect(confidence(sinceTheChange, { ...unchanged, arms: [...others, gone] })).toBe(0);
  });
});
