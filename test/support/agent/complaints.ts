/** The part of an agent's output that must never appear: log lines of level error, and lines that are not log lines. */

import { z } from 'zod';

const lineSchema = z.object({ level: z.enum(['debug', 'info', 'warn', 'error']) });

/** The lines of `said` that report an error, or that are no log lines (a stack trace, a warning of Node.js). */
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
