/** The arguments of a benchmark. A wrong one is an error: a long benchmark would measure something else than it was asked for. */

/** The whole number that is the first argument, or `otherwise`. */
export function countArgument(otherwise: number): number {
  const given = Number(process.argv[2] ?? otherwise);
  if (!Number.isInteger(given) || given < 1)
    throw new RangeError('the argument must be a whole number above 0');
  return given;
}

/** `names` as values of `all`: all of them if no name is given. Throws a RangeError for a name that is none of `all`. */
export function chosen<T extends string>(names: readonly string[], all: readonly T[]): readonly T[] {
  const unknown = names.filter((name) => !all.some((one) => one === name));
  if (unknown.length > 0) throw new RangeError(`unknown: ${unknown.join(', ')}. Known: ${all.join(', ')}`);
  return names.length === 0 ? all : all.filter((one) => names.includes(one));
}
