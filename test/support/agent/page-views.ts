/** The input of the status page: a healthy node, with the differences that a test gives. */

import type { Evidence } from '../../../src/domain/evidence.ts';
import type { FlowSummary } from '../../../src/domain/flow.ts';
import type { NodeDelta } from '../../../src/domain/node.ts';
import { read } from '../../../src/domain/reading.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import type { TracedUrl } from '../../../src/journal/http-requests.ts';
import { Journal } from '../../../src/journal/journal.ts';
import type { PastLookup, PastLookups } from '../../../src/journal/lookup-history.ts';
import type { PageView } from '../../../src/status/page-view.ts';
import { counted, evidence, lost, still } from '../../diagnosis/evidences.ts';
import { EVERYTHING_READ } from '../machine/node-readings.ts';
import { answered, late, lookup, pair, timedOut } from '../wire/outcomes.ts';
import { explanation } from './explanations.ts';

export const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE_MS = 60_000;

export interface Given extends Partial<Omit<PageView, 'judgement'>> {
  readonly verdicts?: readonly Verdict[];
  readonly evidence?: Evidence;
}

export function pageViewOf({ verdicts = [], evidence: made = evidence(), ...given }: Given = {}): PageView {
  return {
    version: '1.2.3',
    nodeName: 'node-1',
    names: ['kubernetes.default.svc.cluster.local.'],
    nameservers: [
      {
        server: { address: 'fd00::a', port: 53 },
        is: 'a Service address (VIP)',
        found: 'number 1 in /etc/resolv.conf',
      },
    ],
    pods: { servers: [{ address: '10.244.0.2', port: 53 }], found: 'from the option `endpoints`' },
    ready: true,
    healthy: true,
    now: NOW,
    judgement: { verdicts, evidence: made, raceWindow: made.context.raceWindow },
    journal: new Journal(5).view(),
    past: { coveredMs: 15 * MINUTE_MS, lookups: [] },
    requests: [],
    steps: [],
    latest: { takenAt: NOW, takenAtMs: 0, ...EVERYTHING_READ },
    ...given,
  };
}

export function past(lookups: readonly Partial<PastLookup>[], coveredMs = 15 * MINUTE_MS): PastLookups {
  const quick = {
    profile: 'glibc',
    durationMs: 1.2,
    agoMs: MINUTE_MS,
    result: 'ok',
    starved: false,
  } as const;
  return { coveredMs, lookups: lookups.map((given) => ({ ...quick, ...given })) };
}

/** `of` lookups over 15 minutes, every ten seconds or so, of which `stalls` waited five seconds. */
export function pastStalls(stalls: number, of: number): PastLookups {
  return past(
    Array.from({ length: of }, (_, index) => ({
      agoMs: (15 * MINUTE_MS * (of - index)) / of - 1,
      durationMs: index % Math.ceil(of / stalls) === 3 ? 5003 : 1 + (index % 7) ** 2 / 10,
      profile: index % 2 === 0 ? ('glibc' as const) : ('musl' as const),
    })),
  );
}

/** Steps of five seconds over 15 minutes. Every tenth has a clash that was not repaired. */
export function clashingSteps(): readonly NodeDelta[] {
  return Array.from({ length: 180 }, (_, index) =>
    still(5_000, {
      startedAt: NOW - 15 * MINUTE_MS + index * 5_000,
      conntrack: counted({
        insertFailed: index % 10 === 0 ? 1 + (index % 3) : 0,
        drop: index % 10 === 0 ? 1 : 0,
        earlyDrop: 0,
      }),
      conntrackEntries: read(2_000 + 40 * index),
    }),
  );
}

/** Two URLs that the agent requests: one whose lookup took 5 s, and one that refuses connections. */
export function twoUrls(): readonly TracedUrl[] {
  const [shop, bank] = ['https://shop.example/healthz', 'http://bank.example/'];
  const phases = { lookup: 5_004, connect: 1.2, tls: 8, answer: 30, body: 0.2 };
  const answered = { outcome: 'answered', phases, detail: 'status 200', slowLookup: true } as const;
  const failed = { outcome: 'connect-failed', phases: { lookup: 1.1 }, slowLookup: false } as const;
  const detail = 'connect ECONNREFUSED 192.0.2.1:80';
  return [
    { target: shop, requests: 30, slowLookups: 2, last: { target: shop, endedAt: NOW, ...answered } },
    { target: bank, requests: 29, slowLookups: 0, last: { target: bank, endedAt: NOW, detail, ...failed } },
  ];
}

/** Flows of the node's pods: one DNS pod of two leaves some unanswered, and some lead to an address that is no DNS pod. */
export function unansweredFlows(): FlowSummary {
  return {
    windowMs: 5 * MINUTE_MS,
    endpoints: [
      { endpoint: '10.244.0.2', flows: 260, unanswered: 0, share: 0.65 },
      { endpoint: '10.244.0.3', flows: 100, unanswered: 9, share: 0.25 },
      { endpoint: 'other', flows: 40, unanswered: 3, share: 0.1 },
    ],
    clients: [
      { address: '10.244.1.7', unanswered: 8 },
      { address: 'fd00::1:7', unanswered: 4 },
    ],
  };
}

/** A node with an old kernel: A and AAAA clash, lookups stall, NodeLocal DNSCache was measured to help. */
export function racingNode(): PageView {
  const journal = new Journal(20);
  for (let index = 0; index < 3; index += 1) {
    const startedAt = NOW - (12 - 4 * index) * MINUTE_MS;
    const retried = { ...answered('AAAA'), sentAtMs: 5_000.4 };
    const queries = [answered('A'), timedOut('AAAA'), retried].map((outcome, place) => ({
      candidate: 0,
      attempt: place === 2 ? 1 : 0,
      outcome,
    }));
    const id = journal.record({
      kind: 'lookup',
      outcome: lookup({ startedAt, durationMs: 5_001.4, retries: 1, queries }),
    });
    journal.conclude(id ?? 0, explanation());
  }
  journal.record({ kind: 'pair', outcome: pair({ a: late('A'), aaaa: timedOut('AAAA'), durationMs: 8000 }) });
  journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 0.5 }) });
  const measured = { strategy: 'node-local', lossRatio: 0, low: 0, high: 0.09 } as const;
  const healthy = evidence();
  return pageViewOf({
    verdicts: [
      {
        cause: 'conntrack-race',
        confidence: 0.95,
        rule: 'one-of-a-pair',
        facts: [
          'pairs sent at once (pair) that lost one of the two queries: 15 of 120 (13 %)',
          'insert_failed rose by 15',
        ],
        remedies: [
          { change: 'Run a kernel that repairs the clash: 5.6 or later' },
          {
            change:
              'Run NodeLocal DNSCache: queries to it are neither rewritten nor tracked. Measured here, pairs lost: node-local 0 of 40 (0 %, at most 8.8 %), race 15 of 120 (13 %)',
            measured,
          },
          { change: 'Set `options single-request-reopen` (dnsConfig): glibc only' },
        ],
      },
    ],
    evidence: {
      ...healthy,
      arms: healthy.arms.map((made) =>
        made.strategy === 'pair' || made.strategy === 'race'
          ? lost(made, { onlyAaaa: Math.ceil(made.pairs / 8) })
          : made,
      ),
    },
    journal: journal.view(),
    past: pastStalls(4, 120),
    steps: clashingSteps(),
  });
}
