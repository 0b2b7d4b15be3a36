/** Structured logs, one line for each event, with the domain's names for the fields. The only file that imports pino. */

import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** JSON lines to `destination`; to standard output if not given. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** For a person who waits at a terminal: warnings and errors alone, as plain sentences. */
export function plainLog(print: (sentence: string) => void): Log {
  return createLog('warn', { write: (line) => print(String(JSON.parse(line).msg)) });
}

export const silentLog: Log = createLog('silent');
