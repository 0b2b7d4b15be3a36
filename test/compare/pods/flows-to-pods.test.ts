import { describe, expect, it } from 'vitest';
import { failingPods } from '../../../src/compare/pods/failing-pods.ts';
import { type FlowsToPods, flowsToPods } from '../../../src/compare/pods/flows-to-pods.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { podsUnreached } from '../../../src/patterns/chosen.ts';
import { FAILING_PODS } from '../../../src/patterns/pattern.ts';
import { podsFail } from '../../../src/patterns/servers.ts';
import { armsOf, ENDPOINTS, evidence, fates } from '../../diagnosis/evidences.ts';

const [FIRST = '', SECOND = ''] = ENDPOINTS;

function flows(shareOfVip: number, table: Parameters<typeof evidence>[1] = {}): FlowsToPods {
  const view = viewOf(evidence(armsOf(podsFail(FIRST), [1, 1, 1, shareOfVip]), table));
  const support = view.losses().supportOf('pods-fail', 'idle-pods-fail');
  return flowsToPods(view, failingPods(view), support?.posterior ?? 0);
}

describe('the flows to a DNS pod that fails', () => {
  it('are the share of the VIP that is lost, where the table is not read', () => {
    const { sent, isIdle, weight, lostShare } = flows(0.5);
    expect([sent, isIdle]).toEqual([undefined, false]);
    expect(weight).toBeCloseTo(0.5, 1);
    expect(lostShare).toBeCloseTo(0.5, 1);
  });

  it('are none where the VIP loses nothing', () => {
    expect(flows(0).isIdle).toBe(true);
  });

  it('are the share that is led there where the node drops it before conntrack has confirmed it', () => {
    const view = viewOf(evidence(armsOf(podsUnreached(FIRST), [1, 1, 3, 0.5])));
    const support = view.losses().supportOf(...FAILING_PODS);
    const { isIdle, weight } = flowsToPods(view, failingPods(view), support?.posterior ?? 0);
    expect(isIdle).toBe(false);
    expect(weight).toBeCloseTo(0.5, 1);
  });

  it('are those of the table, whatever the losses say', () => {
    const there = { queries: 10, lost: 10 };
    const elsewhere = { queries: 30, lost: 0 };
    const some = flows(0.5, { flows: fates({ chosen: { [FIRST]: there, [SECOND]: elsewhere } }) });
    expect(some).toMatchObject({ sent: { failures: 10, trials: 40 }, isIdle: false });
    const none = flows(0.5, { flows: fates({ chosen: { [SECOND]: elsewhere } }) });
    expect(none).toMatchObject({ sent: { failures: 0, trials: 30 }, isIdle: true });
  });
});
