/** A recorder with default settings, and the series that it exposes. */

import { STRATEGY_IDS, type Strategy } from '../../../src/domain/strategy.ts';
import { createRecorder, type Recorder } from '../../../src/metrics/recorder.ts';

export const STARTED_AT = Date.UTC(2026, 0, 1);
export const ENDPOINTS = ['10.244.0.2', '10.244.1.2', 'fd00::2'].map((address) => ({ address, port: 53 }));

/** `strategies` are those that the agent can send. */
export function recorder(
  strategies: readonly Strategy[] = STRATEGY_IDS,
  { traceTargets = [] }: { readonly traceTargets?: readonly string[] } = {},
): Recorder {
  return createRecorder({
    profiles: ['glibc', 'musl'],
    strategies,
    nameIds: ['kubernetes'],
    traceTargets,
    build: { version: '0.0.0', revision: 'golden', nodeVersion: 'v20.0.0' },
    usage: () => ({ cpuMs: 1500, residentBytes: 64_000_000, startedAt: STARTED_AT, openFds: 20 }),
  });
}

export async function series(of: Recorder): Promise<ReadonlyMap<string, number>> {
  const { body } = await of.expose();
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** The series that differ from those of a fresh recorder. */
export async function moved(act: (recorder: Recorder) => void): Promise<Record<string, number>> {
  const fresh = await series(recorder());
  const acted = recorder();
  act(acted);
  const changed = [...(await series(acted))].filter(([key, value]) => fresh.get(key) !== value);
  return Object.fromEntries(changed.filter(([key]) => !key.includes('_bucket')));
}
