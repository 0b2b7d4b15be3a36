import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/patterns/candidates.ts';
import { ask, PODS } from './asks.ts';

const [first, second] = PODS;
const pod = (address: string, lost: number) =>
  ask({ strategy: 'endpoint', target: { kind: 'endpoint', address } }, { neither: 10, both: lost });
const ids = (...asks: Parameters<typeof candidatesFor>[0]) =>
  candidatesFor(asks).map(({ pattern }) => [pattern.id, ...(pattern.addresses ?? [])].join(' '));

describe('the candidates', () => {
  it('are none where nothing was lost', () => {
    expect(ids(ask({}, { neither: 10 }), pod(first, 0))).toEqual([]);
  });

  it('have a DNS pod among them only if it lost something itself', () => {
    expect(ids(pod(first, 3), pod(second, 0))).toContain(`pods-fail ${first}`);
    expect(ids(pod(first, 3), pod(second, 0))).not.toContain(`pods-fail ${second}`);
  });

  it('have no DNS pod to which the VIP does not lead among the reasons of what the VIP loses', () => {
    const asks = [ask({}, { neither: 10, both: 3 }), pod(first, 3), pod(second, 0)];
    const blaming = (beside: readonly string[]) =>
      candidatesFor(asks, beside)
        .filter(({ pattern }) => pattern.addresses?.includes(first))
        .map(({ pattern }) => pattern.id);
    expect(blaming([])).toContain('pods-fail');
    expect(blaming([first])).not.toContain('pods-fail');
    expect(blaming([first])).toContain('idle-pods-fail');
  });

  it('have a DNS pod that never answers AAAA among them only if it answers A and another pod answers both', () => {
    const aaaaAt = (address: string, onlyA = 0) =>
      ask({ strategy: 'endpoint', target: { kind: 'endpoint', address } }, { onlyA, onlyAaaa: 10 });
    expect(ids(aaaaAt(first), pod(second, 0))).toContain(`aaaa-lost ${first}`);
    for (const asks of [[aaaaAt(first), aaaaAt(second)], [aaaaAt(first)], [aaaaAt(first, 9), pod(second, 0)]])
      expect(ids(...asks).filter((id) => id.startsWith('aaaa-lost '))).toEqual([]);
  });

  it('blame a DNS pod that is the only one known for all that the VIP loses only if nothing answers there', () => {
    const weights = (lost: ReturnType<typeof pod>) =>
      candidatesFor([lost])
        .find(({ pattern }) => pattern.id === 'pods-fail')
        ?.pattern.axes.at(-1);
    expect(weights(pod(first, 3))).not.toContain(1);
    expect(weights(pod(first, 1000))).toContain(1);
  });

  it('take a DNS pod that is not known for as probable as a VIP that leads astray only where none is known', () => {
    const weightOf = (id: string, ...asks: Parameters<typeof candidatesFor>[0]) =>
      candidatesFor(asks).find(({ pattern }) => pattern.id === id)?.weight ?? 0;
    const lost = ask({}, { neither: 10, both: 3 });
    expect(weightOf('unlisted-pod-fails', lost)).toBe(weightOf('vip-leads-astray', lost));
    expect(weightOf('unlisted-pod-fails', lost, pod(first, 0))).toBeLessThan(
      weightOf('vip-leads-astray', lost, pod(first, 0)),
    );
  });
});
