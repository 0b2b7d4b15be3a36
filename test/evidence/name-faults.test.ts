import { expect, it } from 'vitest';
import { scopeWithin } from '../../src/domain/name-scope.ts';
import type { QueryOutcome } from '../../src/domain/outcome.ts';
import { nameFaults as faultsOf } from '../../src/evidence/name-faults.ts';
import { answered, lookup, pairOf, timedOut } from '../support/wire/outcomes.ts';

const scopeOf = scopeWithin('cluster.local');
const nameFaults = (pairs: Parameters<typeof faultsOf>[0], lookups: Parameters<typeof faultsOf>[1]) =>
  faultsOf(pairs, lookups, scopeOf);

const NO_DATA = { rcode: 'NOERROR', addresses: [], truncated: false, lame: false } as const;
const WEB = 'web.corp.example.';
const found = answered('A', 1, 'NOERROR', WEB);
const denied = answered('AAAA', 1, 'NXDOMAIN', WEB);

it('nameFaults counts names with an A record whose AAAA is answered NXDOMAIN', () => {
  expect(nameFaults([pairOf(found, denied), pairOf(found, denied)], []).halfDenied).toEqual({
    'web.corp.example': 2,
  });
});

it('nameFaults does not count NODATA, a lost query, nor a name that both queries deny', () => {
  const nodata = answered('AAAA', 1, 'NOERROR', WEB);
  const pairs = [
    pairOf(found, nodata),
    pairOf(found, timedOut('AAAA')),
    pairOf(
      answered('A', 1, 'NXDOMAIN', 'other.corp.example.'),
      answered('AAAA', 1, 'NXDOMAIN', 'other.corp.example.'),
    ),
  ];
  expect(nameFaults(pairs, [])).toEqual({
    halfDenied: {},
    contradicted: {},
    apiDenied: {},
    misordered: {},
    wildcards: {},
  });
});

it('nameFaults counts it in lookups, for the candidate of the search list that it is true of', () => {
  const query = (candidate: number, outcome: QueryOutcome) => ({ candidate, attempt: 0, outcome });
  const searched = lookup({
    candidates: ['web.corp.example.search.example', 'web.corp.example'],
    queries: [
      query(0, answered('A', 1, 'NXDOMAIN', 'web.corp.example.search.example')),
      query(0, answered('AAAA', 1, 'NXDOMAIN', 'web.corp.example.search.example')),
      query(1, found),
      query(1, denied),
    ],
  });
  expect(nameFaults([], [searched]).halfDenied).toEqual({ 'web.corp.example': 1 });
});

it('nameFaults counts random names that have addresses, by their domain', () => {
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

it('nameFaults finds names that one server denies and another finds, and does not call them half denied', () => {
  const from = (query: QueryOutcome, address: string) => ({ ...query, server: { address, port: 53 } });
  const noA = answered('A', 1, 'NXDOMAIN', WEB);
  const pairs = [
    pairOf(from(found, '10.96.0.10'), from(denied, '10.96.0.10')),
    pairOf(from(noA, '10.96.0.10'), from(denied, '10.96.0.10')),
    pairOf(from(found, '10.244.0.2'), from(answered('AAAA', 1, 'NOERROR', WEB), '10.244.0.2')),
    pairOf(from(noA, '10.244.0.3'), from(denied, '10.244.0.3')),
  ];
  expect(nameFaults(pairs, [])).toEqual({
    halfDenied: {},
    contradicted: {
      'web.corp.example': {
        scope: 'outside',
        found: 2,
        denied: 2,
        empty: 0,
        between: 0,
        deniers: ['10.244.0.3'],
        deniersOverUdp: [],
      },
    },
    apiDenied: {},
    misordered: {},
    wildcards: {},
  });
});

const SERVICE = 'kubernetes.default.svc.cluster.local.';
const at = (address: string, query: QueryOutcome, transport: 'udp' | 'tcp' = 'udp') => ({
  ...query,
  transport,
  server: { address, port: 53 },
});

it('nameFaults finds a server that never has an address for a name of the cluster, and no other one without an address', () => {
  const has = answered('A', 1, 'NOERROR', SERVICE);
  const none = { ...answered('A', 1, 'NOERROR', SERVICE), answer: { ...NO_DATA } };
  const cut = { ...none, answer: { ...NO_DATA, truncated: true } };
  const noV6 = { ...answered('AAAA', 1, 'NOERROR', SERVICE), answer: { ...NO_DATA } };
  const pair = (address: string, a: QueryOutcome) => pairOf(at(address, a), at(address, noV6));
  // The VIP leads to both pods.
  const vip = [pair('10.96.0.10', has), pair('10.96.0.10', none)];
  const pods = [pair('10.244.0.2', has), pair('10.244.0.3', none), pair('10.244.0.4', cut)];
  expect(nameFaults([...vip, ...pods], []).contradicted).toEqual({
    'kubernetes.default.svc.cluster.local': {
      scope: 'cluster',
      found: 2,
      denied: 0,
      empty: 1,
      between: 0,
      deniers: ['10.244.0.3'],
      deniersOverUdp: [],
    },
  });
  expect(nameFaults([...vip, pair('10.244.0.4', cut)], []).contradicted).toEqual({});
});

it('nameFaults names servers that deny a name over UDP only', () => {
  const pair = (a: QueryOutcome, transport: 'udp' | 'tcp') =>
    pairOf(at('10.244.0.3', a, transport), timedOut('AAAA'));
  const [has, denies] = [answered('A', 1, 'NOERROR', SERVICE), answered('A', 1, 'NXDOMAIN', SERVICE)];
  const over = (...udp: readonly QueryOutcome[]) =>
    nameFaults([...udp.map((query) => pair(query, 'udp')), pair(has, 'tcp')], []).contradicted[
      'kubernetes.default.svc.cluster.local'
    ];
  expect(over(denies, denies)).toMatchObject({ deniers: [], deniersOverUdp: ['10.244.0.3'] });
  expect(over(denies, has)).toMatchObject({ deniers: [], deniersOverUdp: [] });
});

it('nameFaults counts the Service of the API where each answer for it is NXDOMAIN, and no other name', () => {
  const denies = (name: string) =>
    pairOf(answered('A', 1, 'NXDOMAIN', name), answered('AAAA', 1, 'NXDOMAIN', name));
  const other = denies('kubernetes.default.svc.other.example.');
  const api = 'kubernetes.default.svc.cluster.local';
  expect(
    nameFaults([denies(SERVICE), denies('web.default.svc.cluster.local.'), other], []).apiDenied,
  ).toEqual({ [api]: 2 });
  const found = pairOf(answered('A', 1, 'NOERROR', SERVICE), timedOut('AAAA'));
  expect(nameFaults([denies(SERVICE), found], []).apiDenied).toEqual({});
});
