/** A process: one scripted server for each address of the given file, each with its own state. */

import { readFileSync } from 'node:fs';
import { startDnsServer } from '../../../src/demo/dns-server.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import { behave, type Rule } from '../dns/behaviour.ts';
import { CLUSTER_ZONE } from '../dns/zone.ts';

export interface ServerPlan {
  readonly address: string;
  readonly rules: readonly Rule[];
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: servers PLAN');
const plans = JSON.parse(readFileSync(path, 'utf8')) as readonly ServerPlan[];
for (const { address, rules } of plans) {
  const script = behave(rules, CLUSTER_ZONE, seededRandom(address), () => {});
  await startDnsServer({ address, port: 53, script, clock: systemClock, remember: 0 });
}
process.stdout.write('ready\n');
