/** docs/design.md names the rooms of src/ and the outcomes of a query as they are. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../../docs/design.md', import.meta.url), 'utf8');

/** The first column of the table below a heading. */
function firstColumn(heading: string): readonly string[] {
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
}

it('has a line for every room of src/, and for no other', () => {
  const rooms = readdirSync(new URL('../../src', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(firstColumn('The rooms of src/').toSorted()).toEqual(rooms.toSorted());
});

it('has a line for every outcome of a query', () => {
  const source = readFileSync(new URL('../../src/domain/outcome.ts', import.meta.url), 'utf8');
  const kinds = [...source.matchAll(/\bkind: ((?:'[a-z-]+'(?: \| )?)+)/g)].flatMap(([, union = '']) =>
    [...union.matchAll(/'([a-z-]+)'/g)].map(([, kind = '']) => kind),
  );
  expect(firstColumn('Outcomes').toSorted()).toEqual([...new Set(kinds)].toSorted());
});
