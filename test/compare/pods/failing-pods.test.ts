import { expect, it } from 'vitest';
import {
  failingPods,
  mayBeFullTable,
  mayBeStale,
  shareOfPod,
} from '../../../src/compare/pods/failing-pods.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { absent } from '../../../src/domain/reading.ts';
import {
  arm,
  counted,
  dead,
  ENDPOINTS,
  endpointArm,
  evidence,
  lossy,
  lost,
} from '../../diagnosis/evidences.ts';

const [first = '', second = ''] = ENDPOINTS;
const well = endpointArm(second, dead('endpoint', 50, 0));
const view = viewOf(evidence([endpointArm(first, dead('endpoint', 50, 50)), well]));

it('are those that the most probable explanation blames', () => {
  expect(failingPods(view).map(({ address }) => address)).toEqual([first]);
  expect(failingPods(viewOf(evidence()))).toEqual([]);
});

it('may be an old entry if few flows lead there and the standing socket loses everything', () => {
  const standing = (lost: number) => viewOf(evidence([dead('sticky', 20, lost)]));
  expect(mayBeStale(standing(20), 0.03)).toBe(true);
  expect(mayBeStale(standing(20), 0.5)).toBe(false);
  expect(mayBeStale(standing(5), 0.03)).toBe(false);
});

it('are not turned away by a full table without drops', () => {
  expect(mayBeFullTable(view, failingPods(view))).toBe(false);
});

it('may be turned away by a full table, if the others that fail are ones to which the VIP does not lead', () => {
  const drops = { conntrack: counted({ drop: 40 }) };
  const partly = endpointArm(second, lost(arm('endpoint', 50), { onlyA: 8 }));
  const gone = endpointArm(first, dead('endpoint', 50, 50));
  const byVip = (both: number) => lost(arm('pair', 100), { onlyA: 20, both });
  const seen = (both: number) => viewOf(evidence([gone, partly, byVip(both)], lossy(60, drops)));
  expect(mayBeFullTable(seen(0), seen(0).endpoints)).toBe(true);
  expect(mayBeFullTable(seen(9), seen(9).endpoints)).toBe(false);
});

it('may be turned away by a full table that cannot be read, if the other pods lose queries as well', () => {
  const some = (address: string, onlyA: number) => endpointArm(address, lost(arm('endpoint', 50), { onlyA }));
  const blind = { conntrack: absent('no-file', 'there is no such file') };
  const unread = (others: number) =>
    viewOf(evidence([some(first, 20), some(second, others)], lossy(20 + others, blind)));
  const failing = ({ endpoints }: ReturnType<typeof viewOf>) =>
    endpoints.filter(({ address }) => address === first);
  expect(mayBeFullTable(unread(3), failing(unread(3)))).toBe(true);
  expect(mayBeFullTable(unread(0), failing(unread(0)))).toBe(false);
});

it('explain their loss times their weight of what the VIP loses', () => {
  expect(shareOfPod([0.5, 1, 1, 0.4])).toBeCloseTo(0.2);
  expect(shareOfPod()).toBe(0);
});
