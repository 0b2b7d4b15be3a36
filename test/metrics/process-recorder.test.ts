import { expect, it } from 'vitest';
import { processRecorder } from '../../src/metrics/process-recorder.ts';
import { MetricRegistry } from '../../src/metrics/registry.ts';

it('the recorder reads the process before each exposition, and counts CPU time only up', async () => {
  const registry = new MetricRegistry();
  const usage = { cpuMs: 1000, residentBytes: 1, startedAt: 0 };
  processRecorder(registry, { version: '1', revision: '2', nodeVersion: '3' }, () => usage);
  expect((await registry.expose()).body).toContain('process_cpu_seconds_total 1\n');
  usage.cpuMs = 2500;
  usage.residentBytes = 9;
  expect((await registry.expose()).body).toContain('process_cpu_seconds_total 2.5\n');
  usage.cpuMs = 2000;
  const { body } = await registry.expose();
  expect(body).toContain('process_cpu_seconds_total 2.5\n');
  expect(body).toContain('process_resident_memory_bytes 9\n');
  expect(body).not.toMatch(/^process_open_fds/m);
});
