/** The part of an agent's output that must never appear: log lines of level error, and lines that are not log lines. */

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
