/** From a file's reading to a record's: a parser that finds nothing to read says `undefined`. */

import type { Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';

export type Parser<T> = (text: string) => T | undefined;

export function parsed<T>(text: Reading<string>, parse: Parser<T>, path: string): Reading<T> {
  if (text.kind === 'absent') return text;
  const value = parse(text.value);
  if (value === undefined) return absent('unparsable', `${path}: not a format that fivesec knows`);
  return read(value, text.source);
}

/** A counter in decimal digits; `undefined` for anything else, numbers beyond 2^53 included. */
export function decimal(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A 32-bit counter as procfs prints per-CPU statistics (`%08x`). Fewer digits are a line cut short. */
export function hexadecimal(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9a-f]{8}$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}

/** None of a text that was cut short: the kernel, and conntrack(8), end the last line too. Half a number is a wrong number. */
export function lines(text: string): string[] {
  return text.endsWith('\n') ? text.split('\n').filter((line) => line.trim() !== '') : [];
}

/** Of a text that has one line and no more. */
export function onlyLine(text: string): string | undefined {
  const [line, ...others] = lines(text);
  return others.length === 0 ? line?.trim() : undefined;
}

export function words(line: string): string[] {
  return line.trim().split(/\s+/);
}
