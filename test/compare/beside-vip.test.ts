import { describe, expect, it } from 'vitest';
import { podsBesideVip } from '../../src/compare/beside-vip.ts';
import { arm, dead, ENDPOINTS, endpointArm, evidence, fates, queries } from '../diagnosis/evidences.ts';

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

  it('of no pod, if a part of what the VIP gets is answered', () => {
    const partly = arm('pair', 30, { a: queries(30, { networkErrors: 5 }), oneFailed: 5 });
    expect(podsBesideVip(evidence([], { arms: [partly, silentPod, wellPod] }))).toEqual([]);
  });
});
