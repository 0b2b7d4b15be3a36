import { describe, expect, it } from 'vitest';
import { ALL_KINDS, randomWorld } from './random-world.ts';

const SEEDS = Array.from({ length: 2000 }, (_, seed) => seed);
const WORLDS = SEEDS.map(randomWorld);

describe('a random world', () => {
  it('is the same whenever its seed is the same', () => {
    for (const seed of SEEDS.slice(0, 50)) {
      const [one, other] = [randomWorld(seed), randomWorld(seed)];
      expect(JSON.stringify(one)).toBe(JSON.stringify(other));
      expect(one.faults().map(({ name }) => name)).toEqual(other.faults().map(({ name }) => name));
    }
  });

  it('has no two faults of one name, as a lab counts them by name', () => {
    for (const world of WORLDS) {
      const names = [...world.ground(), ...world.faults()].map(({ name }) => name);
      expect(new Set(names).size, `seed ${world.seed}: ${names.join(', ')}`).toBe(names.length);
    }
  });

  it('is of every kind now and then, of both families, with none, one or two kinds of trouble', () => {
    const kinds = new Set(WORLDS.flatMap((world) => world.kinds));
    expect([...kinds].sort()).toEqual(ALL_KINDS.map(({ name }) => name).sort());
    expect(new Set(WORLDS.map(({ family }) => family))).toEqual(new Set([4, 6]));
    expect(new Set(WORLDS.map((world) => world.kinds.length))).toEqual(new Set([1, 2]));
    expect(WORLDS.filter((world) => world.kinds.includes('healthy')).length).toBeGreaterThan(100);
  });

  it('says that a further nameserver is down where it is a DNS pod that is down', () => {
    const down = WORLDS.filter(({ story, further }) => {
      const [, pod] = /DNS pod (\d+) is down/.exec(story) ?? [];
      return pod !== undefined && further.includes(Number(pod) - 1);
    });
    expect(down.length).toBeGreaterThan(3);
    for (const { wanted, alsoTrue = [] } of down)
      expect([...wanted, ...alsoTrue]).toContain('nameserver-down');
  });

  it('asks for silence, or for a verdict', () => {
    for (const { wanted, kinds } of WORLDS) {
      expect(wanted.every((cause) => /^[a-z-]+$/.test(cause))).toBe(true);
      if (kinds.includes('healthy')) expect(wanted).toEqual([]);
    }
  });
});
