/**
 * The text of the node's conntrack table, in pieces: `nf_conntrack` of procfs, or the output of `conntrack -L -o extended`, which
 * has the same format, for kernels without that file. The tool shows the namespace in which it runs, so it is asked only if that is the node's.
 */

import { isIP } from 'node:net';
import type { FlowFilter } from '../../domain/flow.ts';
import { absent, type Reading } from '../../domain/reading.ts';
import type { StreamTool } from '../conntrack-tool.ts';
import { type PiecesOf, sameNetDirectory } from '../files.ts';

export interface TablePlaces {
  /** The node's `net` directory of procfs. */
  readonly procNet: string;
  /** `/proc/net`. */
  readonly ownProcNet: string;
  readonly piecesOf: PiecesOf;
  /** conntrack(8). */
  readonly tool?: StreamTool;
}

/** An absent piece is the last one, with the reason of the file and, where it was asked, of the tool. `addresses` decide which IP families are read. */
export async function* tablePieces(
  { procNet, ownProcNet, piecesOf, tool }: TablePlaces,
  { addresses }: Pick<FlowFilter, 'addresses'>,
): AsyncGenerator<Reading<string>, void> {
  for await (const piece of piecesOf(`${procNet}/nf_conntrack`)) {
    const isMissing = piece.kind === 'absent' && piece.reason === 'no-file';
    if (!isMissing || tool === undefined || !(await sameNetDirectory(procNet, ownProcNet))) yield piece;
    else yield* toolPieces(tool, familiesOf(addresses), piece.detail);
  }
}

async function* toolPieces(
  tool: StreamTool,
  families: readonly string[],
  fileDetail: string,
): AsyncGenerator<Reading<string>, void> {
  for (const family of families) {
    for await (const piece of tool(['-L', '-f', family, '-o', 'extended'])) {
      if (piece.kind === 'read') yield piece;
      else return yield absent(piece.reason, `${fileDetail}; ${piece.detail}`);
    }
  }
}

/** Older versions of the tool list only IPv4 where no family is named. */
function familiesOf(addresses: readonly string[]): readonly string[] {
  const versions = new Set(addresses.map((address) => isIP(address)));
  return [...(versions.has(4) ? ['ipv4'] : []), ...(versions.has(6) ? ['ipv6'] : [])];
}
