import { expect, it } from 'vitest';
import { contradictionFacts } from '../../../src/compare/answers/contradictions.ts';

const one = {
  scope: 'cluster',
  found: 9,
  denied: 0,
  empty: 0,
  between: 0,
  deniers: [],
  deniersOverUdp: [],
} as const;

it('says how a name was denied, and by which servers always', () => {
  expect(contradictionFacts('web.svc', { ...one, denied: 4, empty: 3, deniers: ['10.244.0.3'] })).toEqual([
    'web.svc: 9 queries were answered with addresses, 4 with NXDOMAIN, 3 without an address (NOERROR); never with addresses by 10.244.0.3',
  ]);
});

it('says which servers deny it over UDP only', () => {
  const facts = contradictionFacts('web.svc', { ...one, denied: 4, deniersOverUdp: ['10.244.0.3'] });
  expect(facts).toHaveLength(2);
  expect(facts[1]).toMatch('10.244.0.3: always NXDOMAIN over UDP, and addresses over TCP');
});
