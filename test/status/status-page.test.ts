/** What a person sees on the status page: headings, links, visible text, in their order. */

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { statusPage } from '../../src/status/status-page.ts';
import { explanation } from '../support/agent/explanations.ts';
import { pageViewOf, past, racingNode, twoUrls, unansweredFlows } from '../support/agent/page-views.ts';
import { viewer } from '../support/machine/browser.ts';
import { lookup } from '../support/wire/outcomes.ts';

const { show } = viewer();

const VERDICT = {
  cause: 'conntrack-race',
  confidence: 0.97,
  rule: 'r',
  facts: ['insert_failed rose by 3'],
  remedies: [{ change: 'options single-request-reopen' }],
} as const;
const NOTHING_WRONG = 'Nothing is wrong with DNS here, as far as was measured.';

describe('statusPage', () => {
  it('says who it is, and that nothing is wrong', async () => {
    const page = await show(statusPage(pageViewOf()));
    expect(await page.title()).toBe('fivesec on node-1');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('fivesec 1.2.3');
    expect(await page.getByText('measuring').isVisible()).toBe(true);
    expect(await page.getByText(NOTHING_WRONG).isVisible()).toBe(true);
    expect(await page.getByText('None so far.').first().isVisible()).toBe(true);
  });

  it('links to the other pages of the agent', async () => {
    const page = await show(statusPage(pageViewOf()));
    const links = await page.getByRole('navigation').getByRole('link').all();
    const targets = links.map(async (link) => [await link.innerText(), await link.getAttribute('href')]);
    expect(await Promise.all(targets)).toEqual([
      ['all nodes', '/fleet'],
      ['metrics', '/metrics'],
      ['recent probes (JSON)', '/api/recent'],
      ['verdicts (JSON)', '/api/verdicts'],
      ['health', '/-/healthy'],
      ['readiness', '/-/ready'],
    ]);
  });

  it('shows HTTP requests where the agent makes some', async () => {
    const heading = (page: Page) => page.getByRole('heading', { name: 'HTTP requests' });
    expect(await heading(await show(statusPage(pageViewOf()))).count()).toBe(0);
    const page = await show(statusPage(pageViewOf({ requests: twoUrls() })));
    expect(await heading(page).isVisible()).toBe(true);
    expect(await page.getByRole('cell', { name: '5.004 s' }).isVisible()).toBe(true);
  });

  it('shows the flows of other pods where the conntrack table is read', async () => {
    const heading = (page: Page) => page.getByRole('heading', { name: "DNS flows of the node's pods" });
    expect(await heading(await show(statusPage(pageViewOf()))).count()).toBe(0);
    const page = await show(statusPage(pageViewOf({ flows: unansweredFlows() })));
    expect(await heading(page).isVisible()).toBe(true);
    expect(await page.getByRole('row').filter({ hasText: '10.244.1.7' }).innerText()).toMatch(/\b8$/);
  });

  it('goes from the conclusion to the details', async () => {
    const page = await show(statusPage(racingNode()));
    expect(await page.locator('main > *').first().innerText()).toMatch(/^DNS stalls on this node: /);
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      'Verdict',
      'Lookups of the last 15 minutes',
      'Lookups that stalled or failed',
      'Loss by strategy',
      'DNS pods',
      'conntrack in the last 15 minutes',
      'This node',
      'Other probes',
    ]);
  });

  it('shows the leading verdict in full, and folds the others to a line each', async () => {
    const harmless = {
      ...VERDICT,
      cause: 'clash-repaired',
      confidence: 0.99,
      facts: ['clashes: 7'],
    } as const;
    const page = await show(statusPage(pageViewOf({ verdicts: [harmless, VERDICT] })));
    const cards = page.getByRole('article');
    expect(await cards.first().getByRole('heading', { level: 3 }).innerText()).toBe(
      'conntrack-race 97 % sure',
    );
    expect(await cards.first().getByRole('listitem').allInnerTexts()).toEqual(['insert_failed rose by 3']);
    expect(await page.getByText(NOTHING_WRONG).count()).toBe(0);
    expect(await page.getByText('clashes: 7').isVisible()).toBe(false);
    await page.getByText('Also: clash-repaired (99 % sure)').click();
    expect(await page.getByText('clashes: 7').isVisible()).toBe(true);
  });

  it('keeps pairs and probes that went well in folded tables', async () => {
    const page = await show(statusPage(racingNode()));
    const name = 'kubernetes.default.svc.cluster.local.';
    const rowsOf = async (summary: string) => {
      await page.getByText(summary).click();
      const rows = await page.locator('details[open] tbody tr').all();
      const cells = await Promise.all(rows.map((row) => row.getByRole('cell').allInnerTexts()));
      await page.getByText(summary).click();
      return cells.map(([, ...withoutTime]) => withoutTime);
    };
    const slow = ['pair to 10.96.0.10:53', name, '8.000 s', 'only-a (A late, AAAA timed-out)'];
    expect(await rowsOf('Pairs that were slow or failed (1)')).toEqual([slow]);
    expect(await rowsOf('Probes that went well')).toEqual([['lookup as glibc', name, '0.50 ms', 'ok']]);
  });

  it('explains the pale points where there are some: lookups during which the agent got too little CPU', async () => {
    const legendOf = async (starved: boolean) => {
      const page = await show(statusPage(pageViewOf({ past: past([{}, { starved }]) })));
      return page.locator('.legend').innerText();
    };
    expect(await legendOf(true)).toContain('pale: not counted, as fivesec got too little CPU');
    expect(await legendOf(false)).not.toContain('not counted');
  });

  it('says when the agent itself is unhealthy', async () => {
    const starting = await show(statusPage(pageViewOf({ ready: false })));
    expect(await starting.getByText('starting: the first round is not done').isVisible()).toBe(true);
    expect(await starting.getByText('Nothing is wrong').count()).toBe(0);
    const stalled = await show(statusPage(pageViewOf({ healthy: false })));
    expect(await stalled.getByText('stopped: no probe was started for three intervals').isVisible()).toBe(
      true,
    );
  });

  it('survives a clock that makes no sense', async () => {
    const journal = new Journal(5);
    journal.record({ kind: 'lookup', outcome: lookup({ startedAt: Number.NaN }) });
    const page = await show(statusPage(pageViewOf({ journal: journal.view(), now: Number.NaN })));
    await page.getByText('Probes that went well').click();
    expect(await page.getByRole('cell', { name: 'unknown' }).count()).toBe(1);
  });
});

describe('what comes from outside', () => {
  it('is shown as text, wherever it is', async () => {
    const evil = `<script>alert("1")</script>'&`;
    const journal = new Journal(5);
    journal.record({ kind: 'lookup', outcome: lookup({ name: evil, durationMs: 5000 }) });
    const verdict = { ...VERDICT, rule: evil, facts: [evil], remedies: [{ change: evil }] };
    journal.conclude(1, explanation({ verdict }));
    const server = { address: evil, port: 1 };
    const view = pageViewOf({
      nodeName: evil,
      version: evil,
      names: [evil],
      verdicts: [verdict],
      journal: journal.view(),
      nameservers: [{ server, is: evil, found: evil }],
      pods: { servers: [server], found: evil },
    });
    const page = await show(statusPage(view));
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.title()).toBe(`fivesec on ${evil}`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(`fivesec ${evil}`);
    expect(await page.getByRole('article').getByRole('listitem').allInnerTexts()).toEqual([evil]);
    expect(await page.locator('.lookup-line .name').innerText()).toBe(evil);
  });

  it('shows the characters of a terminal escape instead of acting on them', () => {
    const text = statusPage(pageViewOf({ nodeName: 'a\u001b[2Jb\u202ec' }));
    expect(text).toContain('a\u241b[2Jb\ufffdc');
    expect(text).not.toMatch(/\p{Bidi_Control}|(?![\n\t])\p{Cc}/u);
  });

  it('cannot make the page larger than 150 kB', () => {
    const long = 'x<'.repeat(5_000);
    const journal = new Journal(100);
    const verdict = {
      ...VERDICT,
      rule: long,
      facts: Array.from({ length: 100 }, () => long),
      remedies: Array.from({ length: 100 }, () => ({ change: long })),
    };
    const made = lookup({ name: long, durationMs: 5000 });
    const queries = made.queries.flatMap((query) =>
      Array.from({ length: 50 }, () => ({ ...query, outcome: { ...query.outcome, name: long } })),
    );
    for (let id = 1; id <= 100; id += 1) {
      journal.record({ kind: 'lookup', outcome: { ...made, queries } });
      journal.record({ kind: 'lookup', outcome: { ...made, durationMs: 1 } });
      journal.conclude(2 * id - 1, explanation({ verdict }));
    }
    const server = { address: long, port: 53 };
    const text = statusPage(
      pageViewOf({
        nodeName: long,
        version: long,
        journal: journal.view(),
        verdicts: (
          ['conntrack-race', 'packet-loss', 'endpoint-down', 'server-slow', 'udp-blocked'] as const
        ).map((cause) => ({ ...verdict, cause })),
        names: Array.from({ length: 100 }, () => long),
        nameservers: Array.from({ length: 100 }, () => ({ server, is: long, found: long })),
        pods: { servers: Array.from({ length: 100 }, () => server), found: long },
        flows: {
          ...{
            windowMs: 300_000,
            clients: Array.from({ length: 10 }, () => ({ address: long, unanswered: 1 })),
          },
          endpoints: Array.from({ length: 100 }, () => ({
            endpoint: long,
            flows: 1,
            unanswered: 1,
            share: 1,
          })),
        },
        past: past(Array.from({ length: 2_000 }, (_, index) => ({ agoMs: 400 * index, durationMs: 5_003 }))),
      }),
    );
    expect(Buffer.byteLength(text)).toBeLessThan(150_000);
  });
});
