/** What a person sees on the status page: headings, links, tables, visible text. */

import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { statusPage } from '../../src/status/status-page.ts';
import { explanation } from '../support/agent/explanations.ts';
import { viewer } from '../support/machine/browser.ts';
import { late, lookup, pair, timedOut } from '../support/wire/scripted-outcomes.ts';

const { show } = viewer();

const FACTS = {
  version: '1.2.3',
  nodeName: 'node-1',
  nameservers: [{ address: 'fd00::a', port: 53 }],
  names: ['kubernetes.default.svc.cluster.local.'],
  ready: true,
  healthy: true,
};
const VERDICT = {
  cause: 'conntrack-race',
  confidence: 0.97,
  rule: 'r',
  facts: ['insert_failed rose by 3'],
  remedies: [{ change: 'options single-request-reopen' }],
} as const;
const EMPTY = new Journal(5).view();
const NOTHING_WRONG = 'Nothing is wrong with DNS here, as far as was measured.';

describe('statusPage', () => {
  it('says who it is, whom it asks, and that nothing is wrong', async () => {
    const page = await show(statusPage(FACTS, [], EMPTY));
    expect(await page.title()).toBe('fivesec on node-1');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('fivesec 1.2.3');
    const terms = await page.getByRole('term').allInnerTexts();
    const definitions = await page.getByRole('definition').allInnerTexts();
    expect(terms.map((term, index) => [term, definitions[index]?.trim()])).toEqual([
      ['Node', 'node-1'],
      ['Nameservers', '[fd00::a]:53'],
      ['Names', 'kubernetes.default.svc.cluster.local.'],
    ]);
    expect(await page.getByRole('banner').getByRole('paragraph').innerText()).toBe('measuring');
    expect(await page.getByText(NOTHING_WRONG).isVisible()).toBe(true);
    expect(await page.getByText('None so far.').count()).toBe(2);
  });

  it('links to the other pages of the agent', async () => {
    const page = await show(statusPage(FACTS, [], EMPTY));
    const links = await page.getByRole('navigation').getByRole('link').all();
    const targets = links.map(async (link) => [await link.innerText(), await link.getAttribute('href')]);
    expect(await Promise.all(targets)).toEqual([
      ['metrics', '/metrics'],
      ['recent probes (JSON)', '/api/recent'],
      ['verdicts (JSON)', '/api/verdicts'],
      ['health', '/-/healthy'],
      ['readiness', '/-/ready'],
    ]);
  });

  it('shows verdicts with their facts and remedies', async () => {
    const page = await show(statusPage(FACTS, [VERDICT], EMPTY));
    const card = page.getByRole('article');
    expect(await card.getByRole('heading').innerText()).toBe('conntrack-race 97 % sure');
    expect(await card.getByRole('listitem').allInnerTexts()).toEqual(['insert_failed rose by 3']);
    expect(await card.getByRole('paragraph').last().innerText()).toBe('options single-request-reopen');
    expect(await page.getByText(NOTHING_WRONG).count()).toBe(0);
  });

  it('shows slow and failed probes with what became of them, and the verdict on each', async () => {
    const journal = new Journal(5);
    const id = journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5003.2, retries: 1 }) });
    journal.record({
      kind: 'pair',
      outcome: pair({ a: late('A'), aaaa: timedOut('AAAA'), durationMs: 8000 }),
    });
    journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 0.5 }) });
    journal.conclude(id ?? 0, explanation());
    const page = await show(statusPage(FACTS, [], journal.view()));
    const rowsOf = async (heading: string) => {
      const section = page.locator('section').filter({ has: page.getByRole('heading', { name: heading }) });
      const rows = await section.locator('tbody tr:not(.why)').all();
      const cells = await Promise.all(rows.map((row) => row.getByRole('cell').allInnerTexts()));
      return cells.map(([, ...withoutTime]) => withoutTime);
    };
    const name = 'kubernetes.default.svc.cluster.local.';
    const slow = [
      ['pair to 10.96.0.10:53', name, '8.000 s', 'only-a (A late, AAAA timed-out)', ''],
      ['lookup as glibc', name, '5.003 s', 'ok after 1 retry', 'conntrack-race'],
    ];
    expect(await rowsOf('Slow or failed')).toEqual(slow);
    expect(await rowsOf('Other probes')).toEqual([['lookup as glibc', name, '0.50 ms', 'ok', '']]);
    expect(await page.getByRole('group').getByText('insert_failed rose by 7').isVisible()).toBe(true);
  });

  it('says when the agent itself is not well', async () => {
    const starting = await show(statusPage({ ...FACTS, ready: false }, [], EMPTY));
    expect(await starting.getByText('starting: the first round is not done').isVisible()).toBe(true);
    expect(await starting.getByText('Nothing is wrong').count()).toBe(0);
    const stalled = await show(statusPage({ ...FACTS, healthy: false }, [], EMPTY));
    expect(await stalled.getByText('stalled: no probe was started for three intervals').isVisible()).toBe(
      true,
    );
  });

  it('shows as text whatever comes from outside', async () => {
    const evil = `<script>alert("1")</script>'&`;
    const journal = new Journal(5);
    journal.record({ kind: 'lookup', outcome: lookup({ name: evil, durationMs: 5000 }) });
    const verdict = { ...VERDICT, rule: evil, facts: [evil], remedies: [{ change: evil }] };
    journal.conclude(1, explanation({ verdict }));
    const facts = { nodeName: evil, version: evil, names: [evil], nameservers: [{ address: evil, port: 1 }] };
    const page = await show(statusPage({ ...FACTS, ...facts }, [verdict], journal.view()));
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.title()).toBe(`fivesec on ${evil}`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(`fivesec ${evil}`);
    expect(await page.getByRole('article').getByRole('listitem').allInnerTexts()).toEqual([evil]);
    expect(await page.getByRole('cell', { name: evil, exact: true }).count()).toBe(1);
  });

  it('survives a clock that makes no sense', async () => {
    const journal = new Journal(5);
    journal.record({ kind: 'lookup', outcome: lookup({ startedAt: Number.NaN }) });
    const page = await show(statusPage(FACTS, [], journal.view()));
    expect(await page.getByRole('cell', { name: 'unknown' }).count()).toBe(1);
  });
});
