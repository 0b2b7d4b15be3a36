/** One query and what becomes of it: lost on its path, or answered by a DNS server that may be slow, broken or far. */

import type { QueryOutcome, Rcode } from '../../../src/domain/outcome.ts';
import type { QueryType } from '../../../src/domain/question.ts';
import { type Arm, NODE_LOCAL, OUTSIDE } from './arms.ts';
import type { Dice } from './dice.ts';
import type { Flow, Path } from './path.ts';
import type { WholeWorld } from './world.ts';

const PATIENCE_MS = 5000;

export class Queries {
  readonly #world: WholeWorld;
  readonly #dice: Dice;
  readonly #path: Path;

  constructor(world: WholeWorld, dice: Dice, path: Path) {
    this.#world = world;
    this.#dice = dice;
    this.#path = path;
  }

  /** `clashed` queries are lost for sure. */
  ask(qtype: QueryType, flow: Flow, clashed: boolean): QueryOutcome {
    const { arm } = flow;
    const sent = {
      name: arm.name,
      qtype,
      server: { address: arm.address, port: 53 },
      transport: arm.transport,
      localPort: 40_000,
      sentAtMs: 0,
    };
    if (arm.address === NODE_LOCAL && this.#world.faults.nodeLocal)
      return { ...sent, kind: 'unreachable', rttMs: 0.2, code: 'ECONNREFUSED' };
    if (clashed || this.#path.loses(qtype, flow))
      return { ...sent, kind: 'timed-out', waitedMs: PATIENCE_MS, wrongSources: [] };
    const refused = this.#dice.hits(this.#world.faults.servfail) || this.#upstreamFails(arm);
    const rcode: Rcode = refused ? 'SERVFAIL' : 'NOERROR';
    const answer = { rcode, addresses: qtype === 'A' ? ['10.96.0.1'] : [], truncated: false, lame: false };
    return { ...sent, kind: refused ? 'refused-by-rcode' : 'answered', rttMs: this.#rtt(arm), answer };
  }

  #rtt(arm: Arm): number {
    const { slow, slowMs = 400, upstream, search } = this.#world.faults;
    const base = 0.3 + this.#dice.next() * 4;
    if (this.#dice.hits(slow)) return slowMs * (0.7 + this.#dice.next());
    if (search) return 80 + base;
    if (arm.name === OUTSIDE)
      return this.#dice.hits(upstream) ? 900 + this.#dice.next() * 900 : 10 + base * 5;
    return base;
  }

  #upstreamFails(arm: Arm): boolean {
    return arm.name === OUTSIDE && this.#dice.hits((this.#world.faults.upstream ?? 0) / 2);
  }
}

/** The query came to nothing although an answer was sent: it bore the address `from`, whom nobody had asked. */
export function fromWrongSource(query: QueryOutcome, from: readonly string[]): QueryOutcome {
  const { name, qtype, server, transport, localPort, sentAtMs } = query;
  const sent = { name, qtype, server, transport, localPort, sentAtMs };
  return { ...sent, kind: 'timed-out', waitedMs: PATIENCE_MS, wrongSources: from };
}

/** How long whoever asked has waited. */
export function waitOf(query: QueryOutcome): number {
  return 'rttMs' in query ? query.rttMs : PATIENCE_MS;
}
