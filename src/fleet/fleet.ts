/** The fleet as an agent shows it: finds and asks the other agents when the page is opened, and keeps the answers for a short time. */

import type { Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import { type AgentAnswer, askAgent } from './ask-agent.ts';
import { type AgentPlaces, findAgents, type Resolve, systemResolve } from './find-agents.ts';
import { type Survey, survey } from './survey.ts';

export interface FleetPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The system's resolver if not given. */
  readonly resolve?: Resolve;
  /** Asks over HTTP if not given. */
  readonly ask?: (at: Server, timeoutMs: number) => Promise<AgentAnswer>;
}

export type FleetView =
  | { readonly kind: 'survey'; readonly survey: Survey }
  /** Why no agent could be asked, as a sentence. */
  | { readonly kind: 'no-agent'; readonly reason: string };

/** Many readers, or one who reloads the page, must not make this agent ask thousands of others repeatedly. */
const KEPT_MS = 15_000;

export class Fleet {
  readonly #places: AgentPlaces;
  readonly #ports: FleetPorts;
  /** The last addresses from DNS. DNS may fail when the page is needed. */
  #lastKnown: readonly Server[] = [];
  #view: Promise<FleetView> | undefined;
  #endedMs: number | undefined;

  constructor(places: AgentPlaces, ports: FleetPorts) {
    this.#places = places;
    this.#ports = ports;
  }

  /** One survey at a time; its result is kept for 15 s. Never rejects. */
  view(): Promise<FleetView> {
    const { clock } = this.#ports;
    const isOld = this.#endedMs !== undefined && clock.now() - this.#endedMs > KEPT_MS;
    if (this.#view && !isOld) return this.#view;
    this.#endedMs = undefined;
    const view = this.#look().finally(() => {
      this.#endedMs = clock.now();
    });
    this.#view = view;
    return view;
  }

  async #look(): Promise<FleetView> {
    const { agents, agentsName } = this.#places;
    if (agents.length === 0 && agentsName === undefined) return { kind: 'no-agent', reason: NOT_CONFIGURED };
    const { clock, signal, resolve = systemResolve } = this.#ports;
    const found = await findAgents(this.#places, clock, resolve);
    const isStale = found.failure !== undefined && this.#lastKnown.length > 0;
    const asked = isStale ? this.#lastKnown : found.agents;
    if (found.failure === undefined) this.#lastKnown = asked;
    if (asked.length === 0)
      return { kind: 'no-agent', reason: `No agent was found: ${found.failure ?? 'none is configured'}.` };
    const ask =
      this.#ports.ask ?? ((at: Server, timeoutMs: number) => askAgent(at, { clock, timeoutMs, signal }));
    const result = await survey(asked, { clock, signal, ask });
    const known = isStale ? 'the agents that were known before' : 'the agents that are configured';
    const failed =
      found.failure === undefined ? [] : [`DNS failed (${found.failure}): only ${known} were asked.`];
    return {
      kind: 'survey',
      survey: { ...result, warnings: [...failed, ...found.warnings, ...result.warnings] },
    };
  }
}

export const NOT_CONFIGURED =
  'This agent does not know the other agents: set agentsName (the name of their headless Service, which the Helm chart sets) or agents.';
