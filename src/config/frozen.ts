/** Values that can't change any more, at any depth. */

export type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** Freezes `value` itself, at every depth. */
export function frozen<T>(value: T): Frozen<T>;
export function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const child of Object.values(value)) frozen(child);
  return Object.freeze(value);
}
