/** The facts about a name that some servers find and others deny. */

import type { Contradiction } from '../../domain/evidence.ts';
import { joined } from '../counts/wording.ts';

/** How often `name` was found and denied, and by which servers it was denied each time. */
export function contradictionFacts(name: string, one: Contradiction): readonly string[] {
  const { found, denied, empty, between, deniers, deniersOverUdp } = one;
  const without = [
    ...(denied > 0 ? [`${denied} with NXDOMAIN`] : []),
    ...(empty > 0 ? [`${empty} without an address (NOERROR)`] : []),
  ];
  const never = deniers.length === 0 ? '' : `; never with addresses by ${joined(deniers)}`;
  return [
    `${name}: ${found} queries were answered with addresses, ${joined(without)}${never}`,
    ...(between === 0
      ? []
      : [
          `of those without addresses, ${between} came from a server that answered with addresses both before and after: it, or a server behind it, answers wrongly in part`,
        ]),
    ...(deniersOverUdp.length === 0
      ? []
      : [
          `${joined(deniersOverUdp)}: always NXDOMAIN over UDP, and addresses over TCP. A device on the way may answer in place of this server (a router or a firewall that intercepts DNS)`,
        ]),
  ];
}
