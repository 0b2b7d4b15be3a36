/** Marks a place that the types prove unreachable; throws if the proof was wrong. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
