/** For tests that a busy machine can disturb: if the process pauses, two sends are no longer close together. */

const TRIES = 6;

/**
 * Measures until `isRight`, `tries` times at most, and gives what it found last. Only what is wrong every time is wrong: for
 * claims about timing alone, of which a defect would spoil each single measurement.
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
