/**
 * `/proc/net/softnet_stat`: a line for each CPU that is online, hexadecimal, of the whole machine
 * (`softnet_seq_show`, net/core/net-procfs.c). Columns: 1 processed, 2 dropped, 3 squeezed, 13 the CPU's number.
 */

import type { SoftnetStats } from '../domain/node.ts';
import { hexadecimal, lines, words } from './parse.ts';

/** Counted from 0. Kernels before 5.10 have no such column: there the line's number stands for the CPU. */
const CPU_COLUMN = 12;

/** `undefined` for another format, and for a text that was cut. */
export function parseSoftnet(text: string): SoftnetStats | undefined {
  const cpus = [];
  const rows = lines(text).map(words);
  for (const [index, columns] of rows.entries()) {
    // A row with fewer columns than the others was cut short: the CPU's number may be missing.
    if (columns.length !== rows[0]?.length) return undefined;
    const [processed, dropped, squeezed] = columns.slice(0, 3).map(hexadecimal);
    const cpu = columns.length > CPU_COLUMN ? hexadecimal(columns[CPU_COLUMN]) : index;
    if (processed === undefined || dropped === undefined || squeezed === undefined || cpu === undefined)
      return undefined;
    cpus.push({ cpu, counts: { processed, dropped, squeezed } });
  }
  return cpus.length === 0 ? undefined : cpus;
}
