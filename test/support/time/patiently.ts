/** For tests that a busy machine can disturb: if the process pauses, two sends are no longer close together. */

const TRIES = 6;

/**
 * Measures until `isRight`, at most `tries` times, and gives the last result. So a result counts as wrong only if it is wrong every time. For
 * claims about timing only, where a defect would show in each measurement.
 */
export async function patiently<T>(
  measure: () => Promise<T>,
  isRight: (found: T) => boolean,
  tries = TRIES,
): Promise<T> {
  for (let left = tries; ; left -= 1) {
    const found = await measure();
    if (left <= 1 || isRight(found)) return found;
  }
}
