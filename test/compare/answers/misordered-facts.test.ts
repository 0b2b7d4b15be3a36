import { expect, it } from 'vitest';
import { misorderedAnswers, misorderedFacts } from '../../../src/compare/answers/misordered-facts.ts';

it('adds the answers of all names up, and names the servers', () => {
  const misordered = {
    'www.shop.example': { answers: 3, of: 4, servers: ['10.96.0.10'] },
    'api.shop.example': { answers: 1, of: 4, servers: ['10.244.0.2', '10.244.0.3'] },
  };
  expect(misorderedAnswers({ misordered })).toBe(4);
  expect(misorderedFacts({ misordered })[1]).toMatch(
    /^api.shop.example: .* 1 of 4 \(25 %\), from 10.244.0.2, 10.244.0.3$/,
  );
  expect(misorderedAnswers({ misordered: {} })).toBe(0);
});
