/** Goes to a gate twenty times, and prints how often a thread of the pool was met. A program, because the test runs it on one CPU. */

import { setTimeout as pause } from 'node:timers/promises';
import { PoolGate } from '../../../src/wire/race/gate.ts';

const gate = new PoolGate();
let met = 0;
for (let meeting = 0; meeting < 20; meeting += 1) {
  if (gate.meet(() => true)) met += 1;
  await pause(1);
}
console.log(met);
