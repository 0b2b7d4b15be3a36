/** Marks code that the types prove unreachable. Throws if it is reached. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
