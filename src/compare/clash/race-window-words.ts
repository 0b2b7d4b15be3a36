/** What the race window of a node means, for people. */

import type { RaceWindow } from '../../domain/evidence.ts';

/** Clauses that follow the name of the window and a colon. */
export const RACE_WINDOW_WORDS: Readonly<Record<RaceWindow, string>> = {
  open: 'A and AAAA of one lookup clash in conntrack here, and one of them is lost',
  'partly-repaired':
    'A and AAAA of one lookup clash in conntrack here: the kernel repairs some clashes, and others lose a packet',
  repaired: 'A and AAAA of one lookup clash in conntrack here, and the kernel repairs the clash',
  absent: 'A and AAAA do not clash in conntrack here, even when provoked',
  unknown: 'what was measured does not show whether A and AAAA clash in conntrack here',
};
