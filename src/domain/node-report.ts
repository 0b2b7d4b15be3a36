/**
 * What an agent says about its node in `GET /api/node`, and what `fivesec fleet` reads. docs/fleet.md documents it.
 * A key may be added. The change or removal of a key needs a new `schema`.
 */

import { CAUSES, type Cause } from './cause.ts';
import type { RaceWindow } from './evidence.ts';

export const NODE_REPORT_SCHEMA = 1;
/** The largest number of DNS pods in a report. Those that lost the most pairs are kept. */
export const MOST_DNS_PODS = 64;

export interface DnsPodLoss {
  readonly address: string;
  /** Pairs sent straight to this pod, and those of which a query got no answer. */
  readonly pairs: number;
  readonly lost: number;
}

export interface NodeReport {
  readonly schema: typeof NODE_REPORT_SCHEMA;
  readonly node: string;
  /** fivesec's own version. */
  readonly version: string;
  /** The first round of probes is done. Before that, "no verdict" means nothing. */
  readonly ready: boolean;
  /** The node's zone, if the agent was given one. */
  readonly zone?: string;
  /** The kernel's release; missing where it can't be read. */
  readonly kernel?: string;
  readonly cpus?: number;
  readonly raceWindow: RaceWindow;
  /** The length of the time that the counts below are about, in milliseconds. */
  readonly windowMs: number;
  /**
   * The surest verdict that is a fault, or else the surest of all; missing if there is none. A newer agent may name a cause that is
   * unknown here.
   */
  readonly verdict?: { readonly cause: string; readonly confidence: number };
  readonly lookups: { readonly made: number; readonly slow: number; readonly failed: number };
  /** Pairs of all arms except those straight to a DNS pod. Names outside the cluster are left out if names of the cluster are asked. */
  readonly pairs: { readonly sent: number; readonly lost: number };
  readonly dnsPods: readonly DnsPodLoss[];
}

/** Is this one of the causes that this version knows? */
export function isCause(name: string): name is Cause {
  return Object.hasOwn(CAUSES, name);
}
