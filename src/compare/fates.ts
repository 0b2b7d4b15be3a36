/** What the node's conntrack table shows about our own queries via the VIP, for rules and in words. Absent, it shows nothing. */

import type { Evidence } from '../domain/evidence.ts';
import type { OwnFates } from '../domain/flow.ts';
import type { Proportion } from '../statistics/tests.ts';
import { joined } from './wording.ts';

type WithFates = { readonly evidence: Pick<Evidence, 'flows'> };

/** If the table shows a mechanism in none of this many lost queries, it refutes the mechanism. */
const ENOUGH_LOST = 8;
/** If a DNS pod got none of this many queries, the VIP does not lead there from this node. */
const ENOUGH_SENT = 20;
/** The share of the lost queries that a mechanism must explain, so that the table confirms it. */
const SHOWN = 0.5;

/** The reading, if there is one. */
function fatesOf({ evidence: { flows } }: WithFates): OwnFates | undefined {
  return flows?.kind === 'read' ? flows.value : undefined;
}

/**
 * Does the fate that `pick` counts explain our losses? True: it is that of half of the lost queries or more. False: no lost
 * query of at least ENOUGH_LOST has it. `undefined`: neither, or the table was not read.
 */
export function fits(
  view: WithFates,
  pick: (fates: OwnFates) => Readonly<Record<string, number>>,
): boolean | undefined {
  const fates = fatesOf(view);
  if (fates === undefined) return undefined;
  const known = fates.lost - fates.shared;
  const count = sum(pick(fates));
  if (count > 0) return count >= SHOWN * known ? true : undefined;
  return known >= ENOUGH_LOST ? false : undefined;
}

/** How many queries via the VIP were sent to one of `addresses` (as `failures`); `undefined` if too few were read. */
export function sentTo(view: WithFates, addresses: readonly string[]): Proportion | undefined {
  const chosen = Object.entries(fatesOf(view)?.chosen ?? {});
  const trials = chosen.reduce((total, [, { queries }]) => total + queries, 0);
  if (trials < ENOUGH_SENT) return undefined;
  const there = chosen.filter(([address]) => addresses.includes(address));
  return { failures: there.reduce((total, [, { queries }]) => total + queries, 0), trials };
}

/** The fates of our lost queries as one fact, with the shares of the VIP; empty where the table was not read or nothing was lost. */
export function fateFacts(view: WithFates): string[] {
  const fates = fatesOf(view);
  if (fates === undefined || fates.lost === 0) return [];
  const parts = [
    ...each(fates.unreplied, (count, address) => `${count} unreplied to ${address}`),
    ...each(fates.elsewhere, (count, address) => `${count} to ${address}, which is no known DNS pod`),
    ...each(fates.replied, (count, address) => `${count} that ${address} answered, lost on the way back`),
    ...(fates.noEntry > 0 ? [`${fates.noEntry} without an entry`] : []),
    ...(fates.shared > 0 ? [`${fates.shared} that share the entry of an answered query`] : []),
  ];
  return [`lost queries via the VIP: ${fates.lost}; the node's conntrack table shows ${joined(parts)}`];
}

function each(
  counts: Readonly<Record<string, number>>,
  word: (count: number, address: string) => string,
): string[] {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([address, count]) => word(count, address));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
