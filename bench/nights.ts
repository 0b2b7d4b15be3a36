/**
 * `npm run bench -- nights [--seeds N] [--seed S] [--only ID,...] [--out FILE] [--show] [--scenarios FILE]`: the agent in histories of a
 * cluster, with fixed truths, in simulated time. Prints a line for each run. `--out` appends each as JSON, `--show` prints each change of
 * the verdict. `--scenarios` plays nothing and writes the list of the histories.
 */

import { appendFileSync, writeFileSync } from 'node:fs';
import { HISTORIES } from './nights/histories.ts';
import { type Measured, measured, type Spell } from './nights/measured.ts';
import { scenariosPage } from './nights/page.ts';
import { type Judged, play } from './nights/play.ts';
import { given } from './support/arguments.ts';

const { values } = given({
  options: {
    seeds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    out: { type: 'string' },
    show: { type: 'boolean', default: false },
    scenarios: { type: 'string' },
  },
});

if (values.scenarios !== undefined) writeFileSync(values.scenarios, scenariosPage(HISTORIES));
else await playAll();

async function playAll(): Promise<void> {
  const wanted = values.only === '' ? [] : values.only.split(',');
  const histories = HISTORIES.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const first = Number(values.seed);
  for (let seed = first; seed < first + Number(values.seeds); seed += 1)
    for (const history of histories) {
      const found = measured(history, seed, await play(history, seed, values.show ? show() : undefined));
      if (values.out !== undefined) appendFileSync(values.out, `${JSON.stringify(found)}\n`);
      console.log(lineOf(found));
    }
}

function lineOf({ id, seed, untrue, overdue, namedMs, flaps, overMs, slow, blamed }: Measured): string {
  const named = namedMs.map((ms) => (ms === null ? 'never' : `${ms / 1000} s`)).join(', ');
  const spells = (what: string, all: readonly Spell[]) =>
    all
      .map(({ cause, fromMs, untilMs }) => `; ${what} ${cause} ${fromMs / 1000}-${untilMs / 1000} s`)
      .join('');
  const wrong = blamed.length > 0 ? `; blamed ${blamed.join()}` : '';
  return `${id} ${seed}: named ${named || '-'}, flaps ${flaps}, over ${overMs / 1000} s, slow ${slow}${spells('UNTRUE', untrue)}${spells('OVERDUE', overdue)}${wrong}`;
}

function show(): (judged: Judged) => void {
  let last = '';
  return ({ atMs, verdicts }) => {
    const now = verdicts
      .map(({ cause, confidence, rule }) => `${cause} ${confidence.toFixed(2)} ${rule}`)
      .join(' | ');
    if (now === last) return;
    last = now;
    console.log(`  ${atMs / 1000} s: ${now}`);
    for (const { cause, confidence, facts } of verdicts)
      if (confidence > 0.5) console.log(`      ${cause}: ${facts.join('; ')}`);
  };
}
