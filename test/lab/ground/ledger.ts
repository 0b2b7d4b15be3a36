/**
 * What a lab has made, written down before it is made. Whoever finds the ledger of a lab whose owner is gone
 * can undo exactly that, and nothing else.
 */

import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Entry =
  | { readonly kind: 'owner'; readonly pid: number; readonly startTicks: string }
  | { readonly kind: 'namespace'; readonly name: string }
  | { readonly kind: 'directory'; readonly path: string }
  /** A directory shared with others, made here because it was not there: goes once nobody uses it. */
  | { readonly kind: 'shared-directory'; readonly path: string }
  | { readonly kind: 'cgroup'; readonly path: string }
  /** The machine's conntrack limit was lowered. */
  | { readonly kind: 'conntrack-limit' };

/** All labs of this machine, one directory each. */
export const LABS_DIRECTORY = join(tmpdir(), 'fivesec-lab');
const LEDGER = 'ledger.jsonl';

export class Ledger {
  readonly id: string;
  readonly directory: string;

  private constructor(id: string) {
    this.id = id;
    this.directory = join(LABS_DIRECTORY, id);
  }

  /** Begins the ledger of a new lab owned by this process. Throws EEXIST if there is a lab of that id. */
  static begin(id: string): Ledger {
    const ledger = new Ledger(id);
    mkdirSync(LABS_DIRECTORY, { recursive: true });
    mkdirSync(ledger.directory);
    ledger.record({ kind: 'owner', pid: process.pid, startTicks: startTicks(process.pid) ?? '' });
    return ledger;
  }

  /** The ledgers of all labs that were not torn down yet, this process's own among them. */
  static all(): readonly Ledger[] {
    mkdirSync(LABS_DIRECTORY, { recursive: true });
    return readdirSync(LABS_DIRECTORY).map((id) => new Ledger(id));
  }

  /** Writes `entry` down at once; call it before the thing is made. */
  record(entry: Entry): void {
    appendFileSync(join(this.directory, LEDGER), `${JSON.stringify(entry)}\n`);
  }

  /** All entries, oldest first; a last line that a crash cut off is left out. */
  entries(): readonly Entry[] {
    const lines = readIfThere(join(this.directory, LEDGER)).split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Entry);
  }

  /** Is the owner this very process? */
  isOwn(): boolean {
    const owner = this.entries().find((entry) => entry.kind === 'owner');
    return owner?.pid === process.pid && this.isOwned();
  }

  /** Does the process that began this lab still live? A reused pid has another start time. */
  isOwned(): boolean {
    const owner = this.entries().find((entry) => entry.kind === 'owner');
    return owner !== undefined && startTicks(owner.pid) === owner.startTicks;
  }
}

/** When process `pid` was started, in clock ticks since boot (field 22 of proc(5) stat); undefined if it is gone. */
function startTicks(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The command's name stands in parentheses and may hold spaces; fields are counted from behind it.
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
