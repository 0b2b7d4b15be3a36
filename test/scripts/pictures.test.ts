/** The pictures of the README show the pages as they are now. */

import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DIGESTS, digests } from '../../scripts/pictures/sources.ts';

it('are up to date; otherwise run `npm run pictures`', () => {
  expect(JSON.parse(readFileSync(DIGESTS, 'utf8'))).toEqual(digests());
});

it('are small enough for a repository', () => {
  for (const name of Object.keys(digests()))
    expect(statSync(new URL(`${name}.png`, DIGESTS)).size).toBeLessThan(200_000);
});
