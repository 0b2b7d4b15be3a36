/**
 * A sysctl that belongs to the whole machine, lent to one lab at a time. What it was before is written down outside of
 * the labs, so that neither a crash nor a second lab can take a lowered value for the machine's own.
 */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../src/platform/failure.ts';
import { Ledger } from './ledger.ts';

/** The largest conntrack table that any namespace may have. */
export const CONNTRACK_LIMIT = '/proc/sys/net/netfilter/nf_conntrack_max';

interface Loan {
  readonly labId: string;
  readonly before: string;
}

const LOAN = join(tmpdir(), 'fivesec-lab-conntrack-limit.json');
/** Longer than any scenario of the test suites keeps it. */
const PATIENCE_MS = 300_000;
const GLANCE_MS = 100;

/** Waits until no other lab has the limit, then lends it to the lab of `ledger`. Gives what it was before. */
export async function borrowConntrackLimit(ledger: Ledger): Promise<string> {
  for (let waited = 0; waited < PATIENCE_MS; waited += GLANCE_MS) {
    const loan = currentLoan();
    if (loan !== undefined && !isAlive(loan.labId)) giveBack(loan);
    const before = readFileSync(CONNTRACK_LIMIT, 'utf8').trim();
    if (loan === undefined && took({ labId: ledger.id, before })) {
      ledger.record({ kind: 'conntrack-limit' });
      return before;
    }
    await pause(GLANCE_MS);
  }
  throw new Failure('cannot-run', `another lab keeps the conntrack limit: see ${LOAN}`);
}

/** Restores the limit if the lab of this id has it. */
export function returnConntrackLimit(labId: string): void {
  const loan = currentLoan();
  if (loan?.labId === labId) giveBack(loan);
}

/** The machine's own limit, even while a lab has lowered it. */
export function ownConntrackLimit(): string {
  const now = existsSync(CONNTRACK_LIMIT) ? readFileSync(CONNTRACK_LIMIT, 'utf8').trim() : '';
  return currentLoan()?.before ?? now;
}

function giveBack({ before }: Loan): void {
  writeFileSync(CONNTRACK_LIMIT, before);
  rmSync(LOAN, { force: true });
}

function currentLoan(): Loan | undefined {
  try {
    return JSON.parse(readFileSync(LOAN, 'utf8')) as Loan;
  } catch {
    return undefined;
  }
}

/** The file is made by whoever comes first, or not at all. */
function took(loan: Loan): boolean {
  try {
    writeFileSync(LOAN, JSON.stringify(loan), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function isAlive(labId: string): boolean {
  return Ledger.all().some((ledger) => ledger.id === labId && ledger.isOwned());
}
