import { describe, expect, it } from 'vitest';
import { podsBesideVip } from '../../../src/compare/view/beside-vip.ts';
import {
  arm,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  fates,
  lost,
  NODE_LOCAL,
  queries,
} from '../../diagnosis/evidences.ts';

const [first = '', second = ''] = ENDPOINTS;
const silentPod = endpointArm(first, dead('endpoint', 30, 30));
const wellPod = endpointArm(second, dead('endpoint', 30, 0));

/** Every query via the VIP fails; so many of each type are refused. */
function vip(networkErrors: number) {
  const own = queries(30, { networkErrors, timedOut: 30 - networkErrors });
  return arm('pair', 30, { a: own, aaaa: own, bothFailed: 30 });
}

describe('the VIP does not lead to a DNS pod', () => {
  it('if the conntrack table has none of twenty flows to it', () => {
    const flowsTo = (queriesSent: number, toFirst: number) =>
      evidence([], {
        arms: [silentPod, wellPod],
        flows: fates({
          chosen: {
            [second]: { queries: queriesSent, lost: 0 },
            ...(toFirst > 0 && { [first]: { queries: toFirst, lost: toFirst } }),
          },
        }),
      });
    expect(podsBesideVip(flowsTo(20, 0))).toEqual([first]);
    expect(podsBesideVip(flowsTo(19, 0))).toEqual([]);
    expect(podsBesideVip(flowsTo(19, 1))).toEqual([]);
  });

  it('if the VIP refuses and answers nothing, and the pod is silent and never refuses', () => {
    expect(podsBesideVip(evidence([], { arms: [vip(5), silentPod, wellPod] }))).toEqual([first]);
    // Refusals are rationed: one is no pattern.
    expect(podsBesideVip(evidence([], { arms: [vip(1), silentPod, wellPod] }))).toEqual([]);
    const refusing = queries(30, { networkErrors: 2, timedOut: 28 });
    const refusingPod = endpointArm(
      first,
      arm('endpoint', 30, { a: refusing, aaaa: refusing, bothFailed: 30 }),
    );
    expect(podsBesideVip(evidence([], { arms: [vip(5), refusingPod, wellPod] }))).toEqual([]);
  });

  it('if the pod answers nothing, and no pair via the VIP with one flow lost both queries', () => {
    const clashes = (both: number) =>
      (['pair', 'sequential'] as const).map((strategy) => lost(arm(strategy, 50), { onlyAaaa: 9, both }));
    expect(podsBesideVip(evidence([], { arms: [...clashes(0), silentPod, wellPod] }))).toEqual([first]);
    expect(podsBesideVip(evidence([], { arms: [...clashes(1), silentPod, wellPod] }))).toEqual([]);
    expect(podsBesideVip(evidence([], { arms: [...clashes(0).slice(1), silentPod, wellPod] }))).toEqual([]);
  });

  it('if a node-local cache answers nothing at all, not even what it holds, while another pod answers', () => {
    const target = { kind: 'node-local' as const, address: NODE_LOCAL };
    const cache = (failed: number) => [
      dead('pair', 30, failed, { target }),
      dead('tcp', 30, failed, { target }),
    ];
    expect(podsBesideVip(evidence([], { arms: [...cache(30), silentPod, wellPod] }))).toEqual([first]);
    expect(podsBesideVip(evidence([], { arms: [...cache(15), silentPod, wellPod] }))).toEqual([]);
    expect(podsBesideVip(evidence([], { arms: [...cache(30), silentPod] }))).toEqual([]);
  });

  it('of no pod, if a part of what the VIP gets is answered', () => {
    const partly = arm('pair', 30, { a: queries(30, { networkErrors: 5 }), oneFailed: 5 });
    expect(podsBesideVip(evidence([], { arms: [partly, silentPod, wellPod] }))).toEqual([]);
  });
});
