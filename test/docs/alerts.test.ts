/** docs/alerts.md was computed from the rules as they are now. `npm run bench -- alerts` computes it again, in minutes. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fingerprint } from '../../bench/alerts/page.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const PAGE = read('docs/alerts.md');

/** Cells of the rows that name an alert. */
const ROWS = PAGE.split('\n')
  .filter((line) => /^\| .* \| Fivesec/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** `4:30` in seconds. */
const secondsOf = (clock = '') => {
  const [minutes = 0, seconds = 0] = clock.split(':').map(Number);
  return minutes * 60 + seconds;
};
const LASTS: Readonly<Record<string, number>> = { '30 s': 30, '2 min': 120, '10 min': 600, '1 h': 3600 };

it('was computed from the current rules', () => {
  expect(PAGE).toContain(`Rules: \`${fingerprint(read('charts/fivesec/rules/fivesec.rules.yaml'))}\`.`);
});

it('has critical alerts of a total outage within two minutes', () => {
  const total = ROWS.slice(0, ROWS.length - linesAfter('\n## Half'));
  const critical = total.filter(([, lasts = '', , severity]) => severity === 'critical' && lasts in LASTS);
  expect(critical.length).toBeGreaterThan(3);
  for (const cells of critical) expect(secondsOf(cells[5])).toBeLessThanOrEqual(120);
});

it('has no alert that begins after its cure, except the one about an event, within two minutes', () => {
  const late = ROWS.filter(([, lasts = '', alert, , , begins]) => {
    const grace = alert === 'FivesecLookupSpike' ? 120 : 0;
    return lasts in LASTS && secondsOf(begins) > (LASTS[lasts] ?? 0) + grace;
  });
  expect(late).toEqual([]);
});

/** The number of rows from this heading on. */
function linesAfter(heading: string): number {
  return PAGE.slice(PAGE.indexOf(heading))
    .split('\n')
    .filter((line) => /^\| .* \| Fivesec/.test(line)).length;
}
