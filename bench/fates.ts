/** Is the fate of lost queries right? The mechanism of the loss is known. In the lab, as root.   [lost queries] */

import { FATE_CASES, type FateCase, fatesIn } from '../test/lab/fates.ts';
import { standUp } from '../test/lab/lab.ts';
import { topology } from '../test/lab/topology.ts';
import { countArgument } from './support/arguments.ts';
import { report } from './support/rows.ts';

const RIGHT = 0.99;
/** The mechanism loses some queries of each minute; the longest check takes four minutes. */
const DURATION = '100s';

const count = countArgument(2000);

const rows = [];
for (const [mechanism, fateCase] of Object.entries(FATE_CASES)) {
  const { right, lost } = await measured(fateCase);
  rows.push({
    bar: `${mechanism}: the fate of ${count} lost queries or more is right in ${100 * RIGHT} % at least`,
    measured: `${right} of ${lost}`,
    holds: lost >= count && right >= RIGHT * lost,
  });
}
report(rows);

/** Repeats checks until enough queries were lost. */
async function measured({ inject, right }: FateCase) {
  await using lab = await standUp(topology());
  await inject(lab);
  const sums = { right: 0, lost: 0 };
  while (sums.lost < count) {
    const fates = await fatesIn(lab, DURATION);
    sums.right += right(fates, lab);
    sums.lost += fates.lost + fates.unseen;
  }
  return sums;
}
