/** The agent looks at its measurements in steps of five seconds, and a timer's steps come some milliseconds early or late. */

/** A look that comes so much earlier counts as on time: without it, what was due would wait for one more step. */
const EARLY_MS = 500;

/** Have `dueMs` passed, as far as looks at such steps can show it? Both in milliseconds. */
export function isDue(passedMs: number, dueMs: number): boolean {
  return passedMs >= dueMs - EARLY_MS;
}
