/** The fate of each lost query in a real conntrack table, compared with the known mechanism of the loss. */

import { describe, expect, it } from 'vitest';
import { executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { canStand } from './can-stand.ts';
import { FATE_CASES, fatesIn } from './fates.ts';
import { standUp } from './lab.ts';
import { topology } from './topology.ts';

// As in bench/accuracy.ts: a check mostly waits.
describe.concurrent('the fate of lost queries', () => {
  for (const [mechanism, { inject, right }] of Object.entries(FATE_CASES))
    it(`is right for ${mechanism}`, async (ctx) => {
      needs(ctx, executableMissing());
      await canStand(ctx, topology());
      await using lab = await standUp(topology());
      await inject(lab);
      const fates = await fatesIn(lab, '20s');
      const lost = fates.lost + fates.unseen;
      expect(lost, JSON.stringify(fates)).toBeGreaterThan(200);
      expect(right(fates, lab) / lost, JSON.stringify(fates)).toBeGreaterThanOrEqual(0.99);
    });
});
