/** The rise of a counter as a fact for people. */

import type { CounterExcess } from './counters.ts';

/** `insert_failed rose by 12 while queries were lost; 0.4 would be usual`. */
export function rose(
  counter: string,
  found: Extract<CounterExcess, { kind: 'elevated' | 'expected' }>,
): string {
  return `${counter} rose by ${found.rise} while queries were lost; ${Number(found.expected.toPrecision(2))} would be usual`;
}
