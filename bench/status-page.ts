/** The size of the status page when every list on it is full, and the time to make it.   [pages] */

import { Journal } from '../src/journal/journal.ts';
import { statusPage } from '../src/status/status-page.ts';
import { explanation } from '../test/support/agent/explanations.ts';
import { clashingSteps, pastStalls, racingNode } from '../test/support/agent/page-views.ts';
import { lookup, pair, timedOut } from '../test/support/wire/outcomes.ts';
import { countArgument } from './support/arguments.ts';
import { median, quantile, report } from './support/rows.ts';

const MOST_BYTES = 150_000;
const MOST_MS = 50;

const pages = countArgument(300);
const journal = new Journal(100);
for (let count = 0; count < 100; count += 1) {
  const id = journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5_003, retries: 1 }) });
  journal.conclude(id ?? 0, explanation());
  journal.record({ kind: 'pair', outcome: pair({ aaaa: timedOut('AAAA'), durationMs: 5_000 }) });
  journal.record({ kind: 'pair', outcome: pair() });
}
const view = {
  ...racingNode(),
  journal: journal.view(),
  past: pastStalls(200, 2_000),
  steps: clashingSteps(),
};

const bytes = Buffer.byteLength(statusPage(view));
const timesMs = Array.from({ length: pages }, () => {
  const startMs = performance.now();
  statusPage(view);
  return performance.now() - startMs;
});
const [usual, slow] = [median(timesMs), quantile(timesMs, 0.99)];
report([
  {
    bar: `the status page has at most ${MOST_BYTES / 1000} kB`,
    measured: `${(bytes / 1000).toFixed(1)} kB with 2,000 lookups, 200 of them stalled, and a full journal`,
    holds: bytes <= MOST_BYTES,
  },
  {
    bar: `the status page is made in at most ${MOST_MS} ms`,
    measured: `median ${usual.toFixed(1)} ms, 99 % within ${slow.toFixed(1)} ms, of ${pages} pages`,
    holds: slow <= MOST_MS,
  },
]);
