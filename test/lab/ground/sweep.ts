/** Removes what a ledger lists: at a lab's end, and for labs whose owner died earlier. */

import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assertNever } from '../../../src/platform/assert-never.ts';
import { removeCgroup } from './cgroup.ts';
import { finish } from './command.ts';
import { removeDirectory } from './directory.ts';
import type { Entry } from './entry.ts';
import { Ledger } from './ledger.ts';
import { returnConntrackLimit } from './machine-limit.ts';
import { OVERLAYS } from './namespace.ts';
import { removePodCgroups } from './pod-cgroups.ts';
import { endProcessesOf } from './processes.ts';

/** A lab that was taken down. */
export interface Swept {
  readonly id: string;
  /** What was left of it, as a few words for each item. */
  readonly removed: readonly string[];
}

/** Removes the remains of labs whose owner died. */
export async function sweep(): Promise<readonly Swept[]> {
  Ledger.removeAside();
  const swept: Swept[] = [];
  for (const ledger of Ledger.all().filter((one) => one.isOrphaned())) {
    swept.push({ id: ledger.id, removed: await undo(ledger) });
  }
  return swept;
}

/** Removes everything in `ledger`, newest first, and then the ledger itself. Returns what was removed. Can be repeated. */
export async function undo(ledger: Ledger): Promise<readonly string[]> {
  const ended = await endProcessesOf(ledger.id);
  const removed: (string | undefined)[] = [ended === 0 ? undefined : `processes: ${ended}`];
  for (const entry of ledger.entries().toReversed()) removed.push(await undoEntry(entry, ledger.id));
  ledger.remove();
  return removed.filter((one) => one !== undefined);
}

/** What it removed, if anything. */
async function undoEntry(entry: Entry, labId: string): Promise<string | undefined> {
  switch (entry.kind) {
    case 'owner':
      return undefined;
    case 'namespace':
      return ifThere(`/run/netns/${entry.name}`, async () => {
        await finish(['ip', 'netns', 'del', entry.name]);
      });
    case 'directory':
      return ifThere(entry.path, removeDirectory);
    case 'overlay':
      return ifThere(join(OVERLAYS, entry.name), (path) => rmSync(path, { recursive: true, force: true }));
    case 'overlays':
      return ifThere(OVERLAYS, (path) => {
        if (readdirSync(path).length === 0) rmdirSync(path);
      });
    case 'cgroup':
      return ifThere(entry.path, removeCgroup);
    case 'pod-cgroups':
      return (await removePodCgroups(labId)) ? 'cgroups of pods' : undefined;
    case 'conntrack-limit':
      return returnConntrackLimit(labId) ? "the machine's conntrack limit, put back" : undefined;
    default:
      return assertNever(entry);
  }
}

/** `path`, if it existed and `remove` has removed it. */
async function ifThere(
  path: string,
  remove: (path: string) => Promise<void> | void,
): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  await remove(path);
  return existsSync(path) ? undefined : path;
}
