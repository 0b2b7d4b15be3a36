/** Texts of several kernels, and snapshots made from nothing. */

import { readFileSync } from 'node:fs';
import type { NodeSnapshot } from '../../src/domain/node.ts';
import { absent } from '../../src/domain/reading.ts';

export const PROC = new URL('../fixtures/proc', import.meta.url).pathname;

export function fixture(path: string): string {
  return readFileSync(`${PROC}/${path}`, 'latin1');
}

const nothing = absent('not-configured', 'not in this test');

/** A snapshot in which nothing was read, but for `known`. */
export function snapshot(takenAtMs: number, known: Partial<NodeSnapshot> = {}): NodeSnapshot {
  return {
    takenAt: 1_700_000_000_000 + takenAtMs,
    takenAtMs,
    conntrack: nothing,
    conntrackEntries: nothing,
    conntrackLimit: nothing,
    udp: nothing,
    udp6: nothing,
    softnet: nothing,
    kernel: nothing,
    ownUdp: nothing,
    ownUdp6: nothing,
    ownThrottle: nothing,
    ...known,
  };
}
