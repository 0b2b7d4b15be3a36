/**
 * The limit of the conntrack table applies to the whole machine. If another lab lowers it during a
 * trial, that trial has a second fault, and its result must not be graded by the first one.
 */

import { readFileSync } from 'node:fs';

const LIMIT = '/proc/sys/net/netfilter/nf_conntrack_max';
const OFTEN_MS = 20;

/** Runs `work`; `calm` is true if the limit did not change. */
export async function calmly<T>(
  work: () => Promise<T>,
): Promise<{ readonly calm: boolean; readonly result: T }> {
  const usual = limit();
  let calm = true;
  const timer = setInterval(() => {
    if (limit() < usual) calm = false;
  }, OFTEN_MS);
  try {
    const result = await work();
    return { calm, result };
  } finally {
    clearInterval(timer);
  }
}

function limit(): number {
  return Number(readFileSync(LIMIT, 'utf8'));
}
