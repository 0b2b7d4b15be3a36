import { describe, expect, it } from 'vitest';
import { misfitsInWords, patternInWords } from '../../src/compare/pattern-words.ts';
import { ask, PODS, VIP } from '../patterns/asks.ts';

const [first] = PODS;
const lost = ask({ strategy: 'race' }, { neither: 70, onlyAaaa: 30 });
const well = ask({ strategy: 'reopen' }, { neither: 100 });

describe('a pattern in words', () => {
  it('says which ways to ask lose, and which do not', () => {
    expect(patternInWords([lost, well])).toBe('pairs lost: race 30 of 100; none lost: reopen');
    expect(patternInWords([lost])).toBe('pairs lost: race 30 of 100; none lost: nowhere');
  });

  it('names the server, the transport and the scope where they are not the usual ones', () => {
    const pod = { strategy: 'endpoint', target: { kind: 'endpoint', address: first } } as const;
    const overTcp = ask({ ...pod, transport: 'tcp' }, { neither: 8, both: 2 });
    const outside = ask(
      { strategy: 'pair', target: { kind: 'vip', address: VIP }, scope: 'outside' },
      { neither: 10 },
    );
    expect(
      patternInWords([overTcp, outside, ask({ strategy: 'tcp', transport: 'tcp' }, { neither: 1 })]),
    ).toBe(`pairs lost: endpoint ${first} over TCP 2 of 10; none lost: pair (outside name), tcp`);
  });

  it('leaves out ways to ask that were not measured', () => {
    expect(patternInWords([lost, ask({ strategy: 'sticky' })])).not.toContain('sticky');
  });
});

describe('what is not explained', () => {
  const misfit = { asks: [lost, well], lost: 30, pairs: 200, predicted: 0.1234, p: 1e-9 };

  it('is given with what was expected, in two digits', () => {
    expect(misfitsInWords([misfit])).toBe('race, reopen lost 30 of 200 pairs, 0.12 expected');
  });

  it('is limited to the worst three', () => {
    expect(misfitsInWords([misfit, misfit, misfit, misfit]).split('; ')).toHaveLength(3);
    expect(misfitsInWords([])).toBe('');
  });
});
