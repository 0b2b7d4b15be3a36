/** Runs in the agent's pod: each second it writes a line if the verdicts in the metrics have changed. */

import { setTimeout as pause } from 'node:timers/promises';

const [address = '127.0.0.1:9353'] = process.argv.slice(2);
const EVERY_MS = 1_000;

let last = '';
for (;;) {
  const text = await fetch(`http://${address}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );
  const verdicts = JSON.stringify(
    [...text.matchAll(/^fivesec_verdict\{cause="([^"]+)"\} (\S+)$/gm)]
      .map(([, cause, confidence]) => ({ cause, confidence: Number(confidence) }))
      .filter(({ confidence }) => confidence > 0),
  );
  if (verdicts !== last) console.log(`{"at":${Date.now()},"verdicts":${verdicts}}`);
  last = verdicts;
  await pause(EVERY_MS);
}
