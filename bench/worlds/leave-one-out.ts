/** Removes a world's cause from the engine's rules and counts what the others claim: an estimate for faults that are not known yet. */

import { table } from '../../scripts/markdown.ts';
import { ALL_CAUSES } from '../../src/causes/all-causes.ts';
import { viewOf } from '../../src/compare/view/view.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { type Case, type Grade, gradeCase } from '../../test/worlds/grade.ts';
import { claimed, outOf } from './report.ts';

/** The untrue claims above 0.5 without the rules for `cause`. */
export interface LeftOut {
  readonly cause: string;
  readonly wrong: readonly string[];
}

/** Once for each cause that is right for the world; other right causes stay right. */
export function leaveEachOut(one: Case, { right }: Grade): LeftOut[] {
  const view = viewOf(one.evidence);
  return right.map((cause) => {
    const others = ALL_CAUSES.filter((definition) => definition.cause !== cause);
    return { cause, wrong: gradeCase(one, diagnose(one.evidence, view, others)).wrong };
  });
}

interface Row {
  worlds: number;
  wrong: number;
  readonly claims: Map<string, number[]>;
}

/** Counts of worlds and of untrue claims, in all and by the cause that is left out. */
export class LeaveOneOut {
  readonly #rows = new Map<string, Row>();

  add(seed: number, leftOut: readonly LeftOut[]): void {
    for (const { cause, wrong } of leftOut)
      for (const name of ['all', cause]) count(this.#row(name), seed, wrong);
  }

  page(): string {
    const rows = [...this.#rows].sort(([one], [other]) => (one < other ? -1 : 1));
    return table(
      ['left out', 'worlds', 'another claimed surely', 'which'],
      rows.map(([name, { worlds, wrong, claims }]) => [
        name,
        `${worlds}`,
        outOf(wrong, worlds),
        claimed(claims),
      ]),
    );
  }

  #row(name: string): Row {
    const row = this.#rows.get(name) ?? { worlds: 0, wrong: 0, claims: new Map() };
    this.#rows.set(name, row);
    return row;
  }
}

function count(row: Row, seed: number, wrong: readonly string[]): void {
  row.worlds += 1;
  row.wrong += Number(wrong.length > 0);
  for (const cause of wrong) row.claims.set(cause, [...(row.claims.get(cause) ?? []), seed]);
}
