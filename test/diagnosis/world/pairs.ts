/** A pair by each way to ask: which queries share a flow, and whether they clash. */

import type { QueryOutcome } from '../../../src/domain/outcome.ts';
import type { PairOutcome } from '../../../src/domain/pair.ts';
import type { QueryType } from '../../../src/domain/question.ts';
import { specOf } from '../../../src/domain/strategy.ts';
import { NO_STRAYS } from '../../support/wire/outcomes.ts';
import { type Arm, endpointsOf } from './arms.ts';
import type { Dice } from './dice.ts';
import type { Clash, Flow, Path } from './path.ts';
import { fromWrongSource, type Queries, waitOf } from './queries.ts';
import { START, type WholeWorld } from './world.ts';

const EXPIRES_MS = 1000;

export class Pairs {
  readonly #world: WholeWorld;
  readonly #dice: Dice;
  readonly #path: Path;
  readonly #queries: Queries;

  constructor(world: WholeWorld, dice: Dice, path: Path, queries: Queries) {
    this.#world = world;
    this.#dice = dice;
    this.#path = path;
    this.#queries = queries;
  }

  /** `at` is in milliseconds since the start of the window. */
  send(arm: Arm, at: number): PairOutcome {
    const { a, aaaa } = this.ask(arm, at);
    const waits = [waitOf(a), waitOf(aaaa)] as const;
    const inTurn = arm.strategy === 'sequential' || arm.strategy === 'reopen';
    const starved = this.#dice.hits(this.#world.faults.starved);
    return {
      strategy: arm.strategy,
      name: arm.name,
      server: { address: arm.address, port: 53 },
      target: specOf(arm.strategy).target,
      transport: arm.transport,
      startedAt: START + at,
      durationMs: inTurn ? waits[0] + waits[1] : Math.max(...waits),
      a,
      aaaa,
      strays: NO_STRAYS,
      starvedMs: starved ? 150 : 0,
      ...(starved ? { durationMs: 300, a: slowed(a), aaaa: slowed(aaaa) } : {}),
    };
  }

  /** What becomes of its two queries. */
  ask(arm: Arm, at: number): { readonly a: QueryOutcome; readonly aaaa: QueryOutcome } {
    const flow: Flow = { arm, at, endpoint: this.#path.pick(), fresh: arm.strategy !== 'sticky' };
    const clash = this.#path.clash(arm, at);
    const shut = this.#path.turnsAwayConnection(flow);
    const ask = (qtype: QueryType, own: Flow) =>
      this.#queries.ask(qtype, own, shut || clash === (qtype === 'A' ? 'first' : 'second'));
    // Of two threads either may be first; one thread sends the A first.
    const [one, other]: readonly [QueryType, QueryType] =
      arm.strategy === 'race' && this.#dice.hits(0.5) ? ['AAAA', 'A'] : ['A', 'AAAA'];
    const first = ask(one, flow);
    const second = ask(other, this.#flowOfSecond(flow, clash, first));
    const [a, aaaa] = one === 'A' ? [first, second] : [second, first];
    return { a: this.#misdirect(a, arm, clash), aaaa };
  }

  /** Once the first datagram of a socket is through, its flow exists. A repaired clash makes two flows, to two pods. */
  #flowOfSecond(flow: Flow, clash: Clash | undefined, first: QueryOutcome): Flow {
    const apart = flow.arm.strategy === 'separate' || flow.arm.strategy === 'reopen';
    if (apart || clash === 'repaired') return { ...flow, endpoint: this.#path.pick() };
    return { ...flow, fresh: flow.fresh && first.kind === 'timed-out' };
  }

  /** The answer to a repaired clash comes unrewritten when it takes over a second, unless both went to one pod. */
  #misdirect(query: QueryOutcome, arm: Arm, clash: Clash | undefined): QueryOutcome {
    if (clash !== 'repaired' || !('rttMs' in query) || query.rttMs < EXPIRES_MS) return query;
    if (!this.#dice.hits(2 / 3)) return query;
    return fromWrongSource(query, arm.strategy === 'race' ? [`${endpointsOf(this.#world)[0]}:53`] : []);
  }
}

function slowed(query: QueryOutcome): QueryOutcome {
  return query.kind === 'answered' ? { ...query, rttMs: 300 } : query;
}
