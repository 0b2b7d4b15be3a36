import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../src/domain/strategy.ts';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { FollowUp } from '../../src/probe/follow-up.ts';

const arm = (strategy: Strategy, address = '10.96.0.10', transport: Arm['transport'] = 'udp'): Arm => ({
  strategy,
  server: { address, port: 53 },
  target: 'vip',
  name: 'a.',
  transport,
});
const ARMS = [
  arm('race'),
  arm('separate'),
  arm('tcp', '10.96.0.10', 'tcp'),
  ...['10.244.0.2', '10.244.0.3', '10.244.0.4'].flatMap((address) => [
    arm('endpoint', address),
    arm('endpoint', address, 'tcp'),
  ]),
];

function questions(telling: () => readonly Strategy[], arms = ARMS) {
  return new FollowUp(seededRandom('node-1'), telling, () => arms);
}

describe('the questions of an investigation', () => {
  it('are dealt evenly by strategy, and each DNS pod has its turns', () => {
    const asked = questions(() => ['race', 'separate', 'endpoint']);
    const dealt = Array.from({ length: 27 }, () => asked.next());
    const count = (strategy: Strategy) => dealt.filter((one) => one?.strategy === strategy).length;
    expect([count('race'), count('separate'), count('endpoint')]).toEqual([9, 9, 9]);
    const pods = dealt.flatMap((one) => (one?.strategy === 'endpoint' ? [one.server.address] : []));
    expect(pods.filter((address) => address === '10.244.0.2')).toHaveLength(3);
  });

  it('ask a DNS pod over UDP, as the lookup that stalled did; TCP is a strategy of its own', () => {
    const asked = questions(() => ['endpoint', 'tcp']);
    const dealt = Array.from({ length: 12 }, () => asked.next());
    expect(dealt.filter((one) => one?.transport === 'tcp').map((one) => one?.strategy)).toEqual(
      Array.from({ length: 6 }, () => 'tcp'),
    );
  });

  it('change with the verdicts, and end when no strategy would show more', () => {
    let telling: readonly Strategy[] = ['race', 'separate'];
    const asked = questions(() => telling);
    expect(['race', 'separate']).toContain(asked.next()?.strategy);
    telling = ['tcp'];
    asked.next();
    expect(asked.next()?.strategy).toBe('tcp');
    telling = [];
    expect(asked.next()).toBeUndefined();
  });

  it('leave out a strategy that has no server', () => {
    const asked = questions(() => ['node-local', 'race']);
    expect([asked.next(), asked.next()].map((one) => one?.strategy)).toEqual(['race', 'race']);
  });
});
