/** A value read from the node's kernel, or the reason why it can't be read. Absent is never zero. */

export const SOURCES = ['procfs', 'conntrack-tool', 'absent'] as const;

/** `no-answer`: a tool hung, or was ended before it answered. */
export const ABSENT_REASONS = [
  'not-configured',
  'no-file',
  'no-permission',
  'unparsable',
  'no-tool',
  'no-answer',
] as const;
export type AbsentReason = (typeof ABSENT_REASONS)[number];

export type Source = Exclude<(typeof SOURCES)[number], 'absent'>;

export type Reading<T> =
  | { readonly kind: 'read'; readonly source: Source; readonly value: T }
  | { readonly kind: 'absent'; readonly reason: AbsentReason; readonly detail: string };

/** A value that was read. */
export function read<T>(value: T, source: Source = 'procfs'): Reading<T> {
  return { kind: 'read', source, value };
}

/** `detail` is for people: the path and the kernel's error, for example. A sentence has it in brackets, because it may have a colon. */
export function absent(reason: AbsentReason, detail: string): Reading<never> {
  return { kind: 'absent', reason, detail };
}

/** The value, or `undefined` if it is absent or was not read. */
export function valueIn<T>(reading: Reading<T> | undefined): T | undefined {
  return reading?.kind === 'read' ? reading.value : undefined;
}
