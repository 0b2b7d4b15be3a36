import { expect, it } from 'vitest';
import { silentPods } from './faults.ts';
import type { UntrueClaim } from './findings.ts';
import type { Walked } from './walk.ts';
import { faultsNamed, inOneLine } from './walks.ts';

const felt = { lookups: 90, slow: 20, failed: 0, longestMs: 5010 };
const right: Walked = {
  rightAfterS: 35.2,
  untrue: [],
  goneAfterS: 4.9,
  relapsesAtS: [],
  slow: { 'endpoint-down': 15 },
  silentAtS: [],
  felt: { glibc: felt, musl: { ...felt, slow: 41 } },
  nodes: {},
  load: [0.84, 2.1],
};

it('writes a walk in one line', () => {
  expect(inOneLine(2, silentPods, right)).toBe(
    'round 2 · all DNS pods lose all packets of DNS · right 35 s · over 5 s · untrue none · relapses 0 · slow endpoint-down 15 · felt glibc 20 of 90, musl 41 of 90 · load 0.8 to 2.1',
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

it('says for each of several nodes what its agent claimed', () => {
  const spared = { ...right, rightAfterS: undefined, slow: {} };
  expect(inOneLine(1, silentPods, { ...right, nodes: { node1: right, node2: spared } })).toContain(
    'node1: · right 35 s · over 5 s · untrue none · relapses 0 · slow endpoint-down 15 · node2: · right never · over 5 s · untrue none · relapses 0 · slow none · felt',
  );
});

it('reads from a word the fault, how often a change is made, and how long the fault is kept', () => {
  const [loss, restarts] = faultsNamed(['loss@100', 'restart:3@5']) ?? [];
  expect(loss).toMatchObject({ truths: ['packet-loss'], holdMs: 100_000 });
  expect(restarts).toMatchObject({ name: 'CoreDNS restarts, 3 times', holdMs: 5000 });
});

it('takes a drain for a harmless change: it can be repeated, and no cause is right', () => {
  expect(faultsNamed(['drain:2'])).toMatchObject([
    { name: 'a node with a DNS pod is drained, 2 times', truths: [], holdMs: 20_000 },
  ]);
});

it('reads several names with + between them as a mixture of faults', () => {
  expect(faultsNamed(['race+loss@120'])).toMatchObject([
    {
      name: 'race+loss',
      truths: ['conntrack-race', 'packet-loss'],
      truthsInTurn: [['conntrack-race'], ['packet-loss']],
      holdMs: 120_000,
    },
  ]);
});

it.each([
  'race+no-pods',
  'race+',
  'race+loss:2',
  '+',
  'unknown',
  'loss:2',
  'restart:0',
  'loss@',
  'constructor',
])('takes no fault from %s', (word) => {
  expect(faultsNamed(['race', word])).toBeUndefined();
});
