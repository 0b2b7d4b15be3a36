/**
 * The list of what a lab makes; each item is listed before it is made. If the lab's process is gone, another process can
 * remove exactly what the list names, and nothing else.
 */

import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode, Failure } from '../../../src/platform/failure.ts';
import { type Entry, entryFrom, isLabId, type Owner } from './entry.ts';
import { isPrivateDirectory, LABS_DIRECTORY, makePrivateDirectory } from './private-directory.ts';

const LEDGER = 'ledger.jsonl';
/** A ledger that is being written or removed has another name, so that no lab treats it as the ledger of a dead lab. */
const ASIDE = '.aside-';

export class Ledger {
  readonly id: string;
  /** The directory of the ledgers. It has no other files, so no program reads or runs any. */
  readonly place: string;

  private constructor(id: string) {
    this.id = id;
    this.place = join(LABS_DIRECTORY, id);
  }

  /** Begins the ledger of a new lab owned by this process. Throws a `Failure` if there is a lab of that id. */
  static begin(id: string): Ledger {
    if (!isLabId(id)) throw new RangeError(`a lab's id has small letters and digits only: ${id}`);
    makePrivateDirectory(LABS_DIRECTORY);
    const ledger = new Ledger(id);
    const aside = emptyAside();
    mkdirSync(aside);
    const owner: Owner = { kind: 'owner', pid: process.pid, startTicks: startTicks(process.pid) ?? '' };
    writeFileSync(join(aside, LEDGER), written(owner));
    try {
      // Fails if there is something in a directory of that name.
      renameSync(aside, ledger.place);
    } catch (error) {
      rmSync(aside, { recursive: true });
      throw new Failure('cannot-run', `there is a lab ${id} already: ${ledger.place}`, { cause: error });
    }
    return ledger;
  }

  /** The ledgers of all labs that were not torn down yet, those of this process included. */
  static all(): readonly Ledger[] {
    if (!isPrivateDirectory(LABS_DIRECTORY)) return [];
    return readdirSync(LABS_DIRECTORY)
      .filter(isLabId)
      .map((id) => new Ledger(id));
  }

  /** Removes files of processes that died while they began a ledger or removed it. */
  static removeAside(): void {
    if (!isPrivateDirectory(LABS_DIRECTORY)) return;
    for (const name of readdirSync(LABS_DIRECTORY).filter((one) => one.startsWith(ASIDE))) {
      const isAlive = startTicks(Number(name.slice(ASIDE.length))) !== undefined;
      if (!isAlive) rmSync(join(LABS_DIRECTORY, name), { recursive: true, force: true });
    }
  }

  /** Writes `entry` at once; call it before the item is made. */
  record(entry: Entry): void {
    appendFileSync(join(this.place, LEDGER), written(entry));
  }

  /**
   * All entries, the owner's first, then the oldest first; none if the lab was torn down meanwhile. A last line that a crash
   * cut off is left out. Throws a `Failure` if no lab can have written this.
   */
  entries(): readonly Entry[] {
    const path = join(this.place, LEDGER);
    const text = readIfThere(path);
    if (text === undefined) return [];
    const lines = text.split('\n').slice(0, -1);
    const entries = lines.map((line) => entryFrom(line, this.id)).filter((entry) => entry !== undefined);
    if (entries.length === lines.length && entries[0]?.kind === 'owner') return entries;
    throw new Failure(
      'cannot-run',
      `${path} is not a ledger that a lab wrote, so nothing in it is undone: remove by hand what it lists and you know, then ${this.place}`,
    );
  }

  /** Is the owner this very process? */
  isOwn(): boolean {
    const owner = this.#owner();
    return owner?.pid === process.pid && lives(owner);
  }

  /** Does the process that began this lab still live? */
  isOwned(): boolean {
    const owner = this.#owner();
    return owner !== undefined && lives(owner);
  }

  /** Is the process that began this lab gone, and the lab not yet? */
  isOrphaned(): boolean {
    const owner = this.#owner();
    return owner !== undefined && !lives(owner);
  }

  /** Removes the ledger itself, as the last step. */
  remove(): void {
    const aside = emptyAside();
    try {
      renameSync(this.place, aside);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      throw error;
    }
    rmSync(aside, { recursive: true });
  }

  #owner(): Owner | undefined {
    const [owner] = this.entries();
    return owner?.kind === 'owner' ? owner : undefined;
  }
}

/** A reused process id has another start time. */
function lives({ pid, startTicks: begun }: Owner): boolean {
  return startTicks(pid) === begun;
}

function emptyAside(): string {
  const aside = join(LABS_DIRECTORY, `${ASIDE}${process.pid}`);
  rmSync(aside, { recursive: true, force: true });
  return aside;
}

function written(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** When process `pid` was started, in clock ticks since boot (field 22 of proc(5) stat); undefined if it is gone. */
function startTicks(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The command's name is in parentheses and may contain spaces; fields are counted from its end.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** Undefined if it is gone (ESRCH: a process that ended while it was read); an empty text if it can't be read. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return ['ENOENT', 'ESRCH'].includes(errorCode(error)) ? undefined : '';
  }
}
