import { expect, it } from 'vitest';
import { CAUSE_DEFINITIONS } from '../../src/causes/all-causes.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { absent } from '../../src/domain/reading.ts';
import { arm, counted, evidence, lossy, queries, still } from '../diagnosis/evidences.ts';

it('is what is left when something stalls and no rule is sure, with what could not be read', () => {
  const lost = arm('pair', 100, { a: queries(100, { timedOut: 2 }) });
  const node = still(60_000, { softnet: absent('no-file', 'no procfs') });
  const [first] = diagnose(evidence([lost], { node }));
  expect(first).toMatchObject({ cause: 'not-enough-evidence', confidence: 1 });
  expect(first?.facts).toContain('not known: softnet_stat (no procfs)');
  expect(diagnose(evidence([], { node }))).toEqual([]);
});

it('says which ways to ask lose, which pattern is closest, and which counters rise with it', () => {
  const half = arm('separate', 100, {
    a: queries(100, { timedOut: 30 }),
    aaaa: queries(100, { timedOut: 30 }),
  });
  const counters = lossy(60, { conntrack: counted({ drop: 60, insertFailed: 60 }) });
  const made = { ...evidence([half]), ...counters };
  const [verdict] = diagnose(made, undefined, []);
  expect(verdict).toMatchObject({ cause: 'not-enough-evidence' });
  const facts = verdict?.facts.join('\n');
  expect(facts).toContain('pairs lost: separate 60 of 100; none lost: ');
  expect(facts).toContain('closest known pattern: ');
  expect(facts).toContain('drop with insert_failed rose by 60 while queries were lost');
});

it('asks next for pairs as they stalled, together, apart, and past the VIP', () => {
  const { askNext } = CAUSE_DEFINITIONS['not-enough-evidence'];
  expect(askNext[0]).toBe('pair');
  expect(askNext).toEqual(expect.arrayContaining(['race', 'separate', 'sequential', 'endpoint']));
});

it('says which error code answers had, where no name of the cluster was asked to compare them with', () => {
  const refused = queries(50, { rcodeErrors: 50, rcodes: { REFUSED: 50 } });
  const arms = [arm('pair', 50, { scope: 'outside', a: refused, aaaa: refused })];
  const [verdict] = diagnose({ ...evidence(), arms });
  expect(verdict).toMatchObject({ cause: 'not-enough-evidence' });
  const facts = verdict?.facts.join('\n');
  expect(facts).toContain('queries answered with an error code: 100 of 100');
  expect(facts).toContain('response code: REFUSED');
});
