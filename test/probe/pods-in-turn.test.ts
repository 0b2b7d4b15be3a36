import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { PODS_IN_A_ROUND, podsInTurn } from '../../src/probe/pods-in-turn.ts';
import { armRotation, TWO_IN_EACH_ROUND } from '../../src/probe/rotation.ts';

const NAME = 'kubernetes.default.svc.cluster.local.';
const PAIR: Arm = {
  strategy: 'pair',
  server: { address: '10.96.0.10', port: 53 },
  target: 'vip',
  name: NAME,
  transport: 'udp',
};
const direct = (pods: number): readonly Arm[] =>
  Array.from({ length: pods }, (_, index) => ({ address: `10.244.${index}.2`, port: 53 })).flatMap((server) =>
    (['udp', 'tcp'] as const).map((transport) => ({
      strategy: 'endpoint' as const,
      target: 'endpoint' as const,
      name: NAME,
      server,
      transport,
    })),
  );
const addresses = (arms: readonly Arm[]) =>
  arms.filter(({ target }) => target === 'endpoint').map(({ server }) => server.address);

describe('the DNS pods that a round asks directly', () => {
  it('are all of them where there are few', () => {
    const arms = [PAIR, ...direct(PODS_IN_A_ROUND)];
    expect(podsInTurn(seededRandom('node-1'))(arms)).toEqual(arms);
  });

  it('are a few of many, over both transports, and each pod once before any pod twice', () => {
    const turn = podsInTurn(seededRandom('node-1'));
    const arms = [PAIR, ...direct(10 * PODS_IN_A_ROUND)];
    const rounds = Array.from({ length: 10 }, () => turn(arms));
    for (const round of rounds) {
      expect(round).toContain(PAIR);
      expect(new Set(addresses(round)).size).toBe(PODS_IN_A_ROUND);
      expect(addresses(round)).toHaveLength(2 * PODS_IN_A_ROUND);
    }
    expect(new Set(rounds.flatMap(addresses)).size).toBe(10 * PODS_IN_A_ROUND);
  });

  it('are never fewer, also if their number is no multiple, or pods go', () => {
    const turn = podsInTurn(seededRandom('node-1'));
    let last: readonly string[] = [];
    for (let round = 0; round < 70; round += 1) {
      const now = addresses(turn(direct(7)));
      expect(new Set(now).size).toBe(PODS_IN_A_ROUND);
      // No pod waits for more than one round.
      if (round > 0) expect(new Set([...last, ...now]).size).toBe(7);
      last = now;
    }
    expect(new Set(addresses(turn(direct(6)))).size).toBe(PODS_IN_A_ROUND);
  });

  it('leave the strategies via the VIP their share of the turns, however many pods there are', () => {
    const share = (pods: number) => {
      const rotation = armRotation(seededRandom('node-1'), () => [PAIR, ...direct(pods)], TWO_IN_EACH_ROUND);
      const dealt = Array.from({ length: 1100 }, () => rotation.next());
      return dealt.filter((arm) => arm?.target === 'vip').length;
    };
    expect(share(100)).toBe(share(PODS_IN_A_ROUND));
  });
});
