/** Addresses that the conntrack table shows behind the VIP, in simulated worlds made by hand. */

import { describe, expect, it } from 'vitest';
import { mayBeNobody, strangersOf, withoutStrangers } from '../../../src/compare/view/strangers.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { gather } from '../../../src/evidence/gather.ts';
import { arm, dead, evidence } from '../../diagnosis/evidences.ts';
import { podAddress } from '../../worlds/arms.ts';
import { measure } from '../../worlds/measure.ts';
import { ABSENT } from '../../worlds/packet.ts';
import { WELL } from '../../worlds/well-world.ts';
import type { Mechanism, World } from '../../worlds/world.ts';

const GONE = podAddress(ABSENT);
const THREE: Partial<World> = { pods: 3, weights: [1 / 3, 1 / 3, 1 / 3] };

/** What is said of a world with one fault whose conntrack table is read. */
function saidOf(mechanism: Mechanism, world: Partial<World>) {
  const measured = measure(
    { ...WELL, ...THREE, ...world, faults: [{ ...mechanism, salt: 1000 }] },
    { arms: 'all', flows: true },
  );
  const verdicts = diagnose(gather(measured));
  const said = verdicts.map(({ cause, confidence }) => `${cause} ${confidence}`);
  return {
    said,
    facts: verdicts.flatMap(({ facts }) => facts).join('; '),
    backends: measured.context.backends,
  };
}

describe('where no DNS pod is listed, the addresses behind the VIP are asked directly', () => {
  const list = 'unknown';

  it('and one that loses queries is a DNS pod that fails', () => {
    const { said, backends } = saidOf(
      { kind: 'pod', pods: [1], state: { how: 'lossy', share: 0.2 } },
      { list },
    );
    expect(backends?.toSorted()).toEqual([0, 1, 2].map(podAddress));
    expect(said).toEqual(['endpoint-down 0.95']);
  });

  it('and one that answers nothing is a DNS pod that is down, or nobody', () => {
    const { said, facts } = saidOf({ kind: 'ghost', weight: 0.25 }, { list });
    expect(said).toEqual(['endpoint-down 0.5', 'vip-leads-astray 0.4']);
    expect(facts).toContain(`pairs straight to ${GONE} that failed`);
  });

  it('and if none answers, all DNS pods are down', () => {
    const { said } = saidOf({ kind: 'pod', pods: [0, 1, 2], state: { how: 'silent' } }, { list });
    expect(said).toEqual(['endpoint-down 0.6']);
  });

  it('and if all answer while the VIP loses everything, the VIP is the reason', () => {
    const lost: Mechanism = { kind: 'loss', segment: { at: 'vip' }, pattern: { how: 'even', share: 1 } };
    expect(saidOf(lost, { list }).said[0]).toBe('vip-unreachable 0.6');
  });
});

describe('where DNS pods are listed', () => {
  it('an address that answers nothing is none, and the VIP leads astray', () => {
    const { said, facts, backends } = saidOf({ kind: 'ghost', weight: 0.25 }, { list: 'exact' });
    expect(backends).toEqual([GONE]);
    expect(said).toEqual(['vip-leads-astray 0.8']);
    expect(facts).toContain(`queries straight to ${GONE}, to which the VIP leads, that failed`);
  });

  it('a pod that is missing from the list and loses queries is named', () => {
    const lossy: Mechanism = { kind: 'pod', pods: [2], state: { how: 'lossy', share: 0.3 } };
    expect(saidOf(lossy, { list: 'partial' }).said).toEqual(['endpoint-down 0.95']);
  });
});

describe('a stranger', () => {
  const silent = { ...dead('endpoint', 9, 9), target: { kind: 'endpoint' as const, address: GONE } };
  const quiet = { ...arm('endpoint', 9), target: { kind: 'endpoint' as const, address: GONE } };
  const context = { ...evidence().context, backends: [GONE] };

  it('answers nothing, and is left out where DNS pods are listed', () => {
    const strangers = strangersOf({ arms: [silent], context });
    expect(strangers).toEqual([{ address: GONE, asked: { failures: 18, trials: 18 } }]);
    expect(withoutStrangers([silent, arm('pair', 9)], context, strangers)).toHaveLength(1);
    expect(withoutStrangers([silent], { endpoints: [] }, strangers)).toEqual([silent]);
    const none = { failures: 0, trials: 0 };
    const pod = { address: GONE, udp: none, tcp: none, pairs: none };
    expect(mayBeNobody({ strangers }, [pod])).toBe(true);
    expect(mayBeNobody({ strangers }, [pod, { ...pod, address: podAddress(0) }])).toBe(false);
    expect(mayBeNobody({ strangers }, [])).toBe(false);
  });

  it('is none that answers, or that the table does not show', () => {
    expect(strangersOf({ arms: [quiet], context })).toEqual([]);
    expect(strangersOf({ arms: [silent], context: evidence().context })).toEqual([]);
  });
});
