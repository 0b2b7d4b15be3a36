import { expect, it } from 'vitest';
import { scopeWithin } from '../../src/domain/name-scope.ts';
import { apiAddresses, queriesForApi } from '../../src/evidence/api-service.ts';
import { nameFaults } from '../../src/evidence/name-faults.ts';
import { answered, NAME, pairOf, rcodeError, timedOut } from '../support/wire/outcomes.ts';

const scopeOf = scopeWithin('cluster.local');
const API = ['10.96.0.1'];

it('takes the queries for the Service of the API in this cluster, and no others', () => {
  const others = ['web.default.svc.cluster.local.', 'kubernetes.default.svc.other.example.'];
  const asked = [NAME, ...others].map((name) => answered('A', 1, 'NOERROR', name));
  expect(queriesForApi(asked, scopeOf).map(({ name }) => name)).toEqual([NAME]);
  expect(apiAddresses(asked, scopeOf)).toEqual(API);
  expect(apiAddresses(asked.slice(1), scopeOf)).toEqual([]);
});

it('takes each address once, and none of a query that got no data', () => {
  const asked = [answered(), answered(), answered('AAAA'), timedOut(), rcodeError()];
  expect(apiAddresses(asked, scopeOf)).toEqual(API);
});

it('is part of the evidence only where there is an answer', () => {
  const found = nameFaults([pairOf(answered(), answered('AAAA'))], [], scopeOf);
  expect(found.apiAddresses).toEqual(API);
  expect(nameFaults([pairOf(timedOut(), timedOut('AAAA'))], [], scopeOf)).not.toHaveProperty('apiAddresses');
});
