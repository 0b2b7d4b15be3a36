/** Does the number of counted timeouts equal the number of packets that the kernel dropped? Both profiles, 1 % of the queries lost.   [lookups] */

import { countArgument } from './arguments.ts';
import { countLosses, lossRow } from './lost-packets.ts';
import { report } from './rows.ts';

const counted = await countLosses({ lookups: countArgument(10_000), inFlight: 100 });
report([lossRow('timeouts counted equal packets dropped: 0 false, 0 missed', counted)]);
