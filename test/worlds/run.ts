/** One simulation of a world: sends packets past its faulty mechanisms. The same world gives the same run. */

import { roll } from './chance.ts';
import { Counts } from './counts.ts';
import { strikeInConntrack } from './mechanisms/conntrack.ts';
import { strikeLocally } from './mechanisms/local.ts';
import { strikeOnPath } from './mechanisms/path.ts';
import { isMiss, strikeAtServer } from './mechanisms/server.ts';
import { ABSENT, lose, type Packet } from './packet.ts';
import type { Fault, World } from './world.ts';

const POD = 2;
const RTT = 3;

/** Where on its way a packet meets a mechanism, in this order. */
const ORDER: readonly Fault['kind'][] = [
  'send-refused',
  'backlog',
  'one-at-a-time',
  'filter',
  'loss',
  'table-full',
  'race',
  'snat',
  'dropped-by-node',
  'no-vip',
  'stale-flow',
  'ghost',
  'cache',
  'nameserver',
  'pod',
  'upstream',
  'aaaa',
  'mangled',
  'reverse-nat',
  'receive-buffer',
  'starved',
];

const UPSTREAM_MS = 12;
const REPAIR_EXPIRES_MS = 1000;

/** A flow that begins seconds after the first one of its pair: others came between. */
export const SECONDS_LATER = 3;

/** A pair has the ids from `4 * pair` on. Flows of others come between two pairs, and none between two flows of one pair. */
function placeInTurn(flowId: number): { readonly begins: number; readonly place: number } {
  const place = flowId % 4;
  return place === SECONDS_LATER
    ? { begins: flowId, place: 0 }
    : { begins: flowId - place, place: Math.min(1, place) };
}

/** How a world changes with time. Times are milliseconds since the start of the window. */
export interface Course {
  /** Is the fault there at this moment? */
  isOn(fault: Fault, at: number): boolean;
  /** The VIP's weights over the pods at this moment. */
  weights(at: number): readonly number[];
}

export class Run {
  readonly world: World;
  readonly counts = new Counts();
  readonly #faults: readonly Fault[];
  /** What mechanisms remember from packet to packet, by their salt. */
  readonly #memory = new Map<string, object>();
  /** The VIP's backends by weight, a ghost among them. */
  readonly #backends: readonly { readonly pod: number; readonly below: number }[];
  readonly #starved: readonly Fault[];
  readonly #course: Course | undefined;

  /** Without a course, the faults are there all the time. */
  constructor(world: World, course?: Course) {
    this.world = world;
    this.#course = course;
    this.#faults = [...world.faults].sort(
      (one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind),
    );
    this.#backends = backendsOf(world, world.weights);
    this.#starved = world.faults.filter(({ kind }) => kind === 'starved');
  }

  roll(salt: number, index: number): number {
    return roll(this.world.seed, salt, index);
  }

  /** The backend that the VIP's DNAT chooses for a new flow. */
  pick(flowId: number, at: number): number {
    const backends = this.#course ? backendsOf(this.world, this.#course.weights(at)) : this.#backends;
    if (this.world.inTurn) {
      const { begins, place } = placeInTurn(flowId);
      const first = Math.floor(this.roll(POD, begins) * backends.length);
      return backends[(first + place) % backends.length]?.pod ?? ABSENT;
    }
    const drawn = this.roll(POD, flowId);
    return backends.find(({ below }) => drawn < below)?.pod ?? backends.at(-1)?.pod ?? ABSENT;
  }

  /** Made once and kept. */
  remembered<T extends object>(key: string, make: () => T): T {
    const known = this.#memory.get(key);
    if (known !== undefined) return known as T;
    const made = make();
    this.#memory.set(key, made);
    return made;
  }

  /** How long the agent's event loop stood still during this probe. */
  starvedMs(probe: number, at = 0): number {
    const fault = this.#starved.find((one) => this.#isOn(one, at));
    if (fault?.kind !== 'starved') return 0;
    const { salt, share } = fault;
    return this.roll(salt, probe) < share ? 100 + 400 * this.roll(salt + 1, probe) : 0;
  }

  #isOn(fault: Fault, at: number): boolean {
    return this.#course?.isOn(fault, at) ?? true;
  }

  /** Fills in what becomes of a packet. */
  send(packet: Packet): void {
    this.#serve(packet);
    for (const fault of this.#faults) {
      if (!this.#isOn(fault, packet.at)) continue;
      strike(this, fault, packet);
      if (packet.end === 'answered') continue;
      packet.lostTo = fault;
      return;
    }
    const { flow } = packet;
    if ((flow.way === 'vip' || flow.way === 'pod') && flow.pod === ABSENT) lose(packet);
    else if (
      packet.repaired &&
      packet.rttMs >= REPAIR_EXPIRES_MS &&
      this.pick(flow.id + 1, packet.at) !== flow.pod
    ) {
      packet.from = flow.pod;
      lose(packet);
    }
  }

  /** As a healthy server answers. */
  #serve(packet: Packet): void {
    const { rttMs } = this.world;
    const own = rttMs * (1 + 0.5 * this.roll(RTT, packet.id)) + 0.2;
    packet.rttMs = packet.flow.way === 'cache' ? 0.2 + 0.2 * this.roll(RTT, packet.id) : own;
    packet.connectMs = packet.rttMs;
    if (packet.holder === 'random') packet.rcode = 'NXDOMAIN';
    if (isMiss(this, packet)) packet.rttMs += UPSTREAM_MS * (1 + this.roll(RTT, packet.id));
  }
}

function strike(run: Run, fault: Fault, packet: Packet): void {
  switch (fault.kind) {
    case 'send-refused':
    case 'backlog':
    case 'receive-buffer':
      strikeLocally(run, fault, packet);
      return;
    case 'loss':
    case 'filter':
    case 'one-at-a-time':
      strikeOnPath(run, fault, packet);
      return;
    case 'table-full':
    case 'race':
    case 'snat':
    case 'dropped-by-node':
    case 'no-vip':
    case 'reverse-nat':
    case 'stale-flow':
      strikeInConntrack(run, fault, packet);
      return;
    case 'pod':
    case 'cache':
    case 'nameserver':
    case 'upstream':
    case 'aaaa':
    case 'mangled':
      strikeAtServer(run, fault, packet);
      return;
    case 'ghost':
    case 'starved':
      // One is a backend, the other delays the agent, not the packet.
      return;
  }
}

function backendsOf({ faults }: World, weights: readonly number[]): { pod: number; below: number }[] {
  const ghost = faults.find(({ kind }) => kind === 'ghost');
  const haunted = ghost?.kind === 'ghost' ? ghost.weight : 0;
  let sum = 0;
  const backends = weights.map((weight, pod) => {
    sum += weight * (1 - haunted);
    return { pod, below: sum };
  });
  return haunted > 0 ? [...backends, { pod: ABSENT, below: 1 }] : backends;
}
