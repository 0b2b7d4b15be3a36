/** Does the number of counted timeouts equal the number of packets that the kernel dropped? Both profiles, 1 % of the queries lost.   [lookups] */

import { countArgument } from './support/arguments.ts';
import { countLosses, lossRow } from './support/lost-packets.ts';
import { report } from './support/rows.ts';

const counted = await countLosses({ lookups: countArgument(10_000), inFlight: 100 });
report([lossRow('timeouts counted equal packets dropped: 0 false, 0 missed', counted)]);
