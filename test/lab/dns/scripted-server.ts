/** A process: the project's scripted DNS server at the addresses, and with the rules, of the file that it is given. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { startDnsServer } from '../../../src/demo/dns-server.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import { behave } from './behaviour.ts';
import { type Counted, FLUSH_MS, type ScriptedPlan } from './scripted-plan.ts';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: scripted-server PLAN');
await serve(JSON.parse(readFileSync(path, 'utf8')) as ScriptedPlan);

async function serve({ listen, zone, rules, counters, seed }: ScriptedPlan): Promise<void> {
  const counted: Record<string, number> = {};
  const script = behave(rules, zone, seededRandom(seed), (counter) => {
    counted[counter] = (counted[counter] ?? 0) + 1;
  });
  const write = () => {
    const now: Counted = { at: systemClock.wall(), counters: counted };
    // A reader never sees half of the file.
    writeFileSync(`${counters}.draft`, JSON.stringify(now));
    renameSync(`${counters}.draft`, counters);
  };
  write();
  systemClock.every(FLUSH_MS, write);
  for (const address of listen) {
    await startDnsServer({ address, port: 53, script, clock: systemClock, remember: 0 });
  }
}
