/** `npx tsx --no-cache test/lab/proof/main.ts`: measures all trials with the real resolvers and writes docs/remedies.md. */

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../src/platform/failure.ts';
import { libraryVersions } from '../fidelity/run.ts';
import { demand } from '../needs.ts';
import { topology } from '../topology.ts';
import { measure } from './measure.ts';
import { remediesPage } from './page.ts';
import { goVersion } from './programs.ts';
import { isAsExpected } from './summary.ts';
import { TRIALS } from './trials.ts';

const LOOKUPS = 200;
const PAGE = fileURLToPath(new URL('../../../docs/remedies.md', import.meta.url));

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** The exit code: 1 if a row is not as expected; the page names it. */
async function main(): Promise<number> {
  await demand(topology({ nodeLocal: 'present' }), ['cc', 'musl-gcc']);
  const go = await goVersion();
  const trials = TRIALS.filter(({ library }) => library !== 'go' || go !== undefined);
  console.log(`${trials.length} pods, ${LOOKUPS} lookups each, all at the same time: about a minute.`);
  const measured = await measure(trials, LOOKUPS);
  const versions = await libraryVersions();
  const setting = {
    date: new Date().toISOString().slice(0, 10),
    versions: go === undefined ? versions : `${go}, ${versions}`,
    load: `${loadavg()[0]?.toFixed(1)} on ${cpus().length} CPUs`,
    omitted: go === undefined ? ["Go's resolver was left out: there is no Go here."] : [],
  };
  const prose = readFileSync(new URL('prose.md', import.meta.url), 'utf8');
  writeFileSync(PAGE, remediesPage(measured, setting, prose));
  console.log(`wrote ${PAGE}`);
  return measured.findings.every(isAsExpected) ? 0 : 1;
}
