/** Texts of several kernels, and snapshots made from nothing. */

import { readFileSync } from 'node:fs';
import type { NodeSnapshot } from '../../src/domain/node.ts';
import { NOTHING_READ, PROC } from '../support/machine/node-readings.ts';

export function fixture(path: string): string {
  return readFileSync(`${PROC}/${path}`, 'latin1');
}

/** A snapshot in which nothing was read, but for `known`. */
export function snapshot(takenAtMs: number, known: Partial<NodeSnapshot> = {}): NodeSnapshot {
  return {
    takenAt: 1_700_000_000_000 + takenAtMs,
    takenAtMs,
    ...NOTHING_READ,
    ...known,
  };
}
