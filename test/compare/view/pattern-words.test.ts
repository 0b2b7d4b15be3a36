import { describe, expect, it } from 'vitest';
import { misfitsInWords, patternInWords, wordsOf } from '../../../src/compare/view/pattern-words.ts';
import { NODE_LOCAL_FAILS } from '../../../src/patterns/node-cache.ts';
import { LOSS_BY_VIP } from '../../../src/patterns/servers.ts';
import { ask, PODS, VIP } from '../../patterns/asks.ts';

const [first] = PODS;
const lost = ask({ strategy: 'race' }, { neither: 70, onlyAaaa: 30 });
const well = ask({ strategy: 'reopen' }, { neither: 100 });

describe('a pattern in words', () => {
  it('says which ways to ask lose, and which do not', () => {
    expect(patternInWords([lost, well])).toBe('pairs lost: race 30 of 100; none lost: reopen');
    expect(patternInWords([lost])).toBe('pairs lost: race 30 of 100');
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

  it('names the server that was asked first: the VIP, or the cache of the node', () => {
    expect(wordsOf(LOSS_BY_VIP, 'vip')).toContain('single queries via the VIP are lost');
    expect(wordsOf(LOSS_BY_VIP, 'node-local')).toContain('single queries via the node-local cache are lost');
    expect(wordsOf(NODE_LOCAL_FAILS, 'node-local')).toBe(NODE_LOCAL_FAILS.words);
  });

  it('leaves out ways to ask that were not measured', () => {
    expect(patternInWords([lost, ask({ strategy: 'sticky' })])).not.toContain('sticky');
  });
});

describe('what is not explained', () => {
  const misfit = {
    asks: [lost, well],
    loss: 'any',
    lost: 30,
    pairs: 200,
    predicted: 0.1234,
    p: 1e-9,
  } as const;

  it('is given with what was expected, in two digits', () => {
    expect(misfitsInWords([misfit])).toBe('race, reopen lost 30 of 200 pairs, 0.12 expected');
  });

  it.each([
    ['a', 'lost the A query of 30 of 200 pairs'],
    ['aaaa', 'lost the AAAA query of 30 of 200 pairs'],
    ['one', 'lost one of the two queries of 30 of 200 pairs'],
  ] as const)('names the loss that was counted (%s)', (loss, words) => {
    expect(misfitsInWords([{ ...misfit, loss }])).toContain(words);
  });

  it('is limited to the worst misfit of each of three groups of arms', () => {
    const groups = [[lost], [well], [lost, well], [well, lost]];
    const four = groups.map((asks) => ({ ...misfit, asks }));
    expect(misfitsInWords(four).split('; ')).toHaveLength(3);
    expect(misfitsInWords([misfit, { ...misfit, loss: 'a' }]).split('; ')).toHaveLength(1);
    expect(misfitsInWords([])).toBe('');
  });
});
