/** Counts the file descriptors of this process (proc(5)). */

import { readdirSync } from 'node:fs';

/** The number of open descriptors. It includes the one that reads the directory. */
export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
