/** The page's colours and layout as chromium computes them, in both colour schemes. */

import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { statusPage } from '../../src/status/status-page.ts';
import { explanation } from '../support/agent/explanations.ts';
import { styleOf, viewer } from '../support/machine/browser.ts';
import { lookup } from '../support/wire/scripted-outcomes.ts';

const { show } = viewer();

const SCHEMES = [
  { scheme: 'light', good: 'rgb(26, 127, 75)', bad: 'rgb(192, 54, 44)' },
  { scheme: 'dark', good: 'rgb(74, 194, 133)', bad: 'rgb(255, 123, 114)' },
] as const;
const FACTS = {
  version: '1.2.3',
  nodeName: 'node-1',
  nameservers: [],
  names: [],
  ready: true,
  healthy: true,
};

/** A page with one slow and one quick lookup; the slow one is explained at length. */
function page(facts: Partial<typeof FACTS> = {}): string {
  const journal = new Journal(5);
  const id = journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5003.2, retries: 1 }) });
  journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 0.5 }) });
  const { verdict } = explanation();
  journal.conclude(id ?? 0, explanation({ verdict: { ...verdict, facts: ['a long fact '.repeat(60)] } }));
  return statusPage({ ...FACTS, ...facts }, [], journal.view());
}

describe.each(SCHEMES)('in the $scheme colour scheme', ({ scheme, good, bad }) => {
  it('shows the duration of a slow probe in the colour of failure, that of a quick one like other text', async () => {
    const shown = await show(page(), scheme);
    const text = await styleOf(shown.locator('body'), 'color');
    expect(text).not.toBe(bad);
    expect(await styleOf(shown.getByRole('cell', { name: '5.003 s', exact: true }), 'color')).toBe(bad);
    expect(await styleOf(shown.getByRole('cell', { name: '0.50 ms', exact: true }), 'color')).toBe(text);
    for (const header of await shown.getByRole('columnheader', { name: 'Duration' }).all())
      expect(await styleOf(header, 'color')).toBe(text);
  });

  it('shows "stalled" in the colour of failure and "measuring" in the colour of success', async () => {
    const stalled = await show(page({ healthy: false }), scheme);
    expect(await styleOf(stalled.getByText(/^stalled/), 'color')).toBe(bad);
    const measuring = await show(page(), scheme);
    expect(await styleOf(measuring.getByText('measuring'), 'color')).toBe(good);
  });
});

it('aligns durations to the right, with digits of one width', async () => {
  const quick = (await show(page())).getByRole('cell', { name: '0.50 ms', exact: true });
  expect(await styleOf(quick, 'text-align')).toBe('right');
  expect(await styleOf(quick, 'font-variant-numeric')).toBe('tabular-nums');
});

it('makes the duration of a slow probe bold, that of a quick one not', async () => {
  const shown = await show(page());
  const weight = (text: string) =>
    styleOf(shown.getByRole('cell', { name: text, exact: true }), 'font-weight');
  expect([await weight('5.003 s'), await weight('0.50 ms')]).toEqual(['600', '400']);
});

it('wraps an explanation, however long, and keeps the cells of a probe on one line', async () => {
  const shown = await show(page());
  const fact = shown.getByRole('listitem').filter({ hasText: 'a long fact' });
  expect(await styleOf(fact, 'white-space')).toBe('normal');
  expect(await styleOf(shown.getByRole('cell', { name: '5.003 s', exact: true }), 'white-space')).toBe(
    'nowrap',
  );
  const [box, viewport] = [await fact.boundingBox(), shown.viewportSize()];
  expect(box?.width).toBeLessThanOrEqual(viewport?.width ?? 0);
});

it('marks each remedy with the word before it', async () => {
  const { verdict } = explanation();
  const shown = await show(statusPage(FACTS, [verdict], new Journal(5).view()));
  const remedy = shown.getByRole('paragraph').filter({ hasText: 'options single-request-reopen' });
  expect(await styleOf(remedy, 'content', '::before')).toBe('"Remedy: "');
});
