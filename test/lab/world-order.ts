/** Reads orders about worlds from the command line: `world NAME`, `world list`, `random --seed N`. */

import { number } from '../../src/config/fields.ts';
import type { AddressFamily } from '../../src/domain/server.ts';
import { Failure } from '../../src/platform/failure.ts';
import type { Mode } from './order.ts';
import { randomWorld } from './random/random-world.ts';
import type { World } from './world.ts';
import { isWorldName, worldOf } from './worlds.ts';

export type WorldOrder =
  | { readonly kind: 'list-worlds' }
  | {
      readonly kind: 'world';
      readonly title: string;
      readonly world: World;
      readonly family: AddressFamily;
      readonly mode: Mode;
      /** Further flags for the program in the pod. */
      readonly flags: readonly string[];
    };

interface Values {
  readonly ipv6?: boolean | undefined;
  readonly seed?: string | undefined;
  readonly percent?: string | undefined;
  readonly proxy?: string | undefined;
  readonly dns?: string | undefined;
}

const WORDS = ['world', 'random'] as const;
type Word = (typeof WORDS)[number];
const seedFrom = number(0, Number.MAX_SAFE_INTEGER, 'whole');

export function isWorldWord(word: string): word is Word {
  return WORDS.some((one) => one === word);
}

/** Throws a `Failure` in one line if there is no such world, or if an option does not fit one. */
export function worldOrderOf(
  word: Word,
  names: readonly string[],
  values: Values,
  run: { readonly mode: Mode; readonly flags: readonly string[] },
): WorldOrder {
  for (const option of ['percent', 'proxy', 'dns'] as const) {
    if (values[option] !== undefined) throw mistake(`a world is as it is: not with --${option}`);
  }
  return word === 'random' ? randomOrder(names, values, run) : namedOrder(names, values, run);
}

function namedOrder(
  [name, other]: readonly string[],
  { ipv6, seed }: Values,
  run: { readonly mode: Mode; readonly flags: readonly string[] },
): WorldOrder {
  if (name === undefined || name === 'list') return { kind: 'list-worlds' };
  if (other !== undefined) throw mistake(`one world at a time: what is ${other}?`);
  if (seed !== undefined) throw mistake('--seed is for random worlds: npm run lab -- random --seed N');
  if (!isWorldName(name)) throw mistake(`there is no world ${name}: npm run lab -- world list`);
  return { kind: 'world', title: name, world: worldOf(name), family: ipv6 ? 6 : 4, ...run };
}

function randomOrder(
  [name]: readonly string[],
  { ipv6, seed }: Values,
  run: { readonly mode: Mode; readonly flags: readonly string[] },
): WorldOrder {
  if (name !== undefined) throw mistake(`a random world has no name: what is ${name}?`);
  if (ipv6) throw mistake('the seed chooses the address family: not with -6');
  if (seed === undefined) throw mistake('a random world needs its seed: npm run lab -- random --seed N');
  const read = seedFrom(seed);
  if (read.kind === 'mistake') throw mistake(`--seed ${seed}: ${read.reason}`);
  const world = randomWorld(read.value);
  return { kind: 'world', title: `random world ${seed}`, world, family: world.family, ...run };
}

function mistake(line: string): Failure {
  return new Failure('config', line);
}
