import { expect, it } from 'vitest';
import { notedProbes } from '../../src/agent/noted-probes.ts';
import { Pending } from '../../src/window/history/pending.ts';
import { answered, lookup, pairOf } from '../support/wire/outcomes.ts';

const ARM = {
  strategy: 'pair',
  server: { address: '10.96.0.10', port: 53 },
  target: 'vip',
  name: 'a.',
  transport: 'udp',
} as const;

it('probes are known to the window until they end, also if they throw', async () => {
  const pending = new Pending();
  const underWay = () =>
    pending.troubledSince(
      0,
      60_000,
      () => 'cluster',
      (ms) => ms,
    ).length;
  const seen: number[] = [];
  const probes = notedProbes(
    {
      async lookup() {
        seen.push(underWay());
        return lookup({}, []);
      },
      async pair({ name }) {
        seen.push(underWay());
        if (name === 'b.') throw new Error('a defect');
        return pairOf(answered('A'), answered('AAAA'));
      },
    },
    { pending, nowMs: 10 },
  );
  await probes.lookup('a.', 'glibc');
  await probes.pair(ARM);
  await expect(probes.pair({ ...ARM, name: 'b.' })).rejects.toThrow('a defect');
  expect(seen).toEqual([1, 1, 1]);
  expect(underWay()).toBe(0);
});
