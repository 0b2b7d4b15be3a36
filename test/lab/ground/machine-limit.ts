/**
 * A sysctl of the whole machine, which one lab at a time may change. Its original value is stored outside
 * the labs. So after a crash, or in a second lab, a lowered value is not mistaken for the original one.
 */

import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { errorCode, Failure } from '../../../src/platform/failure.ts';
import { Ledger } from './ledger.ts';
import { isPrivateDirectory, LABS_DIRECTORY } from './private-directory.ts';

/** The largest conntrack table that any namespace may have. */
export const CONNTRACK_LIMIT = '/proc/sys/net/netfilter/nf_conntrack_max';

/** The file is in the directory of the ledgers, where only root can write: root sets the machine's limit to its content. */
const LOAN = join(LABS_DIRECTORY, 'conntrack-limit.json');
const loanSchema = z.strictObject({ labId: z.string(), before: z.string().regex(/^\d+$/) });
type Loan = z.infer<typeof loanSchema>;
/** Longer than any scenario of the tests holds it. */
const PATIENCE_MS = 300_000;
const GLANCE_MS = 100;

/** Waits until no other lab holds the limit, then gives it to the lab of `ledger`. Returns its original value. */
export async function borrowConntrackLimit(ledger: Ledger): Promise<string> {
  for (let waited = 0; waited < PATIENCE_MS; waited += GLANCE_MS) {
    const loan = currentLoan();
    if (loan !== undefined && !isAlive(loan.labId)) giveBack(loan);
    const before = readFileSync(CONNTRACK_LIMIT, 'utf8').trim();
    if (loan === undefined && took({ labId: ledger.id, before }, ledger)) {
      ledger.record({ kind: 'conntrack-limit' });
      return before;
    }
    await pause(GLANCE_MS);
  }
  throw new Failure('cannot-run', `another lab keeps the conntrack limit: see ${LOAN}`);
}

/** Restores the limit if the lab of this id holds it; returns whether it did. */
export function returnConntrackLimit(labId: string): boolean {
  const loan = currentLoan();
  if (loan?.labId !== labId) return false;
  giveBack(loan);
  return true;
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
  if (!isPrivateDirectory(LABS_DIRECTORY)) return undefined;
  try {
    return loanSchema.parse(JSON.parse(readFileSync(LOAN, 'utf8')));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Failure(
      'cannot-run',
      `${LOAN} does not say what the conntrack limit was: set ${CONNTRACK_LIMIT} to what it should be, then remove the file`,
    );
  }
}

/** The first lab makes the file. It appears in one step, with its whole content. */
function took(loan: Loan, ledger: Ledger): boolean {
  const draft = join(ledger.place, 'conntrack-limit.json');
  writeFileSync(draft, JSON.stringify(loan));
  try {
    linkSync(draft, LOAN);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

function isAlive(labId: string): boolean {
  return Ledger.all().some((ledger) => ledger.id === labId && ledger.isOwned());
}
