/** The next commands for a person where a check names no cause: what to run, where, and what it would show. Pure. */

import { failedPairs } from '../compare/counts/proportions.ts';
import type { ArmTally, Evidence, QueryTally } from '../domain/evidence.ts';
import type { Server } from '../domain/server.ts';
import type { Findings } from './findings.ts';

/** `here`: where this check ran. `node`: on this node, as root. `another-node`: in a pod on another node. */
export type Where = 'here' | 'node' | 'another-node';

export interface NextStep {
  readonly where: Where;
  /** One line for a shell. */
  readonly command: string;
  /** What the command shows, as a sentence. */
  readonly why: string;
}

type Known = Pick<Findings, 'judgement' | 'askedMs' | 'names' | 'nameservers' | 'endpoints'>;

/** With fewer lost pairs no pattern can be distinguished from chance. */
const FEW_LOST = 20;
const LONG_MS = 120_000;
/** A filter with more addresses is unreadable, and matches most of the node's DNS anyway. */
const MOST_HOSTS = 8;

/** Two or three steps, the first one first; none if the first verdict names a cause, or if there is no verdict. */
export function nextSteps(findings: Known): readonly NextStep[] {
  const first = findings.judgement.verdicts[0]?.cause;
  if (first !== 'not-enough-evidence' && first !== 'something-else') return [];
  const { evidence } = findings.judgement;
  const before = [
    ...(wantsMore(findings) ? [LONGER] : []),
    ...(suspectsOutside(evidence) && !asksOutside(evidence) ? [OUTSIDE_NAME] : []),
    ...(lostPairs(evidence.arms) > 0 ? [OTHER_NODE] : []),
  ];
  return [...before.slice(0, 2), capture(findings)];
}

const LONGER: NextStep = {
  where: 'here',
  command: 'fivesec check --duration 2m',
  why: 'too few pairs were lost to see a pattern; add the flags of this run, and run it while lookups stall',
};

const OTHER_NODE: NextStep = {
  where: 'another-node',
  command: 'fivesec check --duration 2m',
  why: 'if that node has the same loss, the fault is in the DNS pods or behind them; if it has none, the fault is on this node',
};

const OUTSIDE_NAME: NextStep = {
  where: 'here',
  command: 'fivesec check --name example.org. --duration 2m',
  why: "only the cluster's own names were asked; a name outside of it also tests the upstream servers",
};

/** Would a longer check show more? Not where nearly everything is lost, or where it was long already. */
function wantsMore({ judgement, askedMs }: Known): boolean {
  return askedMs < LONG_MS && lostPairs(judgement.evidence.arms) < FEW_LOST;
}

/** Names that need an upstream server fail or are slow, or something stalls although no pair was lost. */
function suspectsOutside({ arms, lookups }: Evidence): boolean {
  const beyond = arms.filter(({ scope }) => scope !== 'cluster');
  return (
    beyond.some(({ a, aaaa }) => isTroubled(a) || isTroubled(aaaa)) ||
    isTroubled(lookups.queries.outside) ||
    lostPairs(arms) === 0
  );
}

function asksOutside({ arms }: Evidence): boolean {
  return arms.some(({ scope, pairs }) => scope === 'outside' && pairs > 0);
}

function isTroubled({ timedOut, late, rcodeErrors, networkErrors, slow }: QueryTally): boolean {
  return timedOut + late + rcodeErrors + networkErrors + slow > 0;
}

function lostPairs(arms: readonly ArmTally[]): number {
  return failedPairs(arms).failures;
}

/** A capture of the traffic to those servers that lost queries, or to all of them if none did. */
function capture({ judgement, nameservers, endpoints }: Known): NextStep {
  const failing = judgement.evidence.arms.filter((arm) => lostPairs([arm]) > 0);
  const servers = [...nameservers, ...endpoints];
  const lossy = servers.filter(({ address }) => failing.some(({ target }) => target.address === address));
  const overUdp = failing.length > 0 && failing.every(({ transport }) => transport === 'udp');
  return {
    where: 'node',
    command: `tcpdump -ni any '${filterFor(lossy.length > 0 ? lossy : servers, overUdp)}'`,
    why: 'the last interface where a lost query is seen is just before the fault',
  };
}

/** A filter in the language of pcap-filter(7). A query to the VIP is seen again with a DNS pod's address. */
function filterFor(servers: readonly Server[], overUdp: boolean): string {
  const ports = [...new Set(servers.map(({ port }) => port))].map((port) => `port ${port}`);
  const hosts = [...new Set(servers.map(({ address }) => address))].map((address) => `host ${address}`);
  const clauses = [
    ...(overUdp ? ['udp'] : []),
    ...(ports.length === 0 ? ['port 53'] : [anyOf(ports)]),
    ...(hosts.length === 0 || hosts.length > MOST_HOSTS ? [] : [anyOf(hosts)]),
  ];
  return clauses.join(' and ');
}

function anyOf(terms: readonly string[]): string {
  return terms.length > 1 ? `(${terms.join(' or ')})` : terms.join('');
}
