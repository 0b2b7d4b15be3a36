/** How many lookups of the last minutes stalled or failed, in words. */

import { lookupFailed, lookupStalled } from '../domain/lookup.ts';
import type { PastLookup, PastLookups } from '../journal/lookup-history.ts';

/** Did an application wait as long as a resolver's timeout? A starved probe does not count. */
export function stalledLookup(lookup: PastLookup): boolean {
  return lookupStalled(lookup) && !lookup.starved;
}

/** Did the lookup end with an error, whatever its duration? "No such name" is an answer. */
export function failedLookup(lookup: PastLookup): boolean {
  return lookupFailed(lookup) && !lookup.starved;
}

/** `4 of 120 lookups waited 5 s in the last 15 minutes`. */
export function stallsInWords({ lookups, coveredMs }: PastLookups): string {
  const stalled = lookups.filter(stalledLookup);
  const failed = lookups.filter(failedLookup);
  const all = `${lookups.length} ${lookups.length === 1 ? 'lookup' : 'lookups'}`;
  const time = `in the last ${spanInWords(coveredMs)}`;
  if (lookups.length === 0) return `no lookup has ended ${time}`;
  if (stalled.length === 0 && failed.length === 0) return `none of ${all} stalled ${time}`;
  const waited = `${stalled.length} of ${all} waited ${rangeInWords(stalled)} ${time}`;
  const errors = `${failed.length} of ${all} failed`;
  if (stalled.length === 0) return `${errors} ${time}`;
  return failed.length === 0 ? waited : `${waited}, and ${failed.length} failed`;
}

/** `3 minutes`; below two minutes in seconds. */
export function spanInWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds === 1) return 'second';
  return seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}

/** `5 s`, or `2.5 to 5 s` where the waits differ. */
function rangeInWords(stalled: readonly PastLookup[]): string {
  const seconds = stalled.map(({ durationMs }) => Math.round(durationMs / 100) / 10);
  const [low, high] = [Math.min(...seconds), Math.max(...seconds)];
  return low === high ? `${low} s` : `${low} to ${high} s`;
}
