/** The arguments of a benchmark. A wrong one is refused in one line: a long benchmark would measure something else than it was asked for. */

import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The flags of the command line, as parseArgs of Node.js reads them. */
export function given<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** The whole number that is the first argument, or `otherwise`. */
export function countArgument(otherwise: number): number {
  const count = Number(process.argv[2] ?? otherwise);
  return Number.isInteger(count) && count >= 1
    ? count
    : refuse(`the argument must be a whole number above 0, and is ${process.argv[2]}`);
}

/** `names` as values of `all`: all of them if no name is given. A name that is none of `all` is refused. */
export function chosen<T extends string>(names: readonly string[], all: readonly T[]): readonly T[] {
  const unknown = names.filter((name) => !all.some((one) => one === name));
  if (unknown.length > 0) refuse(`unknown: ${unknown.join(', ')}. Known: ${all.join(', ')}`);
  return names.length === 0 ? all : all.filter((one) => names.includes(one));
}

/** Ends the benchmark with one line, before it has started anything. */
function refuse(why: string): never {
  console.error(why.split('\n', 1)[0]);
  process.exit(2);
}
