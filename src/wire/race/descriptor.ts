/** Finds the file descriptor of a UDP socket of this process: node:dgram does not give it. Linux only (procfs). */

import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import type { AddressFamily } from '../../domain/server.ts';

/** The number that the next descriptor gets: POSIX gives the lowest one that is free (open(2)). */
export function nextDescriptor(): number {
  const descriptor = openSync('/dev/null', 'r');
  closeSync(descriptor);
  return descriptor;
}

/**
 * Is `descriptor` a UDP socket that is bound to `port`? By its inode in the kernel's table of sockets (proc(5), /proc/net/udp). False
 * where there is no such table.
 */
export function isBoundTo(descriptor: number, port: number, family: AddressFamily): boolean {
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isSocket()) return false;
    const table = readFileSync(`/proc/self/net/udp${family === 6 ? '6' : ''}`, 'utf8');
    return boundInodes(table, port).includes(stat.ino);
  } catch {
    return false;
  }
}

/** The inodes of the sockets of `table` that are bound to `port`. */
export function boundInodes(table: string, port: number): readonly number[] {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(ending) ? [Number(fields[9])] : [];
  });
}
