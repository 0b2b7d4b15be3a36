import { expect, it } from 'vitest';
import type { Findings, UntrueClaim } from './findings.ts';
import { worstOf } from './worst.ts';

const early: Findings = {
  rightAfterS: 20,
  untrue: [],
  goneAfterS: 30,
  relapsesAtS: [],
  slow: { 'packet-loss': 2 },
  silentAtS: [],
};
const late: Findings = {
  ...early,
  rightAfterS: 45,
  goneAfterS: 5,
  relapsesAtS: [60],
  slow: { 'packet-loss': 1, 'not-enough-evidence': 1 },
};
const claim: UntrueClaim = { cause: 'packet-loss', confidence: 0.6, rule: 'x', facts: [], atS: [5] };

it('takes the later of two times, and adds up the counts', () => {
  expect(worstOf([early, late])).toEqual({
    rightAfterS: 45,
    untrue: [],
    goneAfterS: 30,
    relapsesAtS: [60],
    slow: { 'packet-loss': 3, 'not-enough-evidence': 1 },
    silentAtS: [],
  });
});

it('says never if one node never named the fault, or claimed it to the end', () => {
  const never = { ...early, rightAfterS: undefined, goneAfterS: undefined };
  expect(worstOf([early, never])).toMatchObject({ rightAfterS: undefined, goneAfterS: undefined });
  expect(worstOf([never, early])).toMatchObject({ rightAfterS: undefined, goneAfterS: undefined });
});

it('does not wait for a node without the fault, and holds its claims against the agents', () => {
  const spared = { ...early, rightAfterS: undefined, untrue: [claim], slow: {} };
  expect(worstOf([early], [spared])).toMatchObject({ rightAfterS: 20, untrue: [claim] });
});
