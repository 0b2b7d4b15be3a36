/** What the engine says of a world made by hand: for tests of a whole kind of fault. */

import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { gather } from '../../src/evidence/gather.ts';
import { measure } from './measure.ts';
import { WELL } from './well-world.ts';
import type { Mechanism, World } from './world.ts';

/** Three DNS pods, to which the VIP spreads its flows evenly. */
export const THREE: Partial<World> = { pods: 3, weights: [1 / 3, 1 / 3, 1 / 3] };

export function evidenceWith(mechanisms: readonly Mechanism[], world: Partial<World> = THREE): Evidence {
  const faults = mechanisms.map((mechanism, index) => ({ ...mechanism, salt: 1000 + 50 * index }));
  return gather(measure({ ...WELL, ...world, faults }, { arms: 'all', flows: false }));
}

/** The first is the one to read first. */
export function saidWith(mechanisms: readonly Mechanism[], world?: Partial<World>): readonly Verdict[] {
  return diagnose(evidenceWith(mechanisms, world));
}

/** Claims: what is said with more than 0.5. */
export function claimedWith(mechanisms: readonly Mechanism[], world?: Partial<World>): readonly string[] {
  return saidWith(mechanisms, world).flatMap(({ cause, confidence }) => (confidence > 0.5 ? [cause] : []));
}
