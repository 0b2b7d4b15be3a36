import { describe, expect, it } from 'vitest';
import { agentStarved, nodeBacklog, receiveBuffer } from '../../../src/diagnosis/rules/agent.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { arm, evidence, lossy, queries, still } from '../evidences.ts';
import { apply, confidence } from '../findings.ts';

describe('agent-starved', () => {
  it('is certain when all that was slow lies within stalls of the agent', () => {
    const starved = evidence([], { starvation: { pairs: 6, lookups: 1, longestMs: 240 } });
    expect(apply(agentStarved, starved)).toMatchObject({ confidence: 0.95 });
    expect(apply(agentStarved, starved)?.facts[0]).toContain('240 ms');
  });

  it('is unlikely when most of what failed does not', () => {
    const lost = arm('pair', 100, { a: queries(100, { timedOut: 40 }) });
    expect(
      confidence(agentStarved, evidence([lost], { starvation: { pairs: 4, lookups: 0, longestMs: 90 } })),
    ).toBeLessThan(0.2);
  });

  it('is not found for a single stall', () => {
    expect(
      apply(agentStarved, evidence([], { starvation: { pairs: 1, lookups: 0, longestMs: 90 } })),
    ).toBeUndefined();
  });

  it('tells of throttling where it can be read', () => {
    const throttled = evidence([], {
      starvation: { pairs: 5, lookups: 0, longestMs: 90 },
      node: still(60_000, { ownThrottle: read({ periods: 600, throttledPeriods: 88, throttledMs: 9000 }) }),
    });
    expect(apply(agentStarved, throttled)?.facts.join()).toContain('88 of 600');
  });
});

const errors = (rcvbufErrors: number) =>
  read({ inDatagrams: 99, noPorts: 0, inErrors: rcvbufErrors, rcvbufErrors });

describe('receive-buffer', () => {
  it("is found when the pod's own errors rise with the losses", () => {
    expect(confidence(receiveBuffer, evidence([], lossy(20, { ownUdp: errors(19) })))).toBe(0.9);
    expect(confidence(receiveBuffer, evidence([], lossy(200, { ownUdp: errors(19) })))).toBe(0.6);
  });

  it("is not found in the node's errors, nor in errors that can not be read", () => {
    expect(apply(receiveBuffer, evidence([], lossy(20, { udp: errors(19) })))).toBeUndefined();
    expect(apply(receiveBuffer, evidence([], lossy(20, { ownUdp: absent('no-file', 'x') })))).toBeUndefined();
  });
});

describe('node-backlog', () => {
  const dropped = (count: number) => ({ softnet: read({ processed: 9999, dropped: count, squeezed: 0 }) });

  it('is found when softnet drops rise with the losses', () => {
    expect(confidence(nodeBacklog, evidence([], lossy(20, dropped(30))))).toBe(0.8);
  });

  it('is not found when they rise at all times', () => {
    const busy = { ...lossy(20, dropped(30)), baseline: still(60_000, dropped(180)) };
    expect(apply(nodeBacklog, evidence([], busy))).toBeUndefined();
  });
});
