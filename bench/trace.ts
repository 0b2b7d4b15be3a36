/** Each step of `fivesec trace` beside `curl -w`, with a lookup of five seconds on one local HTTPS server.   [requests] */

import { type Steps, slowName } from '../test/lab/slow-name.ts';
import { countArgument } from './support/arguments.ts';
import { report } from './support/rows.ts';

const CLOSE_MS = 10;
const STEPS = ['lookup', 'connect', 'tls', 'answer', 'body'] as const;

const requests = countArgument(5);
const place = await slowName();
const curl: Steps[] = [];
const trace: Steps[] = [];
for (let made = 0; made < requests; made += 1) {
  curl.push(await place.byCurl());
  trace.push(await place.byTrace());
}
await place.close();

report(
  STEPS.map((step) => {
    const [theirs, ours] = [curl, trace].map((all) => Math.min(...all.map((one) => one[step])));
    const apartMs = Math.abs((ours ?? Number.NaN) - (theirs ?? Number.NaN));
    return {
      bar: `\`trace\` gives ${step} within ${CLOSE_MS} ms of \`curl -w\``,
      measured: `${ours?.toFixed(1)} ms, curl ${theirs?.toFixed(1)} ms: ${apartMs.toFixed(1)} ms apart (the quickest of ${requests} requests each)`,
      holds: apartMs <= CLOSE_MS,
    };
  }),
);
