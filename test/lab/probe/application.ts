/** An application in a pod that looks a name up through its C library. */

import { z } from 'zod';
import type { Namespace } from '../ground/namespace.ts';

export const Line = z.object({
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  durationMs: z.number(),
  /** What getaddrinfo returned: 0, or an EAI_ number of that C library. */
  error: z.number(),
  message: z.string(),
  addresses: z.array(z.string()),
});
export type RealLookup = Readonly<z.infer<typeof Line>>;

/** Runs the compiled `lookup` program in `pod`; `args` as its source says. */
export async function realLookups(
  pod: Namespace,
  executable: string,
  args: readonly string[],
): Promise<readonly RealLookup[]> {
  const text = await pod.run([executable, ...args]);
  return text
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));
}
