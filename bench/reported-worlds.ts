/**
 * `npm run bench -- reported-worlds [--runs N] [--world X]... [--family 4|6]... [--duration 20s] [--out FILE]`: runs
 * `fivesec check` in each world that has a name, one after the other, and prints its verdicts. Needs root, and a build.
 */

import { appendFileSync } from 'node:fs';

import { checkWorld } from '../test/lab/world-check.ts';
import { WORLD_NAMES, type WorldName, worldOf } from '../test/lab/worlds.ts';
import { gradeWorld, idleFaults } from './kernel-worlds/grade.ts';
import { chosen, given } from './support/arguments.ts';

const { values } = given({
  options: {
    runs: { type: 'string', default: '1' },
    world: { type: 'string', multiple: true, default: [] },
    family: { type: 'string', multiple: true, default: ['4'] },
    duration: { type: 'string', default: '20s' },
    out: { type: 'string' },
  },
});

const names = chosen(values.world, WORLD_NAMES);
const grades = new Map<string, number>();
for (let run = 0; run < Number(values.runs); run += 1) {
  for (const name of names) for (const family of values.family) await runOnce(name, family === '6' ? 6 : 4);
}
console.log([...grades].map(([grade, count]) => `${count} ${grade}`).join(', '));

async function runOnce(name: WorldName, family: 4 | 6): Promise<void> {
  const world = worldOf(name);
  const { said, output, stderr, code, tookMs, truth } = await checkWorld(world, family, [
    '--duration',
    values.duration,
  ]);
  const { grade } = gradeWorld(world, said);
  grades.set(grade, (grades.get(grade) ?? 0) + 1);
  const idle = idleFaults(world, truth);
  const verdicts = said?.verdicts.map(({ cause, confidence }) => `${cause} ${confidence.toFixed(2)}`) ?? [
    stderr,
  ];
  const marks = `exit ${code}, ${Math.round(tookMs / 1000)} s${idle.length > 0 ? `, idle: ${idle.join(', ')}` : ''}`;
  console.log(`${grade.padEnd(6)} ${name} IPv${family}: ${verdicts.join(', ') || 'nothing'} (${marks})`);
  if (values.out !== undefined) {
    const line = { world: name, family, grade, verdicts: said?.verdicts, code, tookMs, truth, stderr };
    appendFileSync(values.out, `${JSON.stringify({ ...line, output })}\n`);
  }
}
