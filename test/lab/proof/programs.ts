/** Builds the program of each library that looks one name up and prints one line. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../src/platform/failure.ts';
import { finish, run } from '../ground/command.ts';
import { compile } from '../probe/compile.ts';
import type { Library } from './trials.ts';

/** Gives the executable's path. The Go program uses the standard library only, so no network is needed. */
export async function build(library: Library, directory: string): Promise<string> {
  if (library !== 'go') return compile('lookup', library, directory);
  const executable = join(directory, 'lookup-go');
  const source = fileURLToPath(new URL('lookup.go', import.meta.url));
  const env = { CGO_ENABLED: '0', GO111MODULE: 'off', GOPROXY: 'off', GOTOOLCHAIN: 'local' };
  await run(['go', 'build', '-o', executable, source], { env });
  return executable;
}

/** Such as `go1.26.8`; undefined if Go is not installed. */
export async function goVersion(): Promise<string | undefined> {
  try {
    const { code, stdout } = await finish(['go', 'env', 'GOVERSION'], { env: { GOTOOLCHAIN: 'local' } });
    return code === 0 ? stdout.trim() : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
