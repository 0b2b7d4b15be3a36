/**
 * A pattern: what one mechanism that loses queries predicts for every arm. It has a few parameters, each with an axis of values.
 * For given values it predicts how the pairs of each arm end, or nothing about that arm.
 */

import type { Ask } from './ask.ts';
import { type Fate, sameFate } from './fate.ts';

export type Prediction =
  | { readonly kind: 'fate'; readonly fate: Fate }
  /** Predicts the proportions of lost A and of lost AAAA, but not how often both are lost together. */
  | { readonly kind: 'shares'; readonly fate: Fate }
  /**
   * All pairs of the arm have the same one of these fates. Chance decided which one when the flow began: with these probabilities
   * (`weights`, which add up to 1), or with equal ones.
   */
  | { readonly kind: 'any-of'; readonly fates: readonly Fate[]; readonly weights?: readonly number[] }
  /** No prediction: the mechanism does not affect this arm. */
  | { readonly kind: 'free' };

/** Patterns that differ only in the server's address share an id. */
export type PatternId =
  | 'nothing-lost'
  | 'loss-everywhere'
  | 'loss-above-a-rate'
  | 'new-flows-lost'
  | 'new-flows-by-vip-lost'
  | 'all-udp-lost'
  | 'tcp-lost'
  | 'all-lost'
  | 'clash-by-vip'
  | 'clash-everywhere'
  | 'one-of-two-on-path'
  | 'second-from-port'
  | 'pods-fail'
  | 'idle-pods-fail'
  | 'vip-leads-astray'
  | 'unlisted-pod-fails'
  | 'loss-by-vip'
  | 'loss-behind-vip'
  | 'standing-flow-lost'
  | 'gone-pod-keeps-flow'
  | 'node-local-fails'
  | 'nameserver-fails'
  | 'aaaa-lost'
  | 'a-lost'
  | 'opt-lost'
  | 'large-lost'
  | 'upstream-lost';

/** Patterns of DNS pods that fail. */
export const FAILING_PODS = [
  'pods-fail',
  'idle-pods-fail',
  'gone-pod-keeps-flow',
] as const satisfies readonly PatternId[];

export function blamesPods(id: PatternId): boolean {
  return FAILING_PODS.some((own) => own === id);
}

export interface Pattern {
  readonly id: PatternId;
  /** The servers that the pattern affects, if it affects only some of several. */
  readonly addresses?: readonly string[];
  /** A description for people: "AAAA queries are lost however they are sent". */
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

/** `one` with the probability `weight`, else `other`. */
export function eitherOf(weight: number, one: Fate, other: Fate): Prediction {
  return { kind: 'any-of', fates: [one, other], weights: [weight, 1 - weight] };
}

export function shares(predicted: Fate): Prediction {
  return { kind: 'shares', fate: predicted };
}

/** Proportions from rare to nearly all. */
export const SHARES = [
  0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.25, 0.33, 0.4, 0.5, 0.6, 0.67, 0.75, 0.85, 0.92, 0.97, 1,
] as const;
/** Proportions below 1. A mechanism that loses everything is a different one. */
export const PARTIAL_SHARES = SHARES.filter((share) => share <= 0.92);
/** Practically everything. */
export const NEARLY_ALL = [0.97, 1] as const;
/** How often the two queries of a pair are lost together. */
export const TOGETHER = [0, 0.5, 1] as const;
/** How often the lost query is the A, if exactly one query of a race is lost. */
export const SHARE_OF_A = [0.02, 0.25, 0.5, 0.8] as const;
/** The same for a pair, in which the A leaves first. */
export const SHARE_OF_FIRST = [0.02, 0.3] as const;
/** TCP sends a lost segment again after a second: it fails within a deadline only if two or three in a row are lost. */
export const TCP_FAILS = [0, 1, 3] as const;

/** The loss over TCP if datagrams are lost with probability `p`; `times` is one of `TCP_FAILS`. */
export function overTcpOf(p: number, times: number): Fate {
  return sameFate(Math.min(1, times * p ** 2));
}
