/** Compiles the lab's C programs, with the machine's C library or with musl. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Argv, run } from '../ground/command.ts';

/** The C programs of this directory. */
export type CProgram = 'lookup' | 'senders' | 'flood';
export type CLibrary = 'glibc' | 'musl';

/** Compiles `program` into `directory`; gives the executable's path. musl is linked in, glibc is the machine's own. */
export async function compile(program: CProgram, library: CLibrary, directory: string): Promise<string> {
  const source = fileURLToPath(new URL(`${program}.c`, import.meta.url));
  const executable = join(directory, `${program}-${library}`);
  const rest = ['-O2', '-Wall', '-Werror', '-pthread', '-o', executable, source];
  const argv: Argv = library === 'musl' ? ['musl-gcc', '-static', ...rest] : ['cc', ...rest];
  await run(argv);
  return executable;
}
