import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { lookupJobs, type Probes, pairJob } from '../../src/probe/jobs.ts';
import { Rotation } from '../../src/probe/rotation.ts';
import * as scripted from '../support/wire/outcomes.ts';

const RHYTHM = { interval: 5000, maxInFlight: 3 };
const ARM: Arm = {
  strategy: 'pair',
  server: { address: '192.0.2.53', port: 53 },
  target: 'vip',
  name: 'a.test',
  transport: 'udp',
};

function probes() {
  const ran: string[] = [];
  const given: Probes = {
    lookup: async (name, profile) => {
      ran.push(`${profile} ${name}`);
      const queries = [0, 1, 2].map((attempt) => ({
        candidate: 0,
        attempt,
        outcome: scripted.answered('A'),
      }));
      return scripted.lookup({ queries });
    },
    pair: async (arm) => {
      ran.push(`${arm.strategy} ${arm.name}`);
      return scripted.pair();
    },
  };
  return { ran, given };
}

describe('lookupJobs', () => {
  it('are one for each name and profile, and report the queries that were really sent', async () => {
    const { ran, given } = probes();
    const jobs = lookupJobs(['a.test', 'b.test'], ['glibc', 'musl'], RHYTHM, given);
    expect(await Promise.all(jobs.map((job) => job.run()))).toEqual([3, 3, 3, 3]);
    expect(ran).toEqual(['glibc a.test', 'musl a.test', 'glibc b.test', 'musl b.test']);
    for (const job of jobs)
      expect(job).toMatchObject({ name: 'lookup', intervalMs: 5000, maxInFlight: 3, cost: 2 });
  });
});

describe('pairJob', () => {
  it('takes the next arm of the rotation', async () => {
    const { ran, given } = probes();
    const job = pairJob(new Rotation(seededRandom(''), () => [ARM]), RHYTHM, given);
    expect([await job.run(), ran]).toEqual([2, ['pair a.test']]);
    expect(job).toMatchObject({ name: 'pair', intervalMs: 5000, maxInFlight: 3, cost: 2 });
  });

  it('sends nothing, and says so, when there is no arm', async () => {
    const { ran, given } = probes();
    const job = pairJob(new Rotation(seededRandom(''), () => []), RHYTHM, given);
    expect([await job.run(), ran]).toEqual([0, []]);
  });
});
