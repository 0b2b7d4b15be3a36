/** Leaves out obsolete arms: the shuffled rotation may still hold arms to DNS pods that have gone. */

import { sameServer } from '../domain/server.ts';
import { specOf } from '../domain/strategy.ts';
import type { Arm } from './arms.ts';
import type { Source } from './rotation.ts';

/** `arms` returns the arms that the configuration and the network allow now. `source` returns each of them sooner or later. */
export function currentArms(source: Source<Arm>, arms: () => readonly Arm[]): Source<Arm> {
  return {
    next() {
      const current = arms();
      let arm = source.next();
      // The source may hold a round of obsolete arms. It makes a new round when these are used up.
      for (let turns = 0; arm && !current.some((one) => sameArm(one, arm)); turns += 1) {
        if (turns > MOST_OBSOLETE) return undefined;
        arm = source.next();
      }
      return arm;
    },
  };
}

/** The most obsolete arms of one round: those of 64 DNS pods over two transports, the strategies via the VIP, and the names. */
const MOST_OBSOLETE = 200;

function sameArm(one: Arm, other: Arm | undefined): boolean {
  return (
    other !== undefined &&
    one.strategy === other.strategy &&
    one.transport === other.transport &&
    // Random names differ with each call.
    (one.name === other.name || specOf(one.strategy).asks === 'uncached') &&
    sameServer(one.server, other.server)
  );
}
