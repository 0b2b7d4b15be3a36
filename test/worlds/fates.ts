/**
 * What the node's conntrack table would show about the agent's own queries via the VIP, had it been read to its end: one entry for each
 * socket, with the backend that was chosen and whether the node saw an answer.
 */

import type { OwnFates } from '../../src/domain/flow.ts';
import { absent, type Reading } from '../../src/domain/reading.ts';
import type { Attributed } from '../../src/flows/attribution.ts';
import { ownFates } from '../../src/flows/own-fates.ts';
import { knownPods, podAddress, VIP } from './arms.ts';
import { ABSENT, type Packet } from './packet.ts';
import type { Pair } from './pairs.ts';
import type { Run } from './run.ts';
import type { Fault, Segment } from './world.ts';

/** How far the node saw a query come. `clashed`: conntrack dropped it for another one of its socket. */
type Seen = 'nothing' | 'clashed' | 'query' | 'answer';

interface Entry {
  readonly backend: string;
  replied: boolean;
  answered: number;
}

interface Sent {
  readonly socket: number;
  readonly atMs: number;
  readonly lost: boolean;
}

/** Sets the draw of a fault's direction apart. */
const DIRECTION = 90;

/**
 * The addresses behind the VIP that a reading of the table at `untilMs` shows and that are no listed DNS pods, as `FlowWatch.backends` has them.
 * None where the table cannot be read.
 */
export function backendsSeen(run: Run, pairs: readonly Pair[], untilMs: number): readonly string[] {
  if (run.world.counters === 'absent') return [];
  const entries = new Map<number, Entry>();
  for (const packet of pairs.flatMap(({ a, aaaa }) => [a, aaaa]))
    if (packet.at <= untilMs && isTracked(packet)) record(run, entries, packet);
  const known = [VIP.address, ...knownPods(run.world).map(({ address }) => address)];
  return [...new Set([...entries.values()].map(({ backend }) => backend))].filter(
    (address) => !known.includes(address),
  );
}

/** `pairs` are all that were sent, those of the lookups among them. */
export function fatesOf(run: Run, pairs: readonly Pair[]): Reading<OwnFates> {
  const { world } = run;
  if (world.counters === 'absent') return absent('no-file', 'the conntrack table cannot be read');
  const entries = new Map<number, Entry>();
  const sent = pairs.flatMap(({ a, aaaa }) => {
    const inOrder = a.at <= aaaa.at ? [a, aaaa] : [aaaa, a];
    return inOrder.filter(isTracked).map((packet) => record(run, entries, packet));
  });
  return ownFates(
    sent.map((one) => attributed(one, entries.get(one.socket))),
    knownPods(world).map(({ address }) => address),
  );
}

function isTracked({ flow, end }: Packet): boolean {
  return flow.way === 'vip' && flow.transport === 'udp' && end !== 'unsent';
}

/** The entry of a socket is that of its first packet that conntrack let pass. */
function record(run: Run, entries: Map<number, Entry>, packet: Packet): Sent {
  const { flow, at, end } = packet;
  const seen = seenOf(run, packet);
  const isRecorded = entries.has(flow.id) || seen === 'query' || seen === 'answer';
  if (isRecorded) {
    const entry = entries.get(flow.id) ?? { backend: backendOf(packet), replied: false, answered: 0 };
    entry.replied ||= seen === 'answer';
    entry.answered += Number(end === 'answered' || end === 'malformed');
    entries.set(flow.id, entry);
  }
  return { socket: flow.id, atMs: at, lost: end === 'lost' || end === 'refused' };
}

function attributed({ atMs, lost }: Sent, entry: Entry | undefined): Attributed {
  if (entry === undefined) return { kind: 'no-entry', atMs, lost };
  const { backend, replied, answered } = entry;
  return { kind: 'entry', atMs, lost, backend, replied, shared: replied && answered > Number(!lost) };
}

/** The source of the replies, as the entry has it: the VIP itself where nothing rewrites it. */
function backendOf({ flow, lostTo }: Packet): string {
  if (lostTo?.kind === 'no-vip') return VIP.address;
  return podAddress(lostTo?.kind === 'stale-flow' ? ABSENT : flow.pod);
}

function seenOf(run: Run, { end, lostTo }: Packet): Seen {
  if (end === 'answered' || end === 'malformed') return 'answer';
  if (lostTo === undefined) return 'query';
  switch (lostTo.kind) {
    case 'table-full':
    case 'snat':
    case 'dropped-by-node':
    case 'send-refused':
      return 'nothing';
    case 'race':
      return 'clashed';
    case 'no-vip':
      return lostTo.how === 'silent' ? 'query' : 'nothing';
    case 'receive-buffer':
      return 'answer';
    case 'backlog':
      return losesAnswers(run, lostTo) ? 'answer' : 'nothing';
    case 'loss':
    case 'one-at-a-time':
    case 'filter':
      return seenBefore(lostTo.segment, losesAnswers(run, lostTo));
    case 'aaaa':
    case 'cache':
    case 'ghost':
    case 'mangled':
    case 'nameserver':
    case 'pod':
    case 'reverse-nat':
    case 'stale-flow':
    case 'starved':
    case 'upstream':
      return 'query';
  }
}

function seenBefore({ at }: Segment, answers: boolean): Seen {
  switch (at) {
    case 'pod-node':
      return answers ? 'answer' : 'nothing';
    case 'vip':
      return answers ? 'answer' : 'query';
    case 'to-pod':
    case 'rewritten-to-pod':
      return 'query';
  }
}

/** Half of the faults on the way lose queries, half of them answers. */
function losesAnswers(run: Run, fault: Fault): boolean {
  if (fault.kind === 'one-at-a-time') return false;
  if (fault.kind === 'filter' && fault.drops === 'large') return true;
  return run.roll(fault.salt, DIRECTION) < 1 / 2;
}
