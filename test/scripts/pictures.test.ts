/** The pictures of the README: their files are those that `npm run pictures` wrote, of the pages as they are now. */

import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DIGESTS, digests } from '../../scripts/pictures/sources.ts';

const stored: unknown = JSON.parse(readFileSync(DIGESTS, 'utf8'));

it('have a digest each, and no other has one', () => {
  expect(Object.keys(Object(stored))).toEqual(Object.keys(digests()));
});

describe.each(Object.entries(digests()))('the picture %s', (name, { page, file }) => {
  it('shows the page as it is now; otherwise run `npm run pictures`', () => {
    expect(stored).toMatchObject({ [name]: { page } });
  });

  it('is the file that was written with the digest; otherwise run `npm run pictures`', () => {
    expect(stored).toMatchObject({ [name]: { file } });
  });

  it('is small enough for a repository', () => {
    expect(statSync(new URL(`${name}.png`, DIGESTS)).size).toBeLessThan(200_000);
  });
});
