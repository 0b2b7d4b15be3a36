import { expect, it } from 'vitest';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { absent } from '../../src/domain/reading.ts';
import { fatesFrom, listenForFlows } from '../../src/flows/listen.ts';
import { lookup, pair } from '../support/wire/outcomes.ts';

type Listener = Parameters<Parameters<typeof listenForFlows>[0]['listen']>[0];

it('passes each outcome on, with the moment at which it began', () => {
  const listeners: Listener[] = [];
  const passed: [LookupOutcome | PairOutcome, number][] = [];
  const watch = {
    lookup: (outcome: LookupOutcome, startMs: number) => void passed.push([outcome, startMs]),
    pair: (outcome: PairOutcome, startMs: number) => void passed.push([outcome, startMs]),
    hasOpenLosses: false,
    step: () => Promise.reject(new Error('nothing was lost')),
  };
  listenForFlows({ listen: (listener) => void listeners.push(listener) }, () => 42, watch);
  const [one, other] = [lookup({}), pair({})];
  for (const listener of listeners) {
    listener.lookup(one);
    listener.pair(other);
  }
  expect(passed).toEqual([
    [one, 42],
    [other, 42],
  ]);
});

it('has the table read as soon as a query was lost', () => {
  const listeners: Listener[] = [];
  const steps: string[] = [];
  const watch = {
    hasOpenLosses: false,
    lookup: () => undefined,
    pair() {
      watch.hasOpenLosses = true;
    },
    step: async () => void steps.push('step'),
  };
  listenForFlows({ listen: (listener) => void listeners.push(listener) }, () => 0, watch);
  for (const listener of listeners) {
    listener.lookup(lookup({}));
    expect(steps).toEqual([]);
    listener.pair(pair({}));
  }
  expect(steps).toEqual(['step']);
});

it('listens to nothing where flows are not read', () => {
  const listeners: Listener[] = [];
  listenForFlows({ listen: (listener) => void listeners.push(listener) }, () => 0, undefined);
  expect(listeners).toEqual([]);
});

it('gives the fates to who judges, if flows are read', () => {
  const missing = absent('no-file', 'none');
  expect(fatesFrom({ fates: () => missing }).fates?.(0)).toBe(missing);
  expect(fatesFrom(undefined)).toEqual({});
});
