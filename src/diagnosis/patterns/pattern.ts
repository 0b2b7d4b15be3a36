/**
 * A pattern: what one mechanism that loses queries predicts for every way to ask. It has a few parameters with an axis of values
 * each; for given values it says how pairs of each arm end, or that it says nothing about that arm.
 */

import type { Ask } from './ask.ts';
import { type Fate, sameFate } from './fate.ts';

export type Prediction =
  | { readonly kind: 'fate'; readonly fate: Fate }
  /** The share of lost A and lost AAAA is predicted, how often both are lost together is not. */
  | { readonly kind: 'shares'; readonly fate: Fate }
  /** One of these fates, for all pairs of the arm: which one was decided by chance when its flow began. */
  | { readonly kind: 'any-of'; readonly fates: readonly Fate[] }
  /** Anything may happen here: the mechanism does not decide it. */
  | { readonly kind: 'free' };

/** Patterns that are the same but for the server's address share an id. */
export const PATTERN_IDS = [
  'nothing-lost',
  'loss-everywhere',
  'new-flows-lost',
  'new-flows-by-vip-lost',
  'all-udp-lost',
  'tcp-lost',
  'all-lost',
  'clash-by-vip',
  'clash-everywhere',
  'one-of-two-on-path',
  'second-from-port',
  'pods-fail',
  'idle-pods-fail',
  'vip-leads-astray',
  'unlisted-pod-fails',
  'loss-by-vip',
  'standing-flow-lost',
  'node-local-fails',
  'nameserver-fails',
  'aaaa-lost',
  'a-lost',
  'opt-lost',
  'large-lost',
  'upstream-lost',
] as const;
export type PatternId = (typeof PATTERN_IDS)[number];

export interface Pattern {
  readonly id: PatternId;
  /** The servers that it is about, where it is about some of several. */
  readonly addresses?: readonly string[];
  /** What it looks like, for a person: "loses queries whatever way they are sent". */
  readonly words: string;
  /** The values to try for each parameter. */
  readonly axes: readonly (readonly number[])[];
  /** `values` has one number for each axis. */
  readonly predict: (ask: Ask, values: readonly number[]) => Prediction;
}

export const FREE: Prediction = { kind: 'free' };

export function fate(predicted: Fate): Prediction {
  return { kind: 'fate', fate: predicted };
}

export function anyOf(...fates: readonly Fate[]): Prediction {
  return { kind: 'any-of', fates };
}

export function shares(predicted: Fate): Prediction {
  return { kind: 'shares', fate: predicted };
}

/** Shares from rare to nearly all. */
export const SHARES = [
  0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.25, 0.33, 0.4, 0.5, 0.6, 0.67, 0.75, 0.85, 0.92, 0.97, 1,
] as const;
/** A share that is not all: what loses everything is another mechanism. */
export const PARTIAL_SHARES = SHARES.filter((share) => share <= 0.92);
/** Practically all. */
export const NEARLY_ALL = [0.97, 1] as const;
/** How often the two queries of a pair are lost together. */
export const TOGETHER = [0, 0.5, 1] as const;
/** Where exactly one of two in a race is lost: how often it is the A. */
export const SHARE_OF_A = [0.02, 0.25, 0.5, 0.8] as const;
/** The same of a pair, whose A leaves first. */
export const SHARE_OF_FIRST = [0.02, 0.3] as const;
/** TCP sends a lost segment again after a second: it fails within a deadline only if two or three in a row are lost. */
export const TCP_FAILS = [0, 1, 3] as const;

/** What TCP loses where datagrams are lost with probability `p`; `times` is one of `TCP_FAILS`. */
export function overTcpOf(p: number, times: number): Fate {
  return sameFate(Math.min(1, times * p ** 2));
}
