/** `npm run bench -- alerts`: which alerts fire in which fault, and when. Writes docs/alerts.md. Needs promtool and Helm. */

import { writeFileSync } from 'node:fs';
import { rulesFile } from '../scripts/chart/rules.ts';
import { type Episode, episode } from '../test/agent/episode.ts';
import {
  AFTER_MS,
  AFTER_REPEATS,
  QUIET_MS,
  QUIET_REPEATS,
  REPEATED_MS,
  SPANS,
  STRENGTHS,
} from './alerts/faults.ts';
import { alertsPage, type Row } from './alerts/page.ts';
import { SCRAPE_MS, seriesOf, stretched } from './alerts/series.ts';
import { timelineOf } from './alerts/timeline.ts';

const PAGE = new URL('../docs/alerts.md', import.meta.url);
/** In scrapes. */
const REPEATED = REPEATED_MS / SCRAPE_MS;
const QUIET = QUIET_MS / SCRAPE_MS;

const rules = rulesFile();
const rows: Row[] = [];
for (const { title: strength, world } of STRENGTHS) {
  for (const { title, lastsMs, isIll, repeats = [{ title, times: 0 }] } of SPANS) {
    const cureMs = QUIET_MS + lastsMs;
    const found = await episode(world, {
      faultMs: QUIET_MS,
      cureMs,
      endMs: cureMs + AFTER_MS,
      isIll: (atMs) => isIll === undefined || isIll(atMs - QUIET_MS),
    });
    for (const { title: span, times } of repeats) {
      const row = rowOf(found, { strength, span, lastsMs, times });
      rows.push(row);
      for (const { alert, severity, fromMs, untilMs } of row.firings) {
        const [from, until] = [fromMs, untilMs].map((ms) => (ms - row.faultMs) / 1000);
        console.log(`${strength} | ${span} | ${alert} ${severity} | ${from} s to ${until} s`);
      }
    }
  }
}
writeFileSync(PAGE, alertsPage(rows, rules));

interface Repeated {
  readonly strength: string;
  readonly span: string;
  readonly lastsMs: number;
  /** How often the last two minutes of the fault are repeated. */
  readonly times: number;
}

/** Repeats the last part first, so that the indexes of earlier parts do not change. */
function rowOf(found: Episode, { strength, span, lastsMs, times }: Repeated): Row {
  const cure = QUIET + lastsMs / SCRAPE_MS;
  const end = cure + AFTER_MS / SCRAPE_MS;
  const simulated = seriesOf(found, end * SCRAPE_MS);
  const after = stretched(simulated, end - REPEATED, end, AFTER_REPEATS);
  const fault = stretched(after, cure - REPEATED, cure, times);
  const series = stretched(fault, QUIET - REPEATED, QUIET, QUIET_REPEATS);
  const faultMs = QUIET_MS + QUIET_REPEATS * REPEATED_MS;
  const cureMs = faultMs + lastsMs + times * REPEATED_MS;
  return {
    strength,
    span,
    faultMs,
    cureMs,
    endMs: cureMs + AFTER_MS + AFTER_REPEATS * REPEATED_MS,
    firings: timelineOf(rules, series).filter(({ alert }) => alert !== 'FivesecErrorBudgetBurn'),
  };
}
