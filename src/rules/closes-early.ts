/** A rule of `tcp-blocked`: the servers end each TCP connection after their first answer. */

import { ratio } from '../compare/counts/proportions.ts';
import { joined, outOf } from '../compare/counts/wording.ts';
import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { Rule } from './rule.ts';

/** A server that does so ends each connection. A smaller share via the VIP is that of one server of several. */
const EACH = 0.9;

export const closesEarly: Rule = {
  id: 'tcp-ends-after-one-answer',
  predicts: [],
  argument:
    'The A query of each TCP connection is answered, and then the server closes the connection, so the AAAA query that was sent with it gets no answer. glibc sends both queries of a lookup over one connection (`send_vc` in resolv/res_send.c), and its lookup fails. It does so with `use-vc`, and whenever an answer over UDP is truncated. musl and Go open a connection for each query, and are not affected. A path that loses packets breaks connections before their first answer as well. If only a part of the connections ends in this way, one of several servers may do it, and the confidence is 0.5.',
  when: ({ closedEarly }) => {
    if (closedEarly === undefined) return undefined;
    const { connections, addresses } = closedEarly;
    return {
      confidence: ratio(connections) >= EACH ? LIKELY : POSSIBLE,
      facts: [
        `TCP connections to ${joined(addresses)} that the server closed after its first answer: ${outOf(connections)}`,
        'TCP itself works: the first query of each connection is answered. Programs with glibc are affected if they use `use-vc`, or if an answer over UDP is truncated: their lookup fails',
      ],
    };
  },
};
