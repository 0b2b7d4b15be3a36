/**
 * TCP connections that stand, and over which nothing is answered. The kernel of the server's host completes a connection, without the server's
 * process (listen(2)). So the way there works in both directions, and what holds the socket does not read it.
 */

import type { ArmTally } from '../../domain/evidence.ts';
import type { Proportion } from '../../statistics/tests.ts';

/** The fewest of them that show it: a lost segment leaves a connection without an answer now and then. */
const ENOUGH = 6;
/** A dead way lets no connection stand. So nearly all that got no answer have to. */
const NEARLY_ALL = 0.9;

/** Connections that stood and got no answer, of all; `undefined` if there are few, or if as many did not stand. */
export function takenInSilence(arms: readonly ArmTally[]): Proportion | undefined {
  const tcp = arms.filter(({ transport }) => transport === 'tcp');
  const [made, silent, stood] = tcp.reduce<readonly [number, number, number]>(
    ([pairs, lost, standing], arm) => [
      pairs + arm.pairs,
      lost + timedOutAlone(arm),
      standing + (arm.connectsMs?.length ?? 0),
    ],
    [0, 0, 0],
  );
  // A connection with an answer stood.
  const taken = Math.max(0, Math.min(silent, stood - (made - silent)));
  return taken >= ENOUGH && taken >= NEARLY_ALL * silent ? { failures: taken, trials: made } : undefined;
}

/** Pairs of which neither query was answered, by timeouts only. */
function timedOutAlone({ a, aaaa, bothFailed }: ArmTally): number {
  return Math.max(0, bothFailed - a.networkErrors - aaaa.networkErrors);
}

/** TCP sends its first segment again after a second (RFC 6298: the initial timeout). A little less, as timers are rounded. Milliseconds. */
const REPEATED_MS = 950;

/** Connections that stood only after TCP had sent its first segment again, of those that stood. */
export function repeatedConnects(arms: readonly ArmTally[]): Proportion {
  const all = arms.flatMap(({ connectsMs = [] }) => connectsMs);
  return { failures: all.filter((ms) => ms >= REPEATED_MS).length, trials: all.length };
}

/** Do at least half as many connections need a second try as flows over UDP are lost (`share`)? Then TCP loses packets there as well, and hides it. */
export function tcpHidesLoss(arms: readonly ArmTally[], share: number): boolean {
  const { failures, trials } = repeatedConnects(arms);
  return failures >= ENOUGH && failures >= (share / 2) * trials;
}
