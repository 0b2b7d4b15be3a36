import { describe, expect, it } from 'vitest';
import { lostThere, tcpGetsThrough } from '../../../src/compare/pods/way-to-pods.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import type { FateCounts } from '../../../src/patterns/ask.ts';
import { arm, ENDPOINTS, endpointArm, evidence, lost } from '../../diagnosis/evidences.ts';

/** Each of the two pods is asked for 100 pairs over UDP and over TCP, and loses these. */
function viewWith(overUdp: Partial<FateCounts>, overTcp: Partial<FateCounts> = {}) {
  return viewOf(
    evidence(
      ENDPOINTS.flatMap((address) => [
        endpointArm(address, lost(arm('endpoint', 100), overUdp)),
        endpointArm(address, lost(arm('endpoint', 100, { transport: 'tcp' }), overTcp)),
      ]),
    ),
  );
}

describe('DNS pods lose', () => {
  const wayOf = (overUdp: Partial<FateCounts>) => {
    const view = viewWith(overUdp);
    return lostThere(view, view.endpoints).way;
  };

  it('single queries, if each is lost alone', () => {
    expect(wayOf({ onlyA: 16, onlyAaaa: 16, both: 4 })).toBe('single-queries');
  });

  it('whole pairs, if hardly any loses only one query', () => {
    expect(wayOf({ both: 35 })).toBe('whole-pairs');
    expect(wayOf({ onlyA: 2, both: 35 })).toBe('whole-pairs');
  });

  it('in no clear way, if neither fits', () => {
    expect(wayOf({ onlyA: 8, onlyAaaa: 8, both: 20 })).toBe('unclear');
  });

  it('all, if they are gone', () => {
    expect(wayOf({ both: 97 })).toBe('gone');
  });
});

it('TCP gets through if it fails far less than UDP, and enough was asked', () => {
  const getsThrough = (overTcp: Partial<FateCounts>) =>
    tcpGetsThrough(viewWith({ both: 30 }, overTcp).endpoints);
  expect(getsThrough({ both: 3 })).toBe(true);
  expect(getsThrough({ both: 20 })).toBe(false);
  expect(tcpGetsThrough([])).toBe(false);
});
