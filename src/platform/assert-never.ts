/** Marks a place that the types prove unreachable; throws if the proof was wrong. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
