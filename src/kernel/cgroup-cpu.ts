/** `cpu.stat` of the agent's own cgroup: how long it was throttled. Version 2 counts microseconds, version 1 nanoseconds. */

import type { ThrottleCounts } from '../domain/node.ts';
import { decimal, lines, words } from './parse.ts';

/** `undefined` if a counter is missing, as in a cgroup without CPU bandwidth control. */
export function parseThrottle(text: string): ThrottleCounts | undefined {
  const values = new Map<string, string | undefined>();
  for (const line of lines(text)) {
    const [key = '', value] = words(line);
    values.set(key, value);
  }
  const periods = decimal(values.get('nr_periods'));
  const throttledPeriods = decimal(values.get('nr_throttled'));
  const throttledMs = throttledTime(values);
  if (periods === undefined || throttledPeriods === undefined || throttledMs === undefined) return undefined;
  return { periods, throttledPeriods, throttledMs };
}

function throttledTime(values: ReadonlyMap<string, string | undefined>): number | undefined {
  const micros = decimal(values.get('throttled_usec'));
  if (micros !== undefined) return micros / 1e3;
  const nanos = decimal(values.get('throttled_time'));
  return nanos === undefined ? undefined : nanos / 1e6;
}
