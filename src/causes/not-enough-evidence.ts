/** Something stalls, and the measurements do not show why. No rule finds it: `diagnose` reports it if no rule is confident. */

import type { CauseDefinition } from './cause-definition.ts';

export const notEnoughEvidence: CauseDefinition<'not-enough-evidence'> = {
  cause: 'not-enough-evidence',
  rules: [],
  remedies: [
    { change: 'Run `fivesec check --duration 2m` on this node while lookups stall' },
    {
      change: "Give fivesec the node's counters (--proc-net) and the DNS pods' addresses (--endpoints-name)",
    },
    {
      change:
        "If nothing answers at all: check that the nameserver's address is right, that the DNS pods are ready, and that no network policy blocks fivesec",
    },
  ],
  // Two strategies that send at once, two that send apart as their controls, and two that do not use the VIP. More strategies would only take longer.
  askNext: ['pair', 'race', 'separate', 'sequential', 'endpoint', 'node-local'],
};
