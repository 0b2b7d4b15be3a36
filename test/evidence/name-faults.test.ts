import { expect, it } from 'vitest';
import type { QueryOutcome } from '../../src/domain/outcome.ts';
import { nameFaults } from '../../src/evidence/name-faults.ts';
import { answered, lookupOf, pairOf, timedOut } from '../diagnosis/outcomes.ts';

const WEB = 'web.corp.example.';
const found = answered('A', 1, 'NOERROR', WEB);
const denied = answered('AAAA', 1, 'NXDOMAIN', WEB);

it('counts names with an A record whose AAAA is answered NXDOMAIN', () => {
  expect(nameFaults([pairOf(found, denied), pairOf(found, denied)], []).halfDenied).toEqual({
    'web.corp.example': 2,
  });
});

it('does not count NODATA, a lost query, nor a name that both queries deny', () => {
  const nodata = answered('AAAA', 1, 'NOERROR', WEB);
  const pairs = [
    pairOf(found, nodata),
    pairOf(found, timedOut('AAAA')),
    pairOf(answered('A', 1, 'NXDOMAIN', WEB), denied),
  ];
  expect(nameFaults(pairs, [])).toEqual({ halfDenied: {}, wildcards: {} });
});

it('counts it in lookups, for the candidate of the search list that it is true of', () => {
  const query = (candidate: number, outcome: QueryOutcome) => ({ candidate, attempt: 0, outcome });
  const lookup = lookupOf([], {
    candidates: ['web.corp.example.search.example', 'web.corp.example'],
    queries: [
      query(0, answered('A', 1, 'NXDOMAIN', 'web.corp.example.search.example')),
      query(0, answered('AAAA', 1, 'NXDOMAIN', 'web.corp.example.search.example')),
      query(1, found),
      query(1, denied),
    ],
  });
  expect(nameFaults([], [lookup]).halfDenied).toEqual({ 'web.corp.example': 1 });
});

it('counts random names that have addresses, by their domain', () => {
  const random = (name: string, a: QueryOutcome) =>
    pairOf(a, answered('AAAA'), { strategy: 'uncached', name });
  const pairs = [
    random('fivesec-1.corp.example.', answered()),
    random('fivesec-2.corp.example.', answered()),
    random('fivesec-3.invalid.', answered('A', 1, 'NXDOMAIN')),
    pairOf(answered(), answered('AAAA')),
  ];
  expect(nameFaults(pairs, []).wildcards).toEqual({ 'corp.example': 2 });
});
