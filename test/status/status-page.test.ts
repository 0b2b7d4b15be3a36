import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { statusPage } from '../../src/status/status-page.ts';
import { explanation } from '../support/agent/explanations.ts';
import { late, lookup, pair, timedOut } from '../support/wire/scripted-outcomes.ts';

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

describe('statusPage', () => {
  it('says who it is, whom it asks, and that nothing is wrong', () => {
    const page = statusPage(FACTS, [], EMPTY);
    for (const text of [
      '1.2.3',
      'node-1',
      '[fd00::a]:53',
      'href="/metrics"',
      'href="/api/recent"',
      'measuring',
      'Nothing is wrong',
    ])
      expect(page).toContain(text);
  });

  it('shows verdicts with their facts and remedies', () => {
    const page = statusPage(FACTS, [VERDICT], EMPTY);
    for (const text of [
      'conntrack-race',
      '97 % sure',
      'insert_failed rose by 3',
      'options single-request-reopen',
    ])
      expect(page).toContain(text);
  });

  it('shows slow and failed probes with what became of them, and the verdict on each', () => {
    const journal = new Journal(5);
    const id = journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5003.2, retries: 1 }) });
    journal.record({
      kind: 'pair',
      outcome: pair({ a: late('A'), aaaa: timedOut('AAAA'), durationMs: 8000 }),
    });
    journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 0.5 }) });
    journal.conclude(id ?? 0, explanation());
    const page = statusPage(FACTS, [], journal.view());
    for (const text of [
      '5.003 s',
      'ok after 1 retry',
      'conntrack-race',
      'only-a (A late, AAAA timed-out)',
      '0.50 ms',
    ])
      expect(page).toContain(text);
  });

  it('says when the agent itself is not well', () => {
    const starting = statusPage({ ...FACTS, ready: false }, [], EMPTY);
    expect(starting).toContain('starting');
    expect(starting).not.toContain('Nothing is wrong');
    expect(statusPage({ ...FACTS, healthy: false }, [], EMPTY)).toContain('stalled');
  });

  it('escapes whatever comes from outside', () => {
    const evil = `<script>alert("1")</script>'&`;
    const journal = new Journal(5);
    journal.record({ kind: 'lookup', outcome: lookup({ name: evil, durationMs: 5000 }) });
    const verdict = { ...VERDICT, rule: evil, facts: [evil], remedies: [{ change: evil }] };
    journal.conclude(1, explanation({ verdict }));
    const page = statusPage(
      { ...FACTS, nodeName: evil, version: evil, names: [evil], nameservers: [{ address: evil, port: 1 }] },
      [verdict],
      journal.view(),
    );
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;');
  });

  it('survives a clock that makes no sense', () => {
    const journal = new Journal(5);
    journal.record({ kind: 'lookup', outcome: lookup({ startedAt: Number.NaN }) });
    expect(statusPage(FACTS, [], journal.view())).toContain('unknown');
  });
});
