/**
 * Every option is read by a file outside of `config/`. An option that is not read would be accepted and have no effect.
 *
 * The compiler decides. In a copy of the sources each option has a type that fits nothing, so each use of it is an error that
 * names the option. The compiler reports one such option for each place. So the options that were found get their own type back,
 * and it runs again until it finds no more. An option that is only in the copy shows that the test can fail.
 */

import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { schemaRows } from '../../src/config/schema.ts';
import { CACHE } from '../support/machine/cache.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const OPTIONS = schemaRows().map(({ path }) => path.join('.'));
/** An option that nothing reads. */
const UNREAD = 'imaginary';
const GROUPS = [...new Set(schemaRows().flatMap(({ path }) => path.slice(0, -1)))];

/** The type of a configuration in which only `found` have types of their own. */
function markedConfig(found: readonly string[]): string {
  const union = (names: readonly string[]) => ['never', ...names.map((name) => `'${name}'`)].join(' | ');
  return `
export interface Unread<Option> { readonly unread: Option }
type Mark<T, Path extends string> = {
  readonly [K in keyof T & string]: \`\${Path}\${K}\` extends ${union(GROUPS)}
    ? Mark<T[K], \`\${Path}\${K}.\`>
    : \`\${Path}\${K}\` extends ${union(found)} ? T[K] : Unread<\`\${Path}\${K}\`>;
};
export type Config = Mark<RealConfig, ''>;
`;
}

/** The options that some file outside of `config/` reads, of those that are not `found` yet. */
function readIn(copy: string, found: readonly string[]): readonly string[] {
  const schema = readFileSync(join(ROOT, 'src/config/schema.ts'), 'utf8')
    .replace('export type Config =', 'type RealConfig =')
    .replace('configSchema = z.strictObject({', `$& ${UNREAD}: z.number(),`);
  expect(schema).toContain(UNREAD);
  writeFileSync(join(copy, 'src/config/schema.ts'), schema);
  appendFileSync(join(copy, 'src/config/schema.ts'), markedConfig(found));
  const { stdout } = spawnSync(process.execPath, [COMPILER, '-p', copy, '--pretty', 'false'], {
    encoding: 'utf8',
  });
  const errors = stdout
    .split(/\n(?=\S)/)
    .filter((error) => !/src\/config\/[^/]*$/.test(error.split('(', 1)[0] ?? ''));
  const named = errors
    .flatMap((error) => [...error.matchAll(/Unread<"([^"]+)">/g)])
    .map(([, option = '']) => option);
  return [...new Set(named)].filter((option) => !found.includes(option));
}

it('is so for every option, and not for one that nothing reads', { timeout: 240_000 }, () => {
  mkdirSync(CACHE, { recursive: true });
  const copy = mkdtempSync(join(CACHE, 'unread-'));
  try {
    for (const part of ['src', 'package.json', 'tsconfig.json'])
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    const ours = {
      extends: './tsconfig.base.json',
      compilerOptions: { noErrorTruncation: true },
      include: [],
      files: ['src/main.ts'],
    };
    cpSync(join(copy, 'tsconfig.json'), join(copy, 'tsconfig.base.json'));
    writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(ours));
    const found: string[] = [];
    for (let more = readIn(copy, found); more.length > 0; more = readIn(copy, found)) found.push(...more);
    expect(found.toSorted()).toEqual(OPTIONS.toSorted());
  } finally {
    rmSync(copy, { recursive: true });
  }
});
