/** All histories. */

import { AGENT } from './histories/agent.ts';
import { CHANGING_STRENGTH } from './histories/changing-strength.ts';
import { KINDS_OF_FAULTS } from './histories/kinds-of-faults.ts';
import { LONG } from './histories/long.ts';
import { OUTAGES } from './histories/outages.ts';
import { ROLLOUTS } from './histories/rollouts.ts';
import { SETUPS } from './histories/setups.ts';
import { SHORT_FAULTS } from './histories/short-faults.ts';
import { TWO_FAULTS } from './histories/two-faults.ts';
import { UPSTREAMS } from './histories/upstreams.ts';
import type { History } from './history.ts';

export const HISTORIES: readonly History[] = [
  ...SHORT_FAULTS,
  ...OUTAGES,
  ...CHANGING_STRENGTH,
  ...KINDS_OF_FAULTS,
  ...TWO_FAULTS,
  ...ROLLOUTS,
  ...UPSTREAMS,
  ...AGENT,
  ...SETUPS,
  ...LONG,
];
