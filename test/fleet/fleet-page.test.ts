import { describe, expect, it } from 'vitest';
import { fleetlessPage, fleetPage } from '../../src/fleet/fleet-page.ts';
import { readReport } from '../../src/fleet/read-report.ts';
import type { Survey } from '../../src/fleet/survey.ts';
import { linesOf } from '../support/agent/html-lines.ts';
import { nodeReport, nodes, podsLosing, RACE } from '../support/fleet/node-reports.ts';
import { violations } from '../support/machine/axe.ts';
import { cutOff, styleOf, unfoldAll, viewer } from '../support/machine/browser.ts';

const { show } = viewer();

const pageOf = (given: Partial<Survey>): string =>
  fleetPage({ reports: [], silent: [], warnings: [], startedAt: 0, tookMs: 1_240, ...given });

/** Names without a place to break, as long as they may be. */
const LONG_NAMES = nodes(2, (index) => ({
  node: `${index}${'n'.repeat(252)}`,
  kernel: 'k'.repeat(100),
  zone: 'z'.repeat(100),
  ...RACE,
  dnsPods: [{ address: 'a'.repeat(100), pairs: 40, lost: 9 }, ...podsLosing([0, 1, 40], 40)],
}));
const SILENT = [{ agent: '10.0.0.4:9353', reason: 'r'.repeat(120) }];

describe('the page of all nodes', () => {
  it('says the conclusion first, in a colour of its own for each kind', async () => {
    const faulty = pageOf({ reports: nodes(3, (index) => (index === 0 ? RACE : {})) });
    expect(linesOf({ text: faulty })).toContain(
      '3 nodes answered at 00:00:00 UTC, in 1.2 s. Reload to ask again.',
    );
    const shown = await show(faulty);
    const conclusion = shown.locator('main > :first-child');
    const colours: string[] = [];
    for (const [page, sentence] of [
      [faulty, 'Only node node-0 of 3 has a fault'],
      [pageOf({ reports: nodes(3) }), 'No fault of DNS was found'],
      [pageOf({}), 'No agent answered'],
    ] as const) {
      await shown.setContent(page);
      expect(await conclusion.innerText()).toContain(sentence);
      colours.push(await styleOf(conclusion, 'border-left-color'));
    }
    expect(new Set(colours).size).toBe(3);
  });

  it('colours the matrix by loss, and gives each cell its number', async () => {
    const dnsPods = [
      ...podsLosing([0, 1, 3], 40),
      { address: '10.244.0.5', pairs: 40, lost: 20 },
      { address: '10.244.0.6', pairs: 40, lost: 40 },
      { address: '10.244.0.7', pairs: 0, lost: 0 },
    ];
    const page = pageOf({ reports: [nodeReport('a', { dnsPods })] });
    const shown = await show(page);
    const cells = ['0/40', '1/40', '3/40', '20/40', '40/40'].map((text) =>
      styleOf(shown.getByRole('cell', { name: text, exact: true }), 'background-color'),
    );
    expect(new Set(await Promise.all(cells)).size).toBe(5);
  });

  it('says why there is no matrix', () => {
    expect(pageOf({ reports: [nodeReport('a', { dnsPods: [] })] })).toContain('No agent knows the addresses');
  });

  it('explains its columns and says how to open the page of the worst node, both folded', async () => {
    const shown = await show(pageOf({ reports: nodes(3, (index) => (index === 1 ? RACE : {})) }));
    const command = shown.getByText('NODE=node-1 ');
    const meaning = shown.getByText('lookups that took 2.4 s or longer, of all lookups');
    expect([await command.isVisible(), await meaning.isVisible()]).toEqual([false, false]);
    await shown.getByText('Open the page of one node').click();
    await shown.getByText('What the columns mean').click();
    expect([await command.isVisible(), await meaning.isVisible()]).toEqual([true, true]);
  });

  it.each([390, 1280])('cuts nothing off on a screen %i pixels wide', async (width) => {
    const shown = await show(pageOf({ reports: nodes(3, (index) => (index === 1 ? RACE : {})) }));
    await shown.setViewportSize({ width, height: 800 });
    await unfoldAll(shown);
    expect(await cutOff(shown)).toEqual([]);
  });

  it.each([390, 1280])(
    'is no wider than a screen of %i pixels, whatever the nodes are called',
    async (width) => {
      const shown = await show(pageOf({ reports: LONG_NAMES, silent: SILENT, warnings: ['w'.repeat(300)] }));
      await shown.setViewportSize({ width, height: 800 });
      await unfoldAll(shown);
      // A wide table scrolls in a place of its own, and a long name ends with an ellipsis there.
      const cut = (await cutOff(shown)).filter((one) => !/^(DIV\.wide|TD\.name) /.test(one));
      expect(cut).toEqual([]);
    },
  );

  it.each(['light', 'dark'] as const)(
    'has no violation for axe-core, with everything open: %s',
    async (scheme) => {
      const shown = await show(
        pageOf({ reports: [...nodes(2, () => RACE), ...LONG_NAMES], silent: SILENT }),
        scheme,
      );
      await unfoldAll(shown);
      expect(await violations(shown)).toEqual([]);
    },
  );

  it('shows hostile names as text', () => {
    const hostile = '"><script>alert(1)</script>\u001b[31m';
    const read = readReport(
      JSON.stringify({
        ...nodeReport(hostile, RACE),
        kernel: hostile,
        zone: hostile,
        verdict: { cause: hostile, confidence: 1 },
      }),
    );
    if (read.kind !== 'report') throw new Error(read.reason);
    const page = pageOf({ reports: [read.report], silent: [{ agent: '10.0.0.1:9353', reason: hostile }] });
    expect(page).not.toContain('<script');
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\ufffd[31m');
    expect(page).not.toMatch(/javascript:|\son[a-z]+=|<(?:script|img|iframe|link|object)\b/);
  });

  it('of 5,000 nodes with 30 DNS pods stays below 150 kB, and says what was summed up', () => {
    const dnsPods = Array.from({ length: 30 }, (_, index) => ({
      address: `10.244.100.${index}`,
      pairs: 120,
      lost: 1,
    }));
    const reports = nodes(5_000, (index) => ({ ...RACE, dnsPods, zone: `europe-west-${index % 3}` }));
    const silent = Array.from({ length: 900 }, (_, index) => ({
      agent: `10.200.100.${index}:9353`,
      reason: 'nothing listens there (ECONNREFUSED)',
    }));
    const page = pageOf({ reports, silent });
    expect(Buffer.byteLength(page)).toBeLessThan(150_000);
    expect(page).toContain('The worst 200 nodes. The other 4800 are summed up in the last row.');
    expect(linesOf({ text: page })).toEqual(expect.arrayContaining(['20 other pods', 'And 800 more.']));
  });
});

it('the page says what to configure where no agent can be found', () => {
  expect(linesOf({ text: fleetlessPage('Set <agentsName>.') })).toContain('Set <agentsName>.');
});
