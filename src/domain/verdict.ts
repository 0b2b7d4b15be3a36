/** A verdict: a cause, the confidence in it, and the facts behind it. */

import { type Cause, harmOf } from './cause.ts';
import type { Strategy } from './strategy.ts';

export interface Remedy {
  /** What to change, as a sentence. */
  readonly change: string;
  /** The strategy that stands for this change, and its measured result here. */
  readonly measured?: {
    readonly strategy: Strategy;
    readonly lossRatio: number;
    readonly low: number;
    readonly high: number;
  };
}

export interface Verdict {
  readonly cause: Cause;
  /** 0 to 1. */
  readonly confidence: number;
  /** The rule that fired. */
  readonly rule: string;
  /** Short facts with numbers. */
  readonly facts: readonly string[];
  readonly remedies: readonly Remedy[];
}

/** `80 %`. */
export function confidenceInPercent(confidence: number): string {
  return `${Math.round(confidence * 100)} %`;
}

/** `80 % sure`; empty for a cause that is not known: its confidence is higher the less is known. */
export function sureText({ cause, confidence }: Pick<Verdict, 'cause' | 'confidence'>): string {
  return harmOf(cause) === 'unnamed' ? '' : `${confidenceInPercent(confidence)} sure`;
}
