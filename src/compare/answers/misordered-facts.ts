/** The facts about answers whose CNAME record comes after the address that it leads to. */

import type { NameFaults } from '../../domain/evidence.ts';
import { joined, outOf } from '../counts/wording.ts';

const MOST_NAMES = 4;

/** The number of such answers, over all names. */
export function misorderedAnswers({ misordered }: Pick<NameFaults, 'misordered'>): number {
  return Object.values(misordered).reduce((sum, { answers }) => sum + answers, 0);
}

/** Which names, from which servers, and which C library fails. */
export function misorderedFacts({ misordered }: Pick<NameFaults, 'misordered'>): readonly string[] {
  const found = Object.entries(misordered);
  return [
    ...found
      .slice(0, MOST_NAMES)
      .map(
        ([name, { answers, of, servers }]) =>
          `${name}: answers in which a CNAME record comes after the address that it leads to: ${outOf({ failures: answers, trials: of })}, from ${joined(servers)}`,
      ),
    ...(found.length > MOST_NAMES ? [`and ${found.length - MOST_NAMES} more names`] : []),
    'glibc (2.37 and later, and 2.36 of Debian 12) takes no address from such an answer. If it gets none for A and none for AAAA, getaddrinfo fails at once (EAI_NONAME, "Name or service not known"). musl and Go take the address, so the name works in Alpine images and with `dig`',
  ];
}
