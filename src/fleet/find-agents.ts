/** Finds the agents: addresses as configured, and those of a headless Service by DNS. Needs no access to the Kubernetes API. */

import { lookup } from 'node:dns';
import { familyOf, formatServer, type Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';

export interface AgentPlaces {
  /** Addresses that were given. */
  readonly agents: readonly Server[];
  /** A headless Service of the agents. */
  readonly agentsName?: string | undefined;
  /** The port of the agents behind `agentsName`: such a name gives none. */
  readonly agentsPort: number;
}

export interface FoundAgents {
  readonly agents: readonly Server[];
  /** What the reader must know: sentences. */
  readonly warnings: readonly string[];
  /** Set if the name could not be resolved. */
  readonly failure?: string;
}

/** All addresses of a name, A and AAAA; rejects with the error of the resolver. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** The C library's resolver, as applications use it. It retries over TCP what does not fit into a datagram. */
export const systemResolve: Resolve = (name) =>
  new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, found) => {
      if (error) reject(error);
      else resolve(found.map(({ address }) => address));
    });
  });

/** Two attempts of a resolver, at 5 s each. */
const RESOLVE_MS = 12_000;
/** A DNS message has at most 65,535 bytes; an A record takes 16 of them, an AAAA record 28. */
const MOST_IN_ONE_ANSWER = { 4: 4_000, 6: 2_300 } as const;

const EXPLAINED: Readonly<Record<string, string>> = {
  ENOTFOUND: 'it has no address (ENOTFOUND): is the headless Service of the agents installed?',
  EAI_AGAIN: 'DNS did not answer (EAI_AGAIN): name agents by address with --agent',
};

/** Never rejects. An address that is there twice counts once. */
export async function findAgents(places: AgentPlaces, clock: Clock, resolve: Resolve): Promise<FoundAgents> {
  const { agents, agentsName, agentsPort } = places;
  if (agentsName === undefined) return { agents: distinct(agents), warnings: [] };
  const found = await resolved(agentsName, clock, resolve);
  if (typeof found === 'string')
    return { agents: distinct(agents), warnings: [], failure: `${agentsName}: ${found}` };
  const servers = found.map((address) => ({ address, port: agentsPort }));
  return { agents: distinct([...agents, ...servers]), warnings: cutWarning(agentsName, found) };
}

/** The addresses, or the reason why there is none. */
async function resolved(name: string, clock: Clock, resolve: Resolve): Promise<readonly string[] | string> {
  return new Promise((settle) => {
    const cancel = clock.after(RESOLVE_MS, () => settle(`DNS did not answer within ${RESOLVE_MS / 1000} s`));
    const done = (result: readonly string[] | string) => {
      cancel();
      settle(result);
    };
    resolve(name).then(done, (error: unknown) => {
      const code = errorCode(error);
      done(EXPLAINED[code] ?? `it can't be resolved (${code})`);
    });
  });
}

function distinct(servers: readonly Server[]): readonly Server[] {
  return [...new Map(servers.map((server) => [formatServer(server), server])).values()];
}

function cutWarning(name: string, addresses: readonly string[]): readonly string[] {
  const isFull = ([4, 6] as const).some(
    (family) =>
      addresses.filter((address) => familyOf(address) === family).length >= MOST_IN_ONE_ANSWER[family],
  );
  if (!isFull) return [];
  return [`${name} has ${addresses.length} addresses: a DNS answer holds no more, so agents may be missing.`];
}
