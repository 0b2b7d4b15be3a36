/**
 * `/proc/net/stat/arp_cache` and `ndisc_cache`: a header, then one line for each possible CPU, hexadecimal
 * (`neigh_stat_seq_show`, net/core/neighbour.c). Read by column name: Linux before 4.3 has no `table_fulls`, and the
 * spaces changed in 5.16.
 *
 * The counters belong to the table (`arp_tbl`, `nd_tbl`), of which the machine has one: they are those of all network
 * namespaces together, and only the first namespace has the files (`neigh_table_init` registers them in `init_net`).
 * Elsewhere, as on a node that is a container itself, the reading is absent.
 */

import type { NeighbourCounts, NeighbourStats } from '../domain/node.ts';
import { hexadecimal, hexadecimalLong, lines, words } from './parse.ts';

/** `undefined` for another format, and for a text that was cut. */
export function parseNeighbourStat(text: string): NeighbourStats | undefined {
  const [header = '', ...rows] = lines(text);
  const columns = words(header);
  // The first column is the size of the whole table, the same in every line: a fingerprint of the format, not a counter.
  if (columns[0] !== 'entries' || rows.length === 0) return undefined;
  const cpus: { cpu: number; counts: NeighbourCounts }[] = [];
  for (const [cpu, row] of rows.entries()) {
    const [entries, ...numbers] = words(row);
    const counters = numbers.map(hexadecimalLong);
    // A truncated line would look like counters that were reset.
    if (counters.length !== columns.length - 1 || counters.includes(undefined)) return undefined;
    if (hexadecimal(entries) === undefined) return undefined;
    const counts = countsOf((column) => counters[columns.indexOf(column, 1) - 1]);
    if (counts === undefined) return undefined;
    cpus.push({ cpu, counts });
  }
  return cpus;
}

function countsOf(counter: (column: string) => number | undefined): NeighbourCounts | undefined {
  const resolutionFailures = counter('res_failed');
  const unresolvedDiscards = counter('unresolved_discards');
  const tableFull = counter('table_fulls');
  if (resolutionFailures === undefined) return undefined;
  return {
    resolutionFailures,
    ...(unresolvedDiscards !== undefined && { unresolvedDiscards }),
    ...(tableFull !== undefined && { tableFull }),
  };
}
