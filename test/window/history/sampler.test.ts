import { expect, test } from 'vitest';
import type { NodeDelta, NodeSnapshot } from '../../../src/domain/node.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { Sampler } from '../../../src/window/history/sampler.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';
import { blindSnapshot } from '../contexts.ts';

/** Between two passes of 5 s one packet is dropped; a pass in which the tool hangs does not see it. */
function walk() {
  const clock = new FakeClock();
  const node = { drop: 0, hangs: false };
  const taken: { step: NodeDelta; before: NodeSnapshot; now: NodeSnapshot }[] = [];
  const snapshot = () => {
    const counts = { insertFailed: 0, drop: node.drop, earlyDrop: 0 };
    const conntrack = read({ era: 'searched' as const, cpus: [{ cpu: 0, counts }] }, 'conntrack-tool');
    return { ...blindSnapshot(clock), conntrack: node.hangs ? absent('no-answer', 'it hung') : conntrack };
  };
  const steps = new Sampler(snapshot(), {
    snapshot: async () => snapshot(),
    taken: (step, before, now) => taken.push({ step, before, now }),
  });
  const pass = async (...hanging: readonly boolean[]) => {
    for (const hangs of hanging) {
      node.hangs = hangs;
      node.drop += 1;
      await clock.advance(5_000);
      await steps.take();
    }
  };
  return { clock, steps, taken, pass, tookMs: () => taken.map(({ step }) => step.elapsedMs) };
}

test('a step lies between two snapshots, and the next begins where it ends', async () => {
  const { steps, taken, pass } = walk();
  const first = steps.latest;
  await pass(false, false);
  expect(taken[0]).toMatchObject({ before: first, step: { startedAt: first.takenAt, elapsedMs: 5_000 } });
  expect(taken[1]?.before).toBe(taken[0]?.now);
  expect(steps.latest).toBe(taken[1]?.now);
});

test('calls that overlap share one step; the next call takes another', async () => {
  const { clock, steps, tookMs } = walk();
  await clock.advance(5_000);
  await Promise.all([steps.take(), steps.take()]);
  expect(tookMs()).toEqual([5_000]);
  await clock.advance(1_000);
  await steps.take();
  expect(tookMs()).toEqual([5_000, 1_000]);
});

test('a reading that fails once makes a longer step', async () => {
  const { steps, taken, pass, tookMs } = walk();
  await pass(false, true);
  expect(tookMs()).toEqual([5_000]);
  expect(steps.latest).toBe(taken[0]?.now);
  await pass(false, false);
  expect(tookMs()).toEqual([5_000, 10_000, 5_000]);
  expect(taken[1]?.step.conntrack).toMatchObject({ value: { counts: { drop: 2 } } });
});

test('a reading that has gone becomes absent, and one that never existed is not waited for', async () => {
  const { taken, pass, tookMs } = walk();
  await pass(true, true, true, true);
  expect(tookMs()).toEqual([15_000, 5_000]);
  expect(taken.at(-1)?.step.conntrack).toMatchObject({ kind: 'absent', reason: 'no-answer' });
});

test('a snapshot that fails is reported to the caller, and the next one counts from the last that succeeded', async () => {
  const clock = new FakeClock();
  const tookMs: number[] = [];
  const snapshots = [async () => Promise.reject(new Error('a defect')), async () => blindSnapshot(clock)];
  const steps = new Sampler(blindSnapshot(clock), {
    snapshot: () => snapshots.shift()?.() ?? Promise.reject(new Error('none left')),
    taken: ({ elapsedMs }) => tookMs.push(elapsedMs),
  });
  await clock.advance(5_000);
  await expect(steps.take()).rejects.toThrow('a defect');
  await clock.advance(5_000);
  await steps.take();
  expect(tookMs).toEqual([10_000]);
});
