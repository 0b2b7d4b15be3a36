/** A rule of `endpoint-down`: every DNS pod refuses some queries and answers others, of which few were sent over TCP. */

import { joined, outOf } from '../compare/counts/wording.ts';
import { podsThatRefuse } from '../compare/pods/refusing-pods.ts';
import { refuseAtTimes } from '../compare/vip/refusals.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import type { Rule } from './rule.ts';

/** So many refused queries of each pod are no chance. A firewall that rejects a part of the queries looks the same. */
const MANY = 6;
const PROBABLE = 0.6;

export const refuseNowAndThen: Rule = {
  id: 'pods-refuse-now-and-then',
  predicts: [],
  argument:
    'Every known DNS pod refuses some of the queries that are sent straight to it, over UDP or TCP, and answers others. Lost packets refuse nothing. So the hosts can be reached, and nothing listens there at times: the DNS servers are restarted or crash. A firewall that rejects a part of the queries looks the same, so the confidence is 0.6, or 0.5 if few were refused. If many connections over TCP were refused, see `pods-refuse-at-times`.',
  when: (view) => {
    const pods = podsThatRefuse(view);
    const all = view.endpoints.length;
    if (all === 0 || pods.length < all || refuseAtTimes(view).length === all) return undefined;
    return {
      confidence: pods.every(({ refused }) => refused.failures >= MANY) ? PROBABLE : POSSIBLE,
      facts: [
        `queries straight to ${joined(pods.map(({ address }) => address))} that were refused at once, of those that failed: ${joined(pods.map(({ refused }) => outOf(refused)))}. Each pod answered others`,
        'lost packets refuse nothing: look at the restarts of the DNS pods and at the log of the containers that ended',
      ],
    };
  },
};
