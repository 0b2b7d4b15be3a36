import { expect, it } from 'vitest';
import { scopeWithin } from '../../src/domain/name-scope.ts';
import type { QueryOutcome } from '../../src/domain/outcome.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { nameFaults } from '../../src/evidence/name-faults.ts';
import { answered, pairOf } from '../support/wire/outcomes.ts';

const SERVICE = 'kubernetes.default.svc.cluster.local.';
const NO_DATA = { rcode: 'NOERROR', addresses: [], truncated: false, lame: false } as const;
const at = (address: string, query: QueryOutcome) => ({ ...query, server: { address, port: 53 } });

it('betweenFinds counts answers without an address between two answers with one of the same server, and not those of a name that is made or removed', () => {
  const has = answered('A', 1, 'NOERROR', SERVICE);
  const none = { ...has, answer: { ...NO_DATA } };
  const denies = answered('A', 1, 'NXDOMAIN', SERVICE);
  const noV6 = { ...answered('AAAA', 1, 'NOERROR', SERVICE), answer: { ...NO_DATA } };
  const inTurn = (...queries: readonly QueryOutcome[]) =>
    queries.map((query, index) => ({
      ...pairOf(at('10.96.0.10', query), at('10.96.0.10', noV6)),
      startedAt: index,
    }));
  const of = (pairs: readonly PairOutcome[]) =>
    nameFaults(pairs, [], scopeWithin('cluster.local')).contradicted['kubernetes.default.svc.cluster.local'];
  expect(of(inTurn(none, has, none, denies, has, none))).toMatchObject({
    found: 2,
    empty: 1,
    denied: 1,
    between: 2,
    deniers: [],
  });
  // The pairs may be in any order.
  expect(of(inTurn(has, none, has).toReversed())).toMatchObject({ empty: 1, between: 1 });
  for (const once of [
    [none, none, has],
    [has, none, none],
  ])
    expect(of(inTurn(...once))).toBeUndefined();
  expect(of(inTurn(denies, has))).toMatchObject({ denied: 1, between: 0 });
});
