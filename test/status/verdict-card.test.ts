import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { causePage, foldedVerdict, verdictCard } from '../../src/status/verdict-card.ts';
import { linesOf } from '../support/agent/html-lines.ts';
import { racingNode } from '../support/agent/page-views.ts';

const view = racingNode();
const [verdict] = view.judgement.verdicts;
if (verdict === undefined) throw new Error('there is no verdict');

it("a verdict's card shows facts, the remedy that was measured to help, the others folded, and the runbook", () => {
  expect(linesOf(verdictCard(verdict, view))).toEqual([
    'conntrack-race 95 % sure',
    'A and AAAA clash in conntrack under DNAT and one of them is dropped.',
    'pairs sent at once (pair) that lost one of the two queries: 15 of 120 (13 %)',
    'insert_failed rose by 15',
    'Do this first (measured here)',
    'Run NodeLocal DNSCache: queries to it are neither rewritten nor tracked. Measured here, pairs lost: node-local 0 of 40 (0 %, at most 8.8 %), race 15 of 120 (13 %)',
    'Other remedies (2)',
    'Run a kernel that repairs the clash: 5.6 or later',
    'Set options single-request-reopen (dnsConfig): glibc only',
    'Runbook: what to check and what to change',
  ]);
});

it("a verdict's card does not call an unnamed cause sure", () => {
  const unnamed = { ...verdict, cause: 'not-enough-evidence', confidence: 1, remedies: [] } as const;
  expect(linesOf(foldedVerdict(unnamed, view))[0]).toBe(
    'Also: not-enough-evidence: something stalls, and the measurements do not show the cause',
  );
});

it.each([
  ['conntrack-race', 0.8, 'Also: conntrack-race (80 % sure): A and AAAA clash'],
  ['conntrack-race', 0.5, 'Possible: conntrack-race (50 % sure): A and AAAA clash'],
  ['conntrack-race', 0.3, 'Unlikely: conntrack-race (30 % sure): A and AAAA clash'],
  [
    'clash-repaired',
    0.3,
    'Not the reason: clash-repaired: A and AAAA clash in conntrack and the kernel repairs it',
  ],
] as const)('the line of a further verdict says how likely it is: %s, %d', (cause, confidence, start) => {
  const lines = linesOf(foldedVerdict({ ...verdict, cause, confidence }, view));
  expect(lines[0]?.slice(0, start.length)).toBe(start);
  const advises = lines.some((line) => line.startsWith('Do this first'));
  expect(advises).toBe(confidence >= 0.5);
});

it.each(CAUSE_IDS)('links to a page that is there: %s', (cause) => {
  const path = new URL(causePage(cause)).pathname.replace('/fivesec/fivesec/blob/main/', '');
  expect(existsSync(new URL(`../../${path}`, import.meta.url))).toBe(true);
});
