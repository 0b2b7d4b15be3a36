/** The addresses of this process's network namespace. */

import { networkInterfaces } from 'node:os';
import { canonicalAddress } from './address.ts';

/** Canonical, without loopback. Read anew at each call: a pod has one network namespace, but its addresses may come late. */
export function ownAddresses(interfaces = networkInterfaces()): readonly string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  return all.filter(({ internal }) => !internal).map(({ address }) => canonicalAddress(address));
}
