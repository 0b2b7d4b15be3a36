/** The queries of one run and its result, in a form that can be compared. */

import type { CapturedMessage } from '../capture/messages.ts';
import type { Run } from './subject.ts';

/** Failures by what an application does next: try again, or conclude that the name does not exist. */
export type Result = 'ok' | 'not-found' | 'failed';

export interface Query {
  /** The nameserver, numbered in the order in which they were first asked. */
  readonly server: number;
  readonly transport: 'udp' | 'tcp';
  /** The socket, numbered in the order in which they were first used. */
  readonly socket: number;
  readonly name: string;
  readonly qtype: string;
  /** Milliseconds since this run's first query. */
  readonly atMs: number;
  /** All bytes of the query but its id, in hexadecimal. */
  readonly afterId: string;
}

export interface Observed {
  readonly queries: readonly Query[];
  readonly result: Result;
  readonly addresses: readonly string[];
  readonly durationMs: number;
}

/** The queries of `run`, from the capture of all runs. */
export function queriesOf({ addresses }: Run, captured: readonly CapturedMessage[]): readonly Query[] {
  const mine = captured.filter((one) => one.direction === 'query' && addresses.includes(one.server));
  const start = mine[0]?.atMs ?? 0;
  const servers = unique(mine.map(({ server }) => server));
  const sockets = unique(mine.map(socketOf));
  return mine.map((one) => ({
    server: servers.indexOf(one.server),
    transport: one.transport,
    socket: sockets.indexOf(socketOf(one)),
    name: one.name,
    qtype: one.qtype,
    atMs: one.atMs - start,
    afterId: one.afterId,
  }));
}

function socketOf({ transport, port }: CapturedMessage): string {
  return `${transport} ${port}`;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
