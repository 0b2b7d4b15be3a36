/**
 * `npm run bench -- peers [--runs N] [--seconds N] [--condition X]... [--only NAME] [--no-page]`: fivesec beside blackbox_exporter, and the wire as the truth.
 * Writes docs/performance.md. Needs root, and a build.
 */

import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { standUp } from '../test/lab/lab.ts';
import { topology } from '../test/lab/topology.ts';
import { bars } from './peers/bars.ts';
import { BLACKBOX } from './peers/blackbox.ts';
import { measure } from './peers/condition.ts';
import { DNSPERF } from './peers/dnsperf.ts';
import { FIVESEC } from './peers/fivesec.ts';
import { performancePage } from './peers/page.ts';
import { CONDITIONS, type Sample, type Standing } from './peers/sample.ts';
import { standing } from './peers/standing.ts';
import { given } from './support/arguments.ts';
import { machine, report } from './support/rows.ts';

const PAGE = new URL('../docs/performance.md', import.meta.url);
const { values } = given({
  options: {
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '20' },
    condition: { type: 'string', multiple: true, default: [...CONDITIONS] },
    only: { type: 'string' },
    'no-standing': { type: 'boolean', default: false },
    'no-page': { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const peers = [FIVESEC, BLACKBOX, DNSPERF].filter(
  ({ name }) => values.only === undefined || name === values.only,
);
const conditions = CONDITIONS.filter((one) => values.condition.includes(one));

const samples: Sample[] = [];
const standings: Standing[] = [];
await using lab = await standUp(topology());
for (let run = 0; run < Number(values.runs); run += 1) {
  // In alternation, so that other work on the machine affects all programs equally.
  for (const condition of conditions) {
    for (const peer of peers) {
      const sample = await measure(lab, peer, condition, seconds);
      samples.push(sample);
      console.error(JSON.stringify(sample));
    }
  }
  if (values['no-standing']) continue;
  const settling: (() => Promise<Standing>)[] = [];
  for (const peer of peers) {
    const settled = await standing(lab, peer);
    if (settled) settling.push(settled);
  }
  for (const settled of settling) standings.push(await settled());
}
const rows = bars(samples, standings);
report(rows);
if (!values['no-page'])
  writeFileSync(
    PAGE,
    performancePage({
      machine: `${machine()}, load average ${loadavg()[2]?.toFixed(1)}`,
      seconds,
      peers,
      samples,
      standings,
      rows,
    }),
  );
