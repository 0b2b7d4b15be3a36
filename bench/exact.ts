/** Are timeouts counted what the kernel dropped, to the packet? Both profiles, 1 % of the queries lost.   [lookups] */

import { countLosses, lossRow } from './lost-packets.ts';
import { countArgument, report } from './rows.ts';

const counted = await countLosses({ lookups: countArgument(10_000), inFlight: 100 });
report([lossRow('timeouts counted equal packets dropped: 0 false, 0 missed', counted)]);
