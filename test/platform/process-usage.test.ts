import { expect, it } from 'vitest';
import { processUsage } from '../../src/platform/process-usage.ts';

it('processUsage reads what the process costs anew each time, and its start once', () => {
  let user = 1_000_000;
  const process = {
    cpuUsage: () => ({ user, system: 500_000 }),
    memoryUsage: { rss: () => 42 },
    uptime: () => 60,
  };
  const usage = processUsage(process, { wall: () => 100_000 });
  expect(usage()).toMatchObject({ cpuMs: 1500, residentBytes: 42, startedAt: 40_000 });
  user += 1000;
  expect(usage()).toMatchObject({ cpuMs: 1501, startedAt: 40_000 });
});

it('processUsage takes the real process', () => {
  const { cpuMs, residentBytes, startedAt } = processUsage(process, { wall: () => Date.now() })();
  expect([cpuMs > 0, residentBytes > 1_000_000, startedAt < Date.now()]).toEqual([true, true, true]);
});
