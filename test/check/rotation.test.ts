import { expect, it } from 'vitest';
import { exclusiveRotation } from '../../src/check/rotation.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { arms } from '../../src/probe/arms.ts';

const vip = { address: '10.96.0.10', port: 53 };
const all = (strategies: Parameters<typeof arms>[0]['strategies']) =>
  arms({
    nameservers: [vip],
    endpoints: [],
    hostIps: [],
    names: ['kubernetes.default.svc.cluster.local.'],
    clusterDomain: 'cluster.local',
    strategies,
    uncachedSuffix: 'invalid.',
    random: seededRandom('x'),
  });

it('the rotation deals every arm as often as any other', () => {
  const deal = exclusiveRotation(seededRandom('x'), () => all(['pair', 'race', 'tcp']));
  const dealt = Array.from({ length: 30 }, () => deal()?.arm.strategy);
  for (const strategy of ['pair', 'race', 'tcp']) {
    expect(dealt.filter((one) => one === strategy)).toHaveLength(10);
  }
});

it('the rotation does not deal the standing socket while a pair is on it', () => {
  const deal = exclusiveRotation(seededRandom('x'), () => all(['pair', 'sticky']));
  const dealt = Array.from({ length: 20 }, () => deal());
  const sticky = dealt.filter((one) => one?.arm.strategy === 'sticky');
  expect(sticky).toHaveLength(1);
  sticky[0]?.done();
  expect(Array.from({ length: 4 }, () => deal()?.arm.strategy)).toContain('sticky');
});

it('the rotation deals nothing where there is nothing to deal', () => {
  expect(exclusiveRotation(seededRandom('x'), () => [])()).toBeUndefined();
});
