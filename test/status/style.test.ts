/** The page's colours and layout as chromium computes them, in both colour schemes, on a phone and on a desktop. */

import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { statusPage } from '../../src/status/status-page.ts';
import { explanation } from '../support/agent/explanations.ts';
import { pageViewOf, past, racingNode, twoUrls, unansweredFlows } from '../support/agent/page-views.ts';
import { cutOff, styleOf, unfoldAll, viewer } from '../support/machine/browser.ts';
import { lookup } from '../support/wire/outcomes.ts';

const { show } = viewer();

const SCHEMES = [
  { scheme: 'light', good: 'rgb(26, 127, 75)', bad: 'rgb(192, 54, 44)' },
  { scheme: 'dark', good: 'rgb(74, 194, 133)', bad: 'rgb(255, 123, 114)' },
] as const;
const WIDTHS = [1280, 390] as const;

/** One slow and one quick lookup; the slow one is explained at length. */
function journalOfTwo() {
  const journal = new Journal(5);
  const id = journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5003.2, retries: 1 }) });
  journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 0.5 }) });
  const { verdict } = explanation();
  journal.conclude(id ?? 0, explanation({ verdict: { ...verdict, facts: ['a long fact '.repeat(60)] } }));
  return journal.view();
}
const two = (healthy = true) => statusPage(pageViewOf({ journal: journalOfTwo(), healthy }));

describe.each(SCHEMES)('in the $scheme colour scheme', ({ scheme, good, bad }) => {
  it('shows the duration of a slow probe in the colour of failure, that of a quick one like other text', async () => {
    const shown = await show(two(), scheme);
    const text = await styleOf(shown.locator('body'), 'color');
    expect(text).not.toBe(bad);
    expect(await styleOf(shown.getByText('5.003 s', { exact: true }), 'color')).toBe(bad);
    await unfoldAll(shown);
    expect(await styleOf(shown.getByRole('cell', { name: '0.50 ms', exact: true }), 'color')).toBe(text);
  });

  it('shows "stopped" in the colour of failure and "measuring" in the colour of success', async () => {
    const stalled = await show(two(false), scheme);
    expect(await styleOf(stalled.getByText(/^stopped: no probe/), 'color')).toBe(bad);
    const measuring = await show(two(), scheme);
    expect(await styleOf(measuring.getByText('measuring', { exact: true }), 'color')).toBe(good);
  });

  it('shows the slow lookup of a URL and the failure of a request in the colour of failure, not their quick phases', async () => {
    const shown = await show(statusPage(pageViewOf({ requests: twoUrls() })), scheme);
    const colourOf = (name: string) => styleOf(shown.getByRole('cell', { name, exact: true }), 'color');
    const failure = shown.getByText('connect-failed', { exact: true });
    expect([await colourOf('5.004 s'), await styleOf(failure, 'color')]).toEqual([bad, bad]);
    const ink = await styleOf(shown.locator('body'), 'color');
    expect([await colourOf('1.20 ms'), await colourOf('1.10 ms'), await colourOf('0 of 29')]).toEqual([
      ink,
      ink,
      ink,
    ]);
  });

  it('draws the loss of a strategy in the colour of failure, unless it may be none', async () => {
    const shown = await show(statusPage(racingNode()), scheme);
    const fillOf = (strategy: string) => {
      const row = shown.getByRole('row').filter({ has: shown.getByText(strategy, { exact: true }) });
      return styleOf(row.locator('svg.bar rect.value').first(), 'fill');
    };
    expect(await fillOf('pair')).toBe(bad);
    expect(await fillOf('separate')).not.toBe(bad);
  });

  it('draws a stalled lookup in the colour of failure, and marks the first sentence with it', async () => {
    const shown = await show(statusPage(racingNode()), scheme);
    expect(await styleOf(shown.locator('circle.stalled').first(), 'fill')).toBe(bad);
    expect(await styleOf(shown.locator('.sentence'), 'border-left-color')).toBe(bad);
    const well = await show(statusPage(pageViewOf({ past: past([{}]) })), scheme);
    expect(await styleOf(well.locator('.sentence'), 'border-left-color')).toBe(good);
  });
});

it('the style sheet sets durations in digits of one width, and those of slow probes bold', async () => {
  const shown = await show(two());
  await unfoldAll(shown);
  const quick = shown.getByRole('cell', { name: '0.50 ms', exact: true });
  expect(await styleOf(quick, 'text-align')).toBe('right');
  expect(await styleOf(quick, 'font-variant-numeric')).toBe('tabular-nums');
  expect(await styleOf(quick, 'font-weight')).toBe('400');
  expect(await styleOf(shown.getByText('5.003 s', { exact: true }), 'font-weight')).toBe('600');
});

it("a DNS pod's address stands on one line on a phone", async () => {
  const shown = await show(statusPage({ ...racingNode(), flows: unansweredFlows() }));
  await shown.setViewportSize({ width: 375, height: 800 });
  const address = shown.locator('#pods th code').first();
  const lines = await address.evaluate((element) => element.getClientRects().length);
  expect([await address.textContent(), lines]).toEqual(['10.244.0.2', 1]);
});

describe.each(WIDTHS)('on a screen %i pixels wide', (width) => {
  it.each([
    ['a node that races', () => racingNode()],
    ['a healthy node', () => pageViewOf()],
    [
      'a node that requests URLs',
      () => {
        const target = `https://shop.example/${'x'.repeat(179)}`;
        return pageViewOf({ requests: [...twoUrls(), { target, requests: 0, slowLookups: 0 }] });
      },
    ],
    ['a node whose DNS flows are read', () => ({ ...racingNode(), flows: unansweredFlows() })],
    [
      'long names without a place to break',
      () => {
        const journal = new Journal(5);
        const long = 'x'.repeat(250);
        journal.record({ kind: 'lookup', outcome: lookup({ name: long, durationMs: 5000 }) });
        const { verdict } = explanation({});
        const verdicts = [{ ...verdict, facts: [long], remedies: [{ change: long }] }];
        journal.conclude(1, explanation());
        const server = { address: long, port: 53 };
        const found = [{ server, is: long, found: long }];
        const pods = { servers: [server], found: long };
        return pageViewOf({
          nodeName: long,
          version: long,
          names: [long],
          journal: journal.view(),
          verdicts,
          nameservers: found,
          pods,
        });
      },
    ],
  ])('nothing is cut off or overflows: %s', async (_what, view) => {
    const shown = await show(statusPage(view()));
    await shown.setViewportSize({ width, height: 800 });
    await unfoldAll(shown);
    expect(await cutOff(shown)).toEqual([]);
  });
});
