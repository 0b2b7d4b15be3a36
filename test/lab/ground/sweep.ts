/** Undoes what a ledger lists: at a lab's end, and for labs whose owner died before it could. */

import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { unreachable } from '../../../src/platform/unreachable.ts';
import { removeCgroup } from './cgroup.ts';
import { finish } from './command.ts';
import { removeDirectory } from './directory.ts';
import type { Entry } from './entry.ts';
import { Ledger } from './ledger.ts';
import { returnConntrackLimit } from './machine-limit.ts';
import { OVERLAYS } from './namespace.ts';
import { endProcessesOf } from './processes.ts';

/** Removes what labs of dead owners left; gives the ids of those labs. */
export async function sweep(): Promise<readonly string[]> {
  Ledger.removeAside();
  const orphans = Ledger.all().filter((ledger) => ledger.isOrphaned());
  for (const ledger of orphans) await undo(ledger);
  return orphans.map((ledger) => ledger.id);
}

/** Takes down everything in `ledger`, newest first, and then the ledger itself. Can be repeated. */
export async function undo(ledger: Ledger): Promise<void> {
  await endProcessesOf(ledger.id);
  for (const entry of ledger.entries().toReversed()) await undoEntry(entry, ledger.id);
  ledger.remove();
}

async function undoEntry(entry: Entry, labId: string): Promise<void> {
  switch (entry.kind) {
    case 'owner':
      return;
    case 'namespace':
      if (existsSync(`/run/netns/${entry.name}`)) await finish(['ip', 'netns', 'del', entry.name]);
      return;
    case 'directory':
      removeDirectory(entry.path);
      return;
    case 'overlay':
      rmSync(join(OVERLAYS, entry.name), { recursive: true, force: true });
      return;
    case 'overlays':
      if (existsSync(OVERLAYS) && readdirSync(OVERLAYS).length === 0) rmdirSync(OVERLAYS);
      return;
    case 'cgroup':
      await removeCgroup(entry.path);
      return;
    case 'conntrack-limit':
      returnConntrackLimit(labId);
      return;
    default:
      unreachable(entry);
  }
}
