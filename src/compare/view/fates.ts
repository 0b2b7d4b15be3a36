/** What the node's conntrack table shows about our own queries via the VIP, for rules and in words. Absent, it shows nothing. */

import type { Evidence } from '../../domain/evidence.ts';
import type { OwnFates } from '../../domain/flow.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { allFailed, ratio } from '../counts/proportions.ts';
import { joined } from '../counts/wording.ts';

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

/** Does the table show that most of the lost queries were sent to listed DNS pods, and none to another address? */
export function allSentToPods(view: WithFates): boolean {
  const isElsewhere = fits(view, ({ elsewhere }) => elsewhere);
  const isAtPods = fits(view, ({ unreplied, replied }) => ({ lost: sum(unreplied) + sum(replied) }));
  return isElsewhere === false && isAtPods === true;
}

/** How many queries via the VIP were sent to one of `addresses` (as `failures`); `undefined` if too few were read. */
export function sentTo(view: WithFates, addresses: readonly string[]): Proportion | undefined {
  const chosen = Object.entries(fatesOf(view)?.chosen ?? {});
  const trials = chosen.reduce((total, [, { queries }]) => total + queries, 0);
  if (trials < ENOUGH_SENT) return undefined;
  const there = chosen.filter(([address]) => addresses.includes(address));
  return { failures: there.reduce((total, [, { queries }]) => total + queries, 0), trials };
}

/** A part of the queries above which the table shows where all of them go. */
const NEARLY_ALL = 0.9;

/**
 * Does the node send on what is sent to the VIP, to another address? False: it leaves the VIP as it is. `undefined`: both happens, or too
 * little was read.
 */
export function isRewritten(view: WithFates, vip: string): boolean | undefined {
  const sent = sentTo(view, [vip]);
  if (sent === undefined) return undefined;
  if (sent.failures === 0) return true;
  return sent.failures >= NEARLY_ALL * sent.trials ? false : undefined;
}

export interface Backend {
  readonly address: string;
  readonly lost: Proportion;
}

/** The addresses to which the VIP led, most queries first, with the lost ones; empty if too few queries were read. */
export function backendsOf(view: WithFates): readonly Backend[] {
  if (sentTo(view, []) === undefined) return [];
  return Object.entries(fatesOf(view)?.chosen ?? {})
    .map(([address, { queries, lost }]) => ({ address, lost: { failures: lost, trials: queries } }))
    .sort((one, other) => other.lost.trials - one.lost.trials);
}

/** Fewer lost queries to one address are chance. */
const FEWEST_THERE = 10;
const MOSTLY_LOST = 0.5;

/** Addresses where every query was lost, if most of those to another one were answered: else the way to all of them may be the reason. */
export function deadBackends(view: WithFates): readonly Backend[] {
  const backends = backendsOf(view);
  const dead = backends.filter(({ lost }) => allFailed(lost) && lost.trials >= FEWEST_THERE);
  return backends.some(({ lost }) => ratio(lost) < MOSTLY_LOST) ? dead : [];
}

/** The lost queries whose answer reached the node, or did not, of those that the table shows alone; `undefined` if it was not read. */
export function waysBack(
  view: WithFates,
): { readonly replied: number; readonly unreplied: number } | undefined {
  const fates = fatesOf(view);
  return fates === undefined ? undefined : { replied: sum(fates.replied), unreplied: sum(fates.unreplied) };
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
