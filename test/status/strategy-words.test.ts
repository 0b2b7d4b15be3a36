import { expect, it } from 'vitest';
import { STRATEGY_IDS, specOf } from '../../src/domain/strategy.ts';
import { strategyInWords } from '../../src/status/strategy-words.ts';

it.each([
  ['pair', 'both queries at once, from one new socket'],
  ['race', 'both queries at the same instant, from one new socket'],
  ['separate', 'both queries at once, each from a new socket'],
  ['staggered', 'AAAA a few milliseconds after A, from one new socket'],
  ['reopen', "AAAA after A's answer, each from a new socket"],
  ['tcp', 'both queries at once, over one TCP connection'],
  ['endpoint', 'both queries at once, from one new socket, by UDP and by TCP, straight to one DNS pod'],
  ['node-local', 'both queries at once, from one new socket, to the DNS cache on the node'],
  ['sticky', 'both queries at once, from a socket that stays open for hours'],
  ['edns', 'both queries at once, from one new socket, with an OPT record'],
  ['nameserver', 'both queries at once, from one new socket, to the second and third nameserver'],
  ['uncached', 'both queries at once, from one new socket, for a random name that no cache holds'],
] as const)('says what %s sends', (strategy, words) => {
  expect(strategyInWords(specOf(strategy))).toBe(words);
});

it('strategyInWords has different words for each strategy', () => {
  expect(new Set(STRATEGY_IDS.map((id) => strategyInWords(specOf(id)))).size).toBe(STRATEGY_IDS.length);
});
