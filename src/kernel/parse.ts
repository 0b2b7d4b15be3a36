/** Parses the text of a kernel file. A parser returns `undefined` if the text is not in its format. */

import { absent, type Reading, read } from '../domain/reading.ts';

export type Parser<T> = (text: string) => T | undefined;

/** What `parse` reads from a text; absent if there is no text, or if it is not in the format. `path` is for the message. */
export function parsed<T>(text: Reading<string>, parse: Parser<T>, path: string): Reading<T> {
  if (text.kind === 'absent') return text;
  const value = parse(text.value);
  if (value === undefined) return absent('unparsable', `${path} has a format that fivesec does not know`);
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

/** An `unsigned long` as procfs prints it (`%08lx`): on 64-bit machines it may have up to 16 digits. */
export function hexadecimalLong(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:[0-9a-f]{8}|[1-9a-f][0-9a-f]{8,15})$/i.test(text)) return undefined;
  const value = Number.parseInt(text, 16);
  return Number.isSafeInteger(value) ? value : undefined;
}

/**
 * The lines that are not blank; none if the text does not end with a line break. The kernel and conntrack(8) end the
 * last line too, so such a text was cut short, and its last number may be wrong.
 */
export function lines(text: string): string[] {
  return text.endsWith('\n') ? text.split('\n').filter((line) => line.trim() !== '') : [];
}

/** The line of a text that has exactly one line. */
export function onlyLine(text: string): string | undefined {
  const [line, ...others] = lines(text);
  return others.length === 0 ? line?.trim() : undefined;
}

/** The words of a line, between spaces and tabs. */
export function words(line: string): string[] {
  return line.trim().split(/\s+/);
}

/** The kernel's release, such as `6.1.0-18-amd64`. */
export function parseRelease(text: string): string | undefined {
  const release = onlyLine(text);
  return release !== undefined && /^\d+\.\d+\S{0,100}$/.test(release) ? release : undefined;
}
