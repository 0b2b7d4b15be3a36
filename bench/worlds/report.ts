/** Adds grades up: all of them, and by class of mechanism. */

import { table } from '../../scripts/markdown.ts';
import { type Grade, isQuiet, mustBeNamed } from '../../test/worlds/grade.ts';
import type { World } from '../../test/worlds/world.ts';

const EXAMPLES = 3;

interface Row {
  worlds: number;
  wrong: number;
  mustBeNamed: number;
  rightFirst: number;
  healthy: number;
  quiet: number;
  /** Seeds by untrue claim, and the seeds of worlds in which the true cause was not first. */
  readonly claims: Map<string, number[]>;
  readonly missed: number[];
}

export class Report {
  readonly #rows = new Map<string, Row>();

  add(world: World, grade: Grade): void {
    for (const name of ['all', grade.class]) this.#count(this.#row(name), world, grade);
  }

  page(): string {
    const rows = [...this.#rows].sort(([one], [other]) => (one < other ? -1 : 1));
    const head = [
      'class',
      'worlds',
      'sure and wrong',
      'to name',
      'right first',
      'healthy',
      'quiet',
      'claimed wrongly',
      'not named first, seeds',
    ];
    return table(
      head,
      rows.map(([name, row]) => cells(name, row)),
    );
  }

  #row(name: string): Row {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const row: Row = {
      worlds: 0,
      wrong: 0,
      mustBeNamed: 0,
      rightFirst: 0,
      healthy: 0,
      quiet: 0,
      claims: new Map(),
      missed: [],
    };
    this.#rows.set(name, row);
    return row;
  }

  #count(row: Row, world: World, grade: Grade): void {
    row.worlds += 1;
    row.wrong += Number(grade.wrong.length > 0);
    for (const cause of grade.wrong) row.claims.set(cause, [...(row.claims.get(cause) ?? []), grade.seed]);
    if (mustBeNamed(grade)) {
      row.mustBeNamed += 1;
      row.rightFirst += Number(grade.rightFirst);
      if (!grade.rightFirst) row.missed.push(grade.seed);
    }
    if (grade.healthy) {
      row.healthy += 1;
      row.quiet += Number(isQuiet(world, grade));
    }
  }
}

function cells(name: string, row: Row): string[] {
  return [
    name,
    `${row.worlds}`,
    outOf(row.wrong, row.worlds),
    `${row.mustBeNamed}`,
    outOf(row.rightFirst, row.mustBeNamed),
    `${row.healthy}`,
    outOf(row.quiet, row.healthy),
    claimed(row.claims),
    row.missed.slice(0, EXAMPLES).join(' '),
  ];
}

/** `3 (0.5 %)`; an empty text if `all` is 0. */
export function outOf(count: number, all: number): string {
  return all === 0 ? '' : `${count} (${((100 * count) / all).toFixed(1)} %)`;
}

/** The most frequent, each with a few seeds. */
export function claimed(claims: ReadonlyMap<string, readonly number[]>): string {
  return [...claims]
    .sort(([, one], [, other]) => other.length - one.length)
    .slice(0, EXAMPLES)
    .map(([cause, seeds]) => `${cause} ${seeds.length} (${seeds.slice(0, EXAMPLES).join(' ')})`)
    .join(', ');
}
