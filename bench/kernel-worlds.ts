/**
 * `npm run bench -- kernel-worlds [--count 150] [--seed 1] [--duration 20s] [--flows] [--out FILE]`: runs `fivesec check` in random
 * worlds of the lab, seed after seed, one after the other, and grades them. Half a minute each. With `--flows`, the check
 * reads the node's conntrack table. Writes a line of JSON for each world. Needs root, and a build.
 */

import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RandomWorld, randomWorld } from '../test/lab/random/random-world.ts';
import { checkWorld } from '../test/lab/world-check.ts';
import { asItWas, type Grade, gradeWorld, idleFaults } from './kernel-worlds/grade.ts';
import { given } from './support/arguments.ts';

const { values } = given({
  options: {
    count: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    duration: { type: 'string', default: '20s' },
    flows: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

interface Result {
  readonly seed: number;
  readonly kinds: readonly string[];
  readonly grade: Grade;
}

const out = values.out ?? join(mkdtempSync(join(tmpdir(), 'fivesec-kernel-worlds-')), 'worlds.jsonl');
const first = Number(values.seed);
const results: Result[] = [];
for (let seed = first; seed < first + Number(values.count); seed += 1) results.push(await runWorld(seed));
summarise(results);

async function runWorld(seed: number): Promise<Result> {
  const world = randomWorld(seed);
  try {
    return await judge(world);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`broken seed ${seed} ${world.kinds.join(' + ')}: ${reason}`);
    appendFileSync(
      out,
      `${JSON.stringify({ seed, kinds: world.kinds, story: world.story, grade: 'broken', reason })}\n`,
    );
    return { seed, kinds: world.kinds, grade: 'broken' };
  }
}

async function judge(drawn: RandomWorld): Promise<Result> {
  const { seed, kinds, family, story } = drawn;
  const { said, output, stderr, code, tookMs, truth } = await checkWorld(drawn, family, [
    '--duration',
    values.duration,
    ...(values.flows ? ['--flows'] : []),
  ]);
  const world = asItWas(drawn, truth);
  const { grade, first: named } = gradeWorld(world, said);
  const verdicts = said?.verdicts.map(({ cause, confidence }) => `${cause} ${confidence.toFixed(2)}`) ?? [
    stderr,
  ];
  const idle = idleFaults(world, truth);
  const marks = `exit ${code}, ${Math.round(tookMs / 1000)} s${idle.length > 0 ? `, idle: ${idle.join(', ')}` : ''}`;
  console.log(
    `${grade.padEnd(6)} seed ${seed} ${kinds.join(' + ')}: ${verdicts.join(', ') || 'nothing'} (${marks})`,
  );
  if (grade !== 'right') console.log(`       ${story}\n       npm run lab -- random --seed ${seed}`);
  const { wanted, alsoTrue } = world;
  const line = {
    seed,
    family,
    kinds,
    story,
    wanted,
    alsoTrue,
    grade,
    first: named,
    idle,
    code,
    tookMs,
    truth,
  };
  appendFileSync(out, `${JSON.stringify({ ...line, verdicts: said?.verdicts, stderr, output })}\n`);
  return { seed, kinds, grade };
}

/** One row for each kind, then the whole. */
function summarise(all: readonly Result[]): void {
  const rows = [...new Set(all.flatMap(({ kinds }) => kinds))].sort();
  console.log(`\n${'kind'.padEnd(22)} worlds  right  unsure  wrong  broken`);
  for (const kind of rows)
    console.log(
      row(
        kind,
        all.filter(({ kinds }) => kinds.includes(kind)),
      ),
    );
  console.log(row('all', all));
  const wrong = all.filter(({ grade }) => grade === 'wrong').map(({ seed }) => seed);
  console.log(`sure and wrong: ${wrong.length === 0 ? 'none' : `seeds ${wrong.join(', ')}`}`);
  console.log(`one line for each world: ${out}`);
}

function row(name: string, results: readonly Result[]): string {
  const count = (grade: Grade) => String(results.filter((one) => one.grade === grade).length);
  return `${name.padEnd(22)} ${String(results.length).padStart(6)} ${count('right').padStart(6)} ${count('unsure').padStart(7)} ${count('wrong').padStart(6)} ${count('broken').padStart(7)}`;
}
