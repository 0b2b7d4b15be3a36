/** The README, and the tables that it links to, count and name what the code has. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const CAUSES = readFileSync(new URL('../../docs/causes.md', import.meta.url), 'utf8');

it('counts the causes and the strategies', () => {
  expect(README).toContain(`[${CAUSE_IDS.length} causes](docs/causes.md)`);
  expect(README).toContain(`in ${STRATEGY_IDS.length} ways (strategies)`);
});

it('names causes that exist, each with its own section', () => {
  const linked = [...README.matchAll(/\[([a-z-]+)\]\(docs\/causes\.md#([a-z-]+)\)/g)];
  expect(linked.length).toBeGreaterThan(15);
  for (const [, name, section] of linked) {
    expect(CAUSE_IDS).toContain(name);
    expect(section).toBe(name);
  }
});

it('lists each cause once by where its fault is', () => {
  const table = CAUSES.slice(CAUSES.indexOf('| where | causes |')).split('\n\n')[0] ?? '';
  const listed = [...table.matchAll(/\[`([a-z-]+)`\]\(#\1\)/g)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(CAUSE_IDS));
  expect(listed).toHaveLength(CAUSE_IDS.length);
});

it('shows a verdict as check prints it', () => {
  const [, cause] = /^verdict: ([a-z-]+) \(\d+ % sure\): /m.exec(README) ?? [];
  expect(CAUSE_IDS).toContain(cause);
  const rows = [...README.matchAll(/^([a-z-]+) +\d+ +\d+ +\d+\.\d +\d+\.\d to /gm)].map(([, name]) => name);
  expect(rows.length).toBeGreaterThan(2);
  for (const row of rows) expect(STRATEGY_IDS).toContain(row);
});

it('states one loss of a strategy once: the table and the facts of the sample have the same counts', () => {
  const rows = [...README.matchAll(/^([a-z-]+) +(\d+) +(\d+) +\d+\.\d +\d+\.\d to /gm)];
  const lossOf = new Map(rows.map(([, name = '', pairs, lost]) => [name, `${lost} of ${pairs}`]));
  const [sample = ''] = README.slice(README.indexOf('strategy    pairs  pairs lost')).split('```');
  const stated = [...sample.matchAll(/\b([a-z-]+)\)?(?: that lost [a-z ]+:)? (\d+ of \d+) \(/g)]
    .map(([, name = '', loss]) => ({ name, loss }))
    .filter(({ name }) => lossOf.has(name));
  expect(stated.length).toBeGreaterThan(1);
  for (const { name, loss } of stated) expect({ name, loss }).toEqual({ name, loss: lossOf.get(name) });
});

it('answers the five questions that people ask first', () => {
  const [, questions = ''] = README.split('\n## Questions\n');
  const asked = [...(questions.split('\n## ')[0] ?? '').matchAll(/^\*\*(.+?)\*\* /gm)].map(
    ([, question]) => question,
  );
  expect(asked).toEqual([
    'What does "95 % sure" mean?',
    'The verdict is gone. Why?',
    'What does `not-enough-evidence` mean?',
    'We use Cilium, or another eBPF data path.',
    'We use Alpine.',
  ]);
});

it('shows each cell of the table against other tools in a row of equal length', () => {
  const [, comparison = ''] = README.split('\n## Compared with other tools\n');
  const rows = (comparison.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  expect(rows.length).toBe(13);
  expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
});
