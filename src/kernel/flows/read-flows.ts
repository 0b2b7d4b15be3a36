/**
 * Finds the flows to DNS in the text of the conntrack table (kernel/flows/table-pieces.ts), which is streamed and never held whole.
 *
 * `nf_conntrack` of procfs has mode 0440 and belongs to root. The kernel returns a page (some 20 entries) for each read(2).
 * Before Linux 6.16 it walks the table from its start for each page (`ct_get_idx`), so the time grows with the square of the
 * number of entries: `maxEntries` bounds it.
 * Entries come and go during the reading, so an entry may be missing, or be read twice.
 */

import type { Flow, FlowFilter, FlowScan } from '../../domain/flow.ts';
import { type Reading, read, type Source } from '../../domain/reading.ts';
import { type Clock, sleep } from '../../platform/clock.ts';
import { LineSplitter } from '../line-splitter.ts';
import { parseEntry } from './entry.ts';
import { compileFilter } from './filter.ts';

export interface FlowLimits {
  /** Measures how long the event loop was blocked, and lets it continue. */
  readonly clock: Clock;
  /** The most entries to read; the rest of the table is left unread. */
  readonly maxEntries: number;
  /** Milliseconds after which other events get their turn. */
  readonly sliceMs?: number;
  /** Is an answer awaited whose time is measured? The next slice waits meanwhile, for `LONGEST_WAIT_MS` at most. */
  readonly awaiting?: () => boolean;
  readonly signal?: AbortSignal;
}

/** The goal is 5 ms, garbage collection included. The time is checked only every `LINES_PER_LOOK` lines, so a slice ends a little late. */
const SLICE_MS = 1;
const LINES_PER_LOOK = 16;
const LONGEST_WAIT_MS = 20;

/**
 * Yields each flow that passes the filter, addresses in canonical form. The generator's return value says how the
 * reading went, or why the table can't be read: `pieces` ends with an absent one.
 */
export async function* readFlows(
  pieces: AsyncIterable<Reading<string>>,
  filter: FlowFilter,
  limits: FlowLimits,
): AsyncGenerator<Flow, Reading<FlowScan>> {
  const { maybe, flowOf } = compileFilter(filter);
  const slice = new Slice(limits);
  const splitter = new LineSplitter();
  let [entries, unparsable] = [0, 0];
  let source: Source = 'procfs';
  const scan = (complete: boolean) => {
    const isWhole = complete && splitter.atLineStart;
    return read({ entries, unparsable: unparsable + splitter.tooLong, complete: isWhole }, source);
  };

  await slice.begin();
  for await (const piece of pieces) {
    if (piece.kind === 'absent') return piece;
    source = piece.source;
    // Other events had their turn while the file was read.
    await slice.begin();
    for (const line of splitter.linesOf(piece.value)) {
      if (entries >= limits.maxEntries || limits.signal?.aborted) return scan(false);
      entries += 1;
      if (entries % LINES_PER_LOOK === 0) await slice.pauseIfOver();
      if (!maybe(line)) continue;
      const entry = parseEntry(line);
      const flow = entry && flowOf(entry);
      if (entry === undefined && isUdpOrTcp(line)) unparsable += 1;
      if (flow !== undefined) yield flow;
    }
  }
  return scan(true);
}

/** Lines of other protocols with ports (SCTP, DCCP) are valid, and no DNS. */
function isUdpOrTcp(line: string): boolean {
  return !/^ipv[46] +\d+ (?!udp |tcp )\w+ +\d+ /.test(line);
}

/** The time since other events last had their turn. */
class Slice {
  readonly #limits: FlowLimits;
  #begunMs = 0;

  constructor(limits: FlowLimits) {
    this.#limits = limits;
  }

  /** Begins once no answer is awaited. */
  async begin(): Promise<void> {
    const { clock, awaiting } = this.#limits;
    const untilMs = clock.now() + LONGEST_WAIT_MS;
    while (awaiting?.() && clock.now() < untilMs) await sleep(clock, 1);
    this.#begunMs = clock.now();
  }

  async pauseIfOver(): Promise<void> {
    const { clock, sliceMs = SLICE_MS } = this.#limits;
    if (clock.now() - this.#begunMs < sliceMs) return;
    await sleep(clock, 0);
    await this.begin();
  }
}
