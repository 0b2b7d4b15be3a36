import { expect, it } from 'vitest';
import type { QueryOutcome } from '../../src/domain/outcome.ts';
import { misordered } from '../../src/evidence/misordered.ts';
import { answered, timedOut } from '../support/wire/outcomes.ts';

const WWW = 'www.shop.example.';
const withAnswer = (
  addresses: readonly string[],
  inOrder: readonly string[] | undefined,
  address = '10.96.0.10',
): QueryOutcome => ({
  ...answered('A', 1, 'NOERROR', WWW),
  kind: 'answered',
  rttMs: 1,
  server: { address, port: 53 },
  answer: { rcode: 'NOERROR', addresses, truncated: false, lame: false, ...(inOrder && { inOrder }) },
});

it('counts the answers of which glibc takes no address, and names their servers', () => {
  const queries = [
    withAnswer(['192.0.2.1'], []),
    withAnswer(['192.0.2.1'], [], '10.244.0.2'),
    withAnswer(['192.0.2.1'], []),
    withAnswer(['192.0.2.1'], undefined),
    timedOut(),
  ];
  expect(misordered(queries)).toEqual({
    'www.shop.example': { answers: 3, of: 4, servers: ['10.96.0.10', '10.244.0.2'] },
  });
});

it('counts no answer of which glibc takes some addresses, nor one without any', () => {
  expect(
    misordered([withAnswer(['192.0.2.1', '192.0.2.2'], ['192.0.2.2']), withAnswer([], undefined)]),
  ).toEqual({});
});
