/** What of an agent's output nobody should ever see: errors by their level in the log, and lines that are no log at all. */

import { z } from 'zod';

const lineSchema = z.object({ level: z.enum(['debug', 'info', 'warn', 'error']) });

/** The lines of `said` that tell of an error, or that no log wrote (a stack, a warning of Node's). */
export function complaints(said: string): readonly string[] {
  return said.split('\n').filter((line) => line !== '' && !isCalm(line));
}

function isCalm(line: string): boolean {
  const parsed = lineSchema.safeParse(parsedJson(line));
  return parsed.success && parsed.data.level !== 'error';
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
