/** The way of a datagram to a DNS pod: where it clashes in conntrack, where it is lost, and which counter tells of it. */

import type { QueryType } from '../../../src/domain/question.ts';
import { type Arm, endpointsOf, VIP } from './arms.ts';
import type { Counter, Counters } from './counters.ts';
import type { Dice } from './dice.ts';
import type { WholeWorld } from './world.ts';

/** What conntrack takes for one connection: it stays with the pod that its first datagram was sent to. */
export interface Flow {
  readonly arm: Arm;
  /** Milliseconds since the start of the window. */
  readonly at: number;
  /** Index of the pod that the Service's address was translated to. */
  readonly endpoint: number;
  /** Does conntrack not know it yet? */
  readonly fresh: boolean;
}

/** Which of the two a clash takes. A repaired clash is counted, and takes none. */
export type Clash = 'first' | 'second' | 'repaired';

const STUCK_TO = 1;
/** Seconds after the first one: tcp_syn_retries of tcp(7), within the 5 s that a query waits. */
const SYNS = [0, 1, 3];

export class Path {
  readonly #world: WholeWorld;
  readonly #dice: Dice;
  readonly #counters: Counters;

  constructor(world: WholeWorld, dice: Dice, counters: Counters) {
    this.#world = world;
    this.#dice = dice;
    this.#counters = counters;
  }

  /** The pod that conntrack picks for a new flow. */
  pick(): number {
    return this.#dice.below(this.#world.endpoints);
  }

  /** Undefined where A and AAAA do not clash. */
  clash(arm: Arm, at: number): Clash | undefined {
    const { race = 0, repaired = 0, pairShare = 0, raceUncounted, raceDirect } = this.#world.faults;
    if (arm.address !== VIP && !(raceDirect && arm.strategy === 'endpoint')) return undefined;
    const isPair = arm.strategy === 'pair' || arm.strategy === 'endpoint';
    const share = arm.strategy === 'race' ? 1 : isPair ? pairShare : 0;
    if (this.#dice.hits(race * share)) {
      if (!raceUncounted) this.#counters.count(at, 'drop', 'insertFailed');
      return this.#dice.hits(0.2) ? 'first' : 'second';
    }
    if (!this.#dice.hits(repaired * share)) return undefined;
    this.#counters.count(at, 'clashResolved');
    return 'repaired';
  }

  /** Does a query get no answer, for another reason than a clash? */
  loses(qtype: QueryType, flow: Flow): boolean {
    return this.#isShut(flow) || this.#losesAnything(flow) || this.#losesDatagram(qtype, flow);
  }

  /** Faults that are there or not. */
  #isShut({ arm }: Flow): boolean {
    const { udp, tcp, vip, stale } = this.#world.faults;
    if (arm.transport === 'udp' ? udp : tcp) return true;
    return (vip === true && arm.address === VIP) || (stale === true && arm.strategy === 'sticky');
  }

  /** Faults that strike over any transport. */
  #losesAnything({ arm, at, endpoint, fresh }: Flow): boolean {
    const { faults } = this.#world;
    const translated = arm.strategy === 'sticky' ? STUCK_TO : endpoint;
    const target = arm.address === VIP ? translated : endpointsOf(this.#world).indexOf(arm.address);
    if (target === 0 && this.#dice.hits(faults.endpoint)) return true;
    return fresh && arm.transport === 'udp' && this.#strikes(faults.full, at, 'drop');
  }

  /** A full table turns away each SYN of a connection, and its kernel sends two more within a deadline. Both queries share it. */
  turnsAwayConnection({ arm, at }: Flow): boolean {
    if (arm.transport !== 'tcp') return false;
    return SYNS.every(() => this.#strikes(this.#world.faults.full, at, 'drop'));
  }

  /** Faults of datagrams: TCP sends again by itself. */
  #losesDatagram(qtype: QueryType, { arm, at, fresh }: Flow): boolean {
    const { aaaa, loss, backlog, buffer, snat } = this.#world.faults;
    if (arm.transport !== 'udp') return false;
    if (qtype === 'AAAA' && this.#dice.hits(aaaa)) return true;
    if (this.#dice.hits(loss)) return true;
    if (this.#strikes(backlog, at, 'softnet')) return true;
    if (this.#strikes(buffer, at, 'ownBuffer')) return true;
    return fresh && arm.address === VIP && this.#strikes(snat, at, 'drop', 'insertFailed');
  }

  /** A fault that the kernel counts. */
  #strikes(probability: number | undefined, at: number, ...counted: Counter[]): boolean {
    const struck = this.#dice.hits(probability);
    if (struck) this.#counters.count(at, ...counted);
    return struck;
  }
}
