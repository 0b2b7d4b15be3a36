/** Programs with their own /run, in which the only ledgers are those that a test makes. */

import { RUN_TYPESCRIPT } from '../../support/machine/run-typescript.ts';
import { type Finished, finish } from './command.ts';

const MODULES = ['directory', 'ledger', 'machine-limit', 'sweep'];

/**
 * Prepares /run with the shell lines of `scene`, then runs `programs` there, all at the same time: lines of a module that
 * imports all exports of the ground's modules. No other process sees that /run. It ends with the last of them.
 */
export function inOwnRun(
  scene: string,
  programs: string | readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const stage = [
    'mount -t tmpfs none /run',
    scene,
    ...[programs].flat().map((program) => `"$@" -e ${quoted(whole(program))} &`),
    'wait',
  ].join('\n');
  const node = [process.execPath, ...RUN_TYPESCRIPT, '--input-type=module'];
  return finish(['unshare', '--mount', 'sh', '-ec', stage, 'sh', ...node], { env });
}

/** Prints a `Failure` as the lab's own command does. */
function whole(program: string): string {
  const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const ground = MODULES.map((name) => `...(await import(${url(`${name}.ts`)}))`).join(', ');
  return `
    const { Failure } = await import(${url('../../../src/platform/failure.ts')});
    const { Ledger, makeDirectory, ownConntrackLimit, sweep } = { ${ground} };
    try { ${program} } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.error(error.message);
    }`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
