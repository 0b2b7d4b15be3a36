/** `fivesec flows`: the DNS flows of the node's pods, as a table that a terminal redraws, or as JSON. */

import type { Config } from '../../config/schema.ts';
import type { Server } from '../../domain/server.ts';
import { FlowTable, tableLines } from '../../flows/flow-table.ts';
import { readFlows } from '../../kernel/flows/read-flows.ts';
import { type TablePlaces, tablePieces } from '../../kernel/flows/table-pieces.ts';
import { tablePlaces } from '../../kernel/places.ts';
import { sleep } from '../../platform/clock.ts';
import { Failure } from '../../platform/failure.ts';
import { parseResolvConf } from '../../resolver/resolv-conf.ts';
import type { ExitCode, Process } from '../process.ts';

export interface FlowsFlags {
  readonly json: boolean;
  readonly intervalMs: number;
  /** How many readings. By default until Ctrl-C, or one if the output is no terminal. */
  readonly count?: number;
}

const NO_TABLE =
  "state where the node's procfs is: --proc-net /proc/1/net on the node itself, --proc-net /host/proc/net in an agent's pod";
/** Rows that a terminal shows. Elsewhere all are printed. */
const SHOWN = 40;
const MOST_ENTRIES = 1_000_000;
/** Clears the screen and moves the cursor home (ECMA-48, ED and CUP). */
const CLEAR = '\u001B[H\u001B[2J';

/** 0: the table was read. Throws a `Failure` if it can't be read. */
export async function flows(config: Config, flags: FlowsFlags, process: Process): Promise<ExitCode> {
  if (config.procNet === undefined) throw new Failure('config', NO_TABLE);
  const table = tablePlaces(config.procNet, process.clock);
  const servers = [...nameserversOf(config, process), ...config.endpoints];
  const count = flags.count ?? (process.isTerminal ? Number.POSITIVE_INFINITY : 1);
  for (let turn = 1; turn <= count && !process.signal.aborted; turn += 1) {
    const view = await read(table, servers, process);
    process.out(flags.json ? `${JSON.stringify(view)}\n` : drawn(view, process.isTerminal));
    if (turn < count) await sleep(process.clock, flags.intervalMs, process.signal);
  }
  return 0;
}

type View = Awaited<ReturnType<typeof read>>;

async function read(places: TablePlaces, servers: readonly Server[], { clock, signal }: Process) {
  const filter = {
    addresses: [...new Set(servers.map(({ address }) => address))],
    ports: [...new Set(servers.map(({ port }) => port))],
  };
  const table = new FlowTable();
  const reading = readFlows(tablePieces(places, filter), filter, { clock, signal, maxEntries: MOST_ENTRIES });
  for (;;) {
    const next = await reading.next();
    if (next.done !== true) {
      table.note(next.value);
      continue;
    }
    if (next.value.kind === 'absent') throw new Failure('unreadable-file', next.value.detail);
    const { entries, complete } = next.value.value;
    const rows = table.rows();
    const at = new Date(clock.wall()).toISOString();
    return { at, to: filter.addresses, entries, complete, rows, flowsWithoutRow: table.without };
  }
}

function drawn(view: View, isTerminal: boolean): string {
  const { at, to, entries, complete, rows, flowsWithoutRow } = view;
  const head = `${at}  ${entries} entries${complete ? '' : ' (not all were read)'}, DNS flows to ${to.join(', ')}`;
  const without = flowsWithoutRow === 0 ? [] : [`${flowsWithoutRow} flows of further clients have no row`];
  const table = tableLines(rows, isTerminal ? SHOWN : Number.POSITIVE_INFINITY);
  const lines = [head, '', ...table, ...without, ''];
  return `${isTerminal ? CLEAR : ''}${lines.join('\n')}\n`;
}

function nameserversOf({ nameservers, resolvConf }: Config, { readFile }: Process): readonly Server[] {
  if (nameservers.length > 0) return nameservers;
  try {
    return parseResolvConf(readFile(resolvConf), 'glibc').nameservers;
  } catch (cause) {
    throw new Failure(
      'unreadable-file',
      `${resolvConf} can't be read: name the DNS Service with --nameserver`,
      {
        cause,
      },
    );
  }
}
