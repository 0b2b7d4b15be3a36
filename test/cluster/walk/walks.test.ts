import { expect, it } from 'vitest';
import { silentPods } from './faults.ts';
import type { UntrueClaim } from './findings.ts';
import type { Walked } from './walk.ts';
import { inOneLine } from './walks.ts';

const felt = { lookups: 90, slow: 20, failed: 0, longestMs: 5010 };
const right: Walked = {
  rightAfterS: 35.2,
  untrue: [],
  goneAfterS: 4.9,
  relapsesAtS: [],
  slow: { 'endpoint-down': 15 },
  silentAtS: [],
  felt: { glibc: felt, musl: { ...felt, slow: 41 } },
};

it('writes a walk in one line', () => {
  expect(inOneLine(2, silentPods, right)).toBe(
    'round 2 · all DNS pods lose all packets of DNS · right 35 s · over 5 s · untrue none · relapses 0 · slow endpoint-down 15 · felt glibc 20 of 90, musl 41 of 90',
  );
});

it('names each untrue claim with its confidence and how often it was seen', () => {
  const claim: UntrueClaim = {
    cause: 'packet-loss',
    confidence: 0.6,
    rule: 'x',
    facts: [],
    atS: [5, 10],
  };
  const line = inOneLine(1, silentPods, { ...right, rightAfterS: undefined, untrue: [claim], slow: {} });
  expect(line).toContain('right never');
  expect(line).toContain('untrue packet-loss 0.6 (2 looks)');
  expect(line).toContain('slow none');
});
