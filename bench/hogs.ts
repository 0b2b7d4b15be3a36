/** The same as `exact` on a starved machine: two CPU hogs, and the event loop blocked 40 ms of every 50.   [lookups] */

import { countArgument } from './support/arguments.ts';
import { countLosses, lossRow } from './support/lost-packets.ts';
import { report } from './support/rows.ts';

const hog = [process.execPath, '-e', 'for (;;);'] as const;
const counted = await countLosses({ lookups: countArgument(10_000), inFlight: 40, blocked: [40, 50] }, [
  hog,
  hog,
]);
report([
  lossRow('two CPU hogs, the event loop blocked 40 ms of every 50: 0 false timeouts, 0 missed', counted),
]);
