/** Findings made by hand: a short check of a healthy cluster, changed where the test says so. */

import type { Findings } from '../../src/check/findings.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { NodeSnapshot } from '../../src/domain/node.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { evidence } from '../diagnosis/evidences.ts';
import { EVERYTHING_READ } from '../support/machine/node-readings.ts';
import { lookup, NAME } from '../support/wire/outcomes.ts';

export const RACE: Verdict = {
  cause: 'conntrack-race',
  confidence: 0.97,
  rule: 'losses-with-race',
  facts: ['race: 40 of 100 (40 %)', 'insert_failed rose by 40'],
  remedies: [
    {
      change: 'Set options single-request-reopen.',
      measured: { strategy: 'reopen', lossRatio: 0, low: 0, high: 0.04 },
    },
    { change: 'Run a node-local cache.' },
  ],
};
export const REPAIRED: Verdict = { ...RACE, cause: 'clash-repaired', confidence: 0.6, remedies: [] };

export const NODE: NodeSnapshot = {
  takenAt: Date.UTC(2026, 0, 1),
  takenAtMs: 1000,
  ...EVERYTHING_READ,
};

export function judged(
  verdicts: readonly Verdict[],
  measured: Evidence = evidence(),
  raceWindow: Findings['judgement']['raceWindow'] = 'unknown',
): Findings['judgement'] {
  return { verdicts, evidence: measured, raceWindow };
}

export function findings(changes: Partial<Findings> = {}): Findings {
  return {
    judgement: judged([]),
    lookups: [lookup({ durationMs: 2 }), lookup({ durationMs: 3 }), lookup({ durationMs: 4 })],
    networkErrors: [],
    sendErrors: [],
    node: NODE,
    nodeName: 'node-1',
    nameservers: [{ address: '10.96.0.10', port: 53 }],
    endpoints: [
      { address: '10.244.0.2', port: 53 },
      { address: '10.244.0.3', port: 53 },
    ],
    endpointsName: undefined,
    nodeLocal: undefined,
    names: [NAME],
    maxQps: 200,
    startedAt: Date.UTC(2026, 0, 1),
    durationMs: 20_012.345,
    askedMs: 20_000,
    interrupted: false,
    ...changes,
  };
}

/** In which nothing came to its end, as when somebody interrupts at once. */
export const NOTHING_ASKED: Partial<Findings> = {
  judgement: judged([], { ...evidence(), arms: [] }),
  lookups: [],
  durationMs: 12,
  askedMs: 12,
  interrupted: true,
};
