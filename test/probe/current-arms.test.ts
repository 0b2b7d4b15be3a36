import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { currentArms } from '../../src/probe/current-arms.ts';
import { Rotation } from '../../src/probe/rotation.ts';

const direct = (host: number): Arm => ({
  strategy: 'endpoint',
  target: 'endpoint',
  server: { address: `10.244.0.${host}`, port: 53 },
  name: 'a.test.',
  transport: 'udp',
});

describe('currentArms', () => {
  it('deals no DNS pod that left after the rotation was shuffled', () => {
    let pods = [2, 3, 4];
    const arms = () => pods.map(direct);
    const source = currentArms(new Rotation(seededRandom('a'), arms), arms);
    source.next();
    pods = [4, 5];
    const dealt = Array.from({ length: 20 }, () => source.next()?.server.address);
    expect(new Set(dealt)).toEqual(new Set(['10.244.0.4', '10.244.0.5']));
  });

  it('gives no arm where none is left, or where the source has only obsolete arms', () => {
    expect(currentArms(new Rotation(seededRandom('a'), () => []), () => []).next()).toBeUndefined();
    expect(currentArms({ next: () => direct(2) }, () => [direct(3)]).next()).toBeUndefined();
  });
});

it('currentArms compares arms of random names by all but the name', () => {
  let calls = 0;
  const uncached = (): Arm => {
    calls += 1;
    return { ...direct(1), strategy: 'uncached', target: 'vip', name: `${calls}.invalid.` };
  };
  const source = currentArms(new Rotation(seededRandom('a'), () => [uncached()]), () => [uncached()]);
  expect([source.next()?.strategy, source.next()?.strategy]).toEqual(['uncached', 'uncached']);
});
