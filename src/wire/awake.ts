/** Keeps the event loop from sleeping while an answer is awaited that may come at any moment. */

import { type Clock, stayAwake } from '../platform/clock.ts';

/** Most answers of a cluster's DNS come within it. */
const AWAKE_MS = 0.5;

/**
 * The loop does not sleep for half a millisecond, or until `isOver`; then `over` is called. So the answer is dated more exactly, and need not wake
 * the process. Where the CPUs are busy, the loop may sleep at once (docs/decisions/026-the-wait-for-a-cpu-is-taken-off.md).
 */
export function stayAwakeFor(
  clock: Pick<Clock, 'now' | 'isBusy'>,
  isOver: () => boolean,
  over: () => void = () => {},
): void {
  stayAwake(clock.isBusy?.() ? 0 : AWAKE_MS, isOver, over);
}
