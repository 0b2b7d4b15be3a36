/** The only directory whose files labs trust: only root can write to it. */

import { lstatSync, mkdirSync } from 'node:fs';
import { errorCode, Failure } from '../../../src/platform/failure.ts';

/** Not below the temporary directory: there any user could create it first, and `sudo` and a root shell may have different temporary directories. */
export const LABS_DIRECTORY = '/run/fivesec-lab';

const WRITABLE_BY_OTHERS = 0o022;

/** Makes `path`, for root only, unless it exists. Throws a `Failure` if another user could have written its content. */
export function makePrivateDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  isPrivateDirectory(path);
}

/** Does `path` exist? Throws a `Failure` if it does and users other than root can write to it. */
export function isPrivateDirectory(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (found.isDirectory() && found.uid === 0 && (found.mode & WRITABLE_BY_OTHERS) === 0) return true;
  throw new Failure(
    'cannot-run',
    `${path} is not a directory that only root can write to, so the lab does not believe what is in it: look who made it, then remove it`,
  );
}
