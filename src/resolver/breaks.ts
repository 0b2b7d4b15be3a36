/** How a TCP connection broke: was it reset, or did it just end? */

import { type Clock, sleep } from '../platform/clock.ts';
import type { OpenLine } from '../wire/line.ts';

/** How often the line said that it broke. */
export interface Breaks {
  readonly told: number;
}

/** Counts how often the connection that `open` opens says that it broke. */
export function watched(open: OpenLine): { readonly line: OpenLine; readonly breaks: Breaks } {
  const breaks = { told: 0 };
  const line: OpenLine = (events) =>
    open({
      message: (bytes, from) => events.message(bytes, from),
      refused(code) {
        breaks.told += 1;
        events.refused(code);
      },
    });
  return { line, breaks };
}

/**
 * Both ways of breaking have one code, ECONNRESET. But a failure is told by the socket's error and then by its end, an
 * orderly end only once (src/wire/tcp.ts); all has been told by the end of even the shortest wait (`Clock.after`).
 */
export async function isReset(breaks: Breaks, clock: Clock): Promise<boolean> {
  await sleep(clock, 0);
  return breaks.told > 1;
}
