import { describe, expect, it } from 'vitest';
import { absent } from '../../src/domain/reading.ts';
import { explainedRow } from '../../src/status/explained.ts';
import { still } from '../diagnosis/evidences.ts';
import { explanation } from '../support/agent/explanations.ts';
import { viewer } from '../support/machine/browser.ts';
import {
  aborted,
  answered,
  lookup,
  refused,
  sendFailed,
  servfail,
  timedOut,
} from '../support/wire/scripted-outcomes.ts';

const STALLED = lookup({
  durationMs: 5001.4,
  retries: 1,
  queries: [
    { candidate: 0, attempt: 0, outcome: answered('A') },
    { candidate: 0, attempt: 0, outcome: timedOut('AAAA') },
    { candidate: 0, attempt: 1, outcome: { ...answered('AAAA'), sentAtMs: 5000.4 } },
  ],
});

const { show } = viewer();

/** The lines that are visible, unfolded: the summary, headings and entries of lists. */
async function lines(given: Parameters<typeof explanation>[0] = {}, outcome = STALLED): Promise<string[]> {
  const { text } = explainedRow(outcome, explanation(given), true);
  const page = await show(`<!doctype html><table><tbody>${text}</tbody></table>`);
  return page.locator('summary, p, li').allInnerTexts();
}

describe('an explained lookup', () => {
  it('shows the verdict, each query with its times, the other strategies and the counters', async () => {
    expect(await lines()).toEqual([
      'conntrack-race, 97 % sure (one-of-a-pair)',
      'insert_failed rose by 7',
      'Queries',
      'A kubernetes.default.svc.cluster.local, sent at 0.00 ms from port 40000: answered NOERROR after 1.00 ms',
      'AAAA kubernetes.default.svc.cluster.local, sent at 0.00 ms from port 40000: timed-out after 5.000 s',
      'AAAA kubernetes.default.svc.cluster.local, retry 1, sent at 5.000 s from port 40000: answered NOERROR after 1.00 ms',
      'In the 12 s around it',
      'pair: of 40 pairs 7 lost one query, 0 lost both',
      'nothing lost, of so many pairs: tcp 30, endpoint 10.244.0.2 udp 15',
      'conntrack counters that rose: insertFailed 7, drop 7; 2000 entries at most',
    ]);
  });

  it.each([
    [refused('A'), /: unreachable ECONNREFUSED after 0\.50 ms$/],
    [sendFailed('A'), /: send-failed ENETUNREACH$/],
    [servfail('A'), /: refused-by-rcode SERVFAIL after 2\.00 ms$/],
    [aborted('A'), /: aborted$/],
  ])('says what ended a query: %#', async (outcome, told) => {
    expect((await lines({}, lookup({}, [outcome])))[3]).toMatch(told);
  });

  it('says that counters were not read, instead of a rise of nothing', async () => {
    const counters = still(1000, { conntrack: absent('no-file', 'no such file') });
    expect((await lines({ counters })).at(-1)).toBe('conntrack counters: not read (no such file)');
  });

  it('says that nothing rose', async () => {
    expect((await lines({ counters: still(1000) })).at(-1)).toMatch(/^conntrack counters that rose: none;/);
  });

  it('claims no certainty where no cause was named', async () => {
    const verdict = {
      cause: 'not-enough-evidence',
      confidence: 0,
      rule: 'r',
      facts: [],
      remedies: [],
    } as const;
    expect((await lines({ verdict }))[0]).toBe('not-enough-evidence (r)');
  });

  it.each([
    [true, true],
    [false, false],
  ])('is unfolded from the start only where it is asked for: %s', async (open, visible) => {
    const { text } = explainedRow(STALLED, explanation(), open);
    const page = await show(`<!doctype html><table><tbody>${text}</tbody></table>`);
    expect(await page.getByText('conntrack-race').isVisible()).toBe(true);
    expect(await page.getByText('insert_failed rose by 7').isVisible()).toBe(visible);
    if (!open) await page.getByText('conntrack-race').click();
    expect(await page.getByText('insert_failed rose by 7').isVisible()).toBe(true);
  });
});
