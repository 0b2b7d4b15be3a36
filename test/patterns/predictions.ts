/** Reads a pattern's prediction for one way to ask as a short word: tests of patterns are tables of these. */

import type { ArmTally } from '../../src/domain/evidence.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';
import { ask } from './asks.ts';

export type Word = 'free' | 'as its flow' | 'none' | 'all' | 'one of two' | 'A' | 'AAAA' | 'both' | 'some';

export function predicted(pattern: Pattern, values: readonly number[], arm: Partial<ArmTally>): Word {
  const prediction = pattern.predict(ask(arm), values);
  if (prediction.kind === 'free') return 'free';
  if (prediction.kind === 'any-of') return 'as its flow';
  const { neither, onlyA, onlyAaaa, both } = prediction.fate;
  if (neither === 1) return 'none';
  if (both > 0.9) return 'all';
  if (onlyA === 0 && onlyAaaa === 0) return 'both';
  if (both > 0) return 'some';
  if (onlyA > 0 && onlyAaaa > 0) return 'one of two';
  return onlyA > 0 ? 'A' : 'AAAA';
}

export function endpointArm(address: string, transport: 'udp' | 'tcp' = 'udp'): Partial<ArmTally> {
  return { strategy: 'endpoint', target: { kind: 'endpoint', address }, transport };
}

export const TCP: Partial<ArmTally> = { strategy: 'tcp', transport: 'tcp' };
