import { describe, expect, it } from 'vitest';
import { read } from '../../src/domain/reading.ts';
import { evidence, lossy, still } from '../diagnosis/evidences.ts';
import { apply, confidence, ruleOf } from '../diagnosis/findings.ts';

const nodeBacklog = ruleOf('node-backlog');

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
