/**
 * `npm run bench -- worlds [--count N] [--seed S] [--class X] [--classic] [--flows] [--out FILE] [--leave-one-out] [--show SEED]`:
 * draws worlds from the seeds S, S+1, ..., has the engine judge each, and prints how often it is right, and how often it is wrong above a confidence of 0.5.
 * `--class` takes worlds of classes that begin with X. `--classic` leaves out the occasional strategies. With
 * `--flows` the agent reads the node's conntrack table. Deterministic.
 */

import { writeFileSync } from 'node:fs';
import { diagnose } from '../src/diagnosis/diagnose.ts';
import type { Setup } from '../test/worlds/arms.ts';
import { drawWorld } from '../test/worlds/draw-world.ts';
import { caseOf, gradeCase } from '../test/worlds/grade.ts';
import { classOfWorld } from '../test/worlds/rulings.ts';
import { armsInWords, truthInWords, verdictsInWords, worldInWords } from '../test/worlds/words.ts';
import { given } from './support/arguments.ts';
import { gradeAll } from './worlds/crew.ts';
import { LeaveOneOut } from './worlds/leave-one-out.ts';
import { Report } from './worlds/report.ts';

const { values } = given({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    class: { type: 'string', default: '' },
    classic: { type: 'boolean', default: false },
    flows: { type: 'boolean', default: false },
    out: { type: 'string' },
    'leave-one-out': { type: 'boolean', default: false },
    show: { type: 'string' },
  },
});

const setup: Setup = { arms: values.classic ? 'classic' : 'all', flows: values.flows };
if (values.show === undefined) await run();
else show(Number(values.show));

async function run(): Promise<void> {
  const leaveOneOut = values['leave-one-out'];
  const graded = await gradeAll({ seeds: [...seedsToTake()], setup, leaveOneOut });
  const report = new Report();
  const leftOut = new LeaveOneOut();
  for (const one of graded) {
    report.add(drawWorld(one.grade.seed), one.grade);
    leftOut.add(one.grade.seed, one.leftOut);
  }
  console.log(report.page());
  if (leaveOneOut) console.log(leftOut.page());
  if (values.out === undefined) return;
  writeFileSync(values.out, graded.map(({ grade }) => `${JSON.stringify(grade)}\n`).join(''));
}

/** Worlds of the given class: seeds from the first one on, until there are enough. */
function* seedsToTake(): Generator<number> {
  for (let seed = Number(values.seed), taken = 0; taken < Number(values.count); seed += 1) {
    if (!classOfWorld(drawWorld(seed)).startsWith(values.class)) continue;
    taken += 1;
    yield seed;
  }
}

function show(seed: number): void {
  const one = caseOf(drawWorld(seed), setup);
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
