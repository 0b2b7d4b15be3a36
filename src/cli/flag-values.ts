/** Reads the values of flags that are no options of the configuration. Each throws commander's own error for a mistake. */

import { duration } from '../config/fields.ts';
import { InvalidArgumentError } from './commander.ts';

const SHORTEST_MS = 10;
const LONGEST_MS = 86_400_000;

/** Collects the values of a flag that may be repeated. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return before ? [...before, value] : [value];
}

/** A number from 0 to 1. */
export function shareOf(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}

/** A whole number from 1 on. */
export function countOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of 1 or more.');
}

/** Milliseconds, from 10 ms to a day. */
export function durationOf(text: string): number {
  const parsed = duration(SHORTEST_MS, LONGEST_MS)(text);
  if (parsed.kind === 'value') return parsed.value;
  throw new InvalidArgumentError(parsed.reason);
}
