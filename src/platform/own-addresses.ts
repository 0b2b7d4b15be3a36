/** The addresses of this process's network namespace. */

import { networkInterfaces } from 'node:os';
import { canonicalAddress } from './address.ts';

/** Canonical, without loopback. Read again at each call, because a pod may get an address after its start. */
export function ownAddresses(interfaces = networkInterfaces()): readonly string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  return all.filter(({ internal }) => !internal).map(({ address }) => canonicalAddress(address));
}

/**
 * Returns a function that reads them with `read`. Where they can't be read, it returns the last ones, none at first: reading them
 * takes a descriptor (netlink(7)), and the process may have none left.
 */
export function rememberedAddresses(read: () => readonly string[] = ownAddresses): () => readonly string[] {
  let last: readonly string[] = [];
  return () => {
    try {
      last = read();
    } catch {
      // The addresses of a pod hardly ever change.
    }
    return last;
  };
}
