/** What conntrack counted in the last 15 minutes, and how full its table is. */

import type { ConntrackCounter, NodeDelta, NodeSnapshot } from '../../domain/node.ts';
import { LOOKUP_HISTORY_MS } from '../../journal/lookup-history.ts';
import { type Content, type Html, html } from '../html.ts';
import type { PageView } from '../page-view.ts';
import { percent } from './share-bar.ts';
import { type Series, sparkBars, sparkLevel } from './sparkline.ts';

/** 30 s each. */
const PARTS = 30;
const PART_MS = LOOKUP_HISTORY_MS / PARTS;

/** `isLoss`: a packet was lost each time. Kernels up to 5.9 count repaired clashes in `insert_failed`, so it is not. */
const TILES: readonly {
  readonly counter: ConntrackCounter;
  readonly name: string;
  /** For people who do not know the counter. */
  readonly about: string;
  readonly isLoss: boolean;
}[] = [
  {
    counter: 'insertFailed',
    name: 'insert_failed',
    about: 'new flows that clashed with another flow',
    isLoss: false,
  },
  { counter: 'drop', name: 'drop', about: 'packets that conntrack dropped', isLoss: true },
  {
    counter: 'earlyDrop',
    name: 'early_drop',
    about: 'entries removed because the table was full',
    isLoss: true,
  },
  {
    counter: 'clashResolved',
    name: 'clash_resolve',
    about: 'clashes that the kernel repaired',
    isLoss: false,
  },
  {
    counter: 'chainTooLong',
    name: 'chaintoolong',
    about: 'entries refused: too many in one hash chain',
    isLoss: true,
  },
];

export function counters({ steps, latest, now }: Pick<PageView, 'steps' | 'latest' | 'now'>): Html {
  if (latest.conntrack.kind === 'absent') {
    return html`<p class="quiet">The node's conntrack counters are not known (${latest.conntrack.detail}).</p>`;
  }
  const known = TILES.filter(({ counter }) =>
    seriesOf(steps, now, riseOf(counter)).some((one) => one !== undefined),
  );
  if (known.length === 0) return html`<p class="quiet">The first reading is under way.</p>`;
  return html`<ul class="tiles">
${known.map((row) => tile(row, seriesOf(steps, now, riseOf(row.counter))))}${fill(steps, latest, now)}</ul>`;
}

function tile({ name, about, isLoss }: (typeof TILES)[number], series: Series): Html {
  const total = series.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const rose = `${name} rose by ${total} in the last 15 minutes`;
  return html`<li class="tile ${isLoss && total > 0 ? 'bad' : 'calm'}"><span class="name"><code>${name}</code></span> <span class="total">${total === 0 ? '0' : `+${total}`}</span>
${sparkBars(series, rose)}<small>${about}</small></li>
`;
}

function fill(
  steps: readonly NodeDelta[],
  { conntrackEntries, conntrackLimit }: NodeSnapshot,
  now: number,
): Content {
  if (conntrackEntries.kind === 'absent') return '';
  if (conntrackLimit.kind === 'absent') {
    return html`<li class="tile"><span class="name">table fill</span> <span class="total">${conntrackEntries.value} entries</span> <small>The limit is not known (${conntrackLimit.detail}).</small></li>`;
  }
  const share = conntrackEntries.value / Math.max(1, conntrackLimit.value);
  const series = seriesOf(steps, now, entriesOf, Math.max);
  const about = `the conntrack table holds ${conntrackEntries.value} of ${conntrackLimit.value} entries`;
  return html`<li class="tile ${share >= 0.9 ? 'bad' : 'calm'}"><span class="name">table fill</span> <span class="total">${percent(share)}</span>
${sparkLevel(series, conntrackLimit.value, about)}<small>${conntrackEntries.value} of ${conntrackLimit.value} entries</small></li>
`;
}

function riseOf(counter: ConntrackCounter): (step: NodeDelta) => number | undefined {
  return ({ conntrack }) => (conntrack.kind === 'read' ? conntrack.value.counts[counter] : undefined);
}

function entriesOf({ conntrackEntries }: NodeDelta): number | undefined {
  return conntrackEntries.kind === 'read' ? conntrackEntries.value : undefined;
}

/** The steps by the part of the 15 minutes in which they ended. `join` combines the values of one part. */
function seriesOf(
  steps: readonly NodeDelta[],
  now: number,
  pick: (step: NodeDelta) => number | undefined,
  join: (one: number, other: number) => number = (one, other) => one + other,
): Series {
  const series: (number | undefined)[] = Array.from({ length: PARTS }, () => undefined);
  for (const step of steps) {
    const value = pick(step);
    const agoMs = now - step.startedAt - step.elapsedMs;
    const part = PARTS - 1 - Math.floor(Math.max(0, agoMs) / PART_MS);
    if (value === undefined || part < 0) continue;
    const before = series[part];
    series[part] = before === undefined ? value : join(before, value);
  }
  return series;
}
