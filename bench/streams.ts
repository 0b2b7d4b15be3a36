/**
 * `npm run bench -- streams [--hours N] [--faults N] [--seed S] [--fault X]`: the agent in simulated clusters that are well for N hours
 * in all, and in N clusters of each fault. Writes docs/streams.md, unless `--fault` chooses faults whose names contain X. Deterministic, one process.
 */

import { writeFileSync } from 'node:fs';
import { episode } from '../test/agent/episode.ts';
import { streamsPage } from './streams/page.ts';
import { type Result, resultOf } from './streams/result.ts';
import { FAULT_KINDS, faultStream, type Stream, WELL_MS, wellStream } from './streams/streams.ts';
import { given } from './support/arguments.ts';

const PAGE = new URL('../docs/streams.md', import.meta.url);
const HOUR_MS = 3_600_000;

const { values } = given({
  options: {
    hours: { type: 'string', default: '200' },
    faults: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    fault: { type: 'string', default: '' },
  },
});
const first = Number(values.seed);
const today = new Date().toISOString().slice(0, 10);
const isPart = values.fault !== '';
const kinds = FAULT_KINDS.filter((kind) => kind.includes(values.fault));

const faults: Result[] = [];
for (const kind of kinds)
  for (let seed = first; seed < first + Number(values.faults); seed += 1)
    faults.push(await run(faultStream(kind, seed), seed));
const well: Result[] = [];
const clusters = isPart ? 0 : Math.ceil((Number(values.hours) * HOUR_MS) / WELL_MS);
for (let seed = first; seed < first + clusters; seed += 1) {
  well.push(await run(wellStream(seed), seed));
  // After each cluster: a run that is ended early leaves what it has.
  writeFileSync(
    PAGE,
    streamsPage(well, faults, `Measured on ${today}, Node ${process.version}, with seeds from ${first} on.`),
  );
}

async function run(stream: Stream, seed: number): Promise<Result> {
  const result = resultOf(stream, await episode(stream.world, stream.times));
  const { title, isCold, namedMs, overMs, untrue, gaps, blamed, starved } = result;
  const [named, over] = [namedMs, overMs].map((ms) => (ms / 1000).toFixed(0));
  const found = title === 'well' ? `starved ${starved}` : `named ${named} s, over ${over} s, gaps ${gaps}`;
  const wrong = [...untrue, ...(blamed.length > 0 ? ['blamed', ...new Set(blamed)] : [])];
  console.log(
    `${title} ${seed}${isCold ? ' cold' : ''}: ${found}${wrong.length > 0 ? `; untrue: ${wrong.join()}` : ''}`,
  );
  return result;
}
