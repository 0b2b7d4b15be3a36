/** The page `/api/flows`: what the node's conntrack table showed over the last minutes. */

import type { FlowSummary, OwnFates } from '../../domain/flow.ts';
import { absent, type Reading } from '../../domain/reading.ts';
import type { FlowWatch } from '../../flows/flow-watch.ts';
import { sendJson } from '../../http/answers.ts';
import type { Page } from '../../http/pages.ts';
import type { Clock } from '../../platform/clock.ts';
import { WINDOW_MS } from '../../window/history/history.ts';

/** What `/api/flows` answers. */
export interface FlowReport {
  /** The flows of all pods of the node over the last minutes. */
  readonly all: Reading<FlowSummary>;
  /** fivesec's own queries via the VIP over the same time. */
  readonly own: Reading<OwnFates>;
}

const OFF = absent('not-configured', 'the option flows.mode is off');

export function flowReport(flows: FlowWatch | undefined, nowMs: number): FlowReport {
  if (flows === undefined) return { all: OFF, own: OFF };
  return { all: flows.summary(), own: flows.fates(nowMs - WINDOW_MS) };
}

/** The page `/api/flows`: JSON. */
export function flowPage(clock: Clock, flows: FlowWatch | undefined): Page {
  return { path: '/api/flows', answer: (response) => sendJson(response, flowReport(flows, clock.now())) };
}
