/**
 * `npm run bench -- worlds [--count N] [--seed S] [--class X] [--classic] [--out FILE] [--leave-one-out] [--show SEED]`:
 * draws worlds from the seeds S, S+1, ..., asks the engine about each, and prints how often it is right, and sure and wrong.
 * `--class` takes worlds of classes that begin with X. `--classic` leaves out the newer strategies. Deterministic.
 */

import { appendFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { diagnose } from '../src/diagnosis/diagnose.ts';
import type { ArmChoice } from '../test/worlds/arms.ts';
import { drawWorld } from '../test/worlds/draw-world.ts';
import { type Case, caseOf, gradeCase } from '../test/worlds/grade.ts';
import { classOfWorld } from '../test/worlds/rulings.ts';
import { armsInWords, truthInWords, verdictsInWords, worldInWords } from '../test/worlds/words.ts';
import { LeaveOneOut } from './worlds/leave-one-out.ts';
import { Report } from './worlds/report.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    class: { type: 'string', default: '' },
    classic: { type: 'boolean', default: false },
    out: { type: 'string' },
    'leave-one-out': { type: 'boolean', default: false },
    show: { type: 'string' },
  },
});

const choice: ArmChoice = values.classic ? 'classic' : 'all';
if (values.show === undefined) run();
else show(Number(values.show));

function run(): void {
  const report = new Report();
  const leftOut = values['leave-one-out'] ? new LeaveOneOut() : undefined;
  if (values.out !== undefined) writeFileSync(values.out, '');
  for (const one of cases()) {
    const grade = gradeCase(one, diagnose(one.evidence));
    report.add(one.world, grade);
    leftOut?.add(one, grade);
    if (values.out !== undefined) appendFileSync(values.out, `${JSON.stringify(grade)}\n`);
  }
  console.log(report.page());
  if (leftOut !== undefined) console.log(leftOut.page());
}

/** Worlds of the class that was asked for, from as many seeds on as it takes. */
function* cases(): Generator<Case> {
  const first = Number(values.seed);
  for (let seed = first, made = 0; made < Number(values.count); seed += 1) {
    const world = drawWorld(seed);
    if (!classOfWorld(world).startsWith(values.class)) continue;
    made += 1;
    yield caseOf(world, choice);
  }
}

function show(seed: number): void {
  const one = caseOf(drawWorld(seed), choice);
  const verdicts = diagnose(one.evidence);
  const { right, wrong, rightFirst } = gradeCase(one, verdicts);
  const lines = [
    `world ${seed}`,
    ...worldInWords(one.world),
    truthInWords(one.truth),
    '',
    ...armsInWords(one.evidence),
    '',
    ...verdictsInWords(verdicts),
    '',
    `right: ${right.join(', ') || 'nothing to name'}; sure and wrong: ${wrong.join(', ') || 'none'}; right first: ${rightFirst}`,
  ];
  console.log(lines.join('\n'));
}
