import { describe, expect, it } from 'vitest';
import { countsOf, trialsOf, troubledLookup, troubledPair } from '../../../src/window/history/trial.ts';
import { answered, lookup, pairOf, timedOut } from '../../support/wire/outcomes.ts';

const scopeOf = (name: string) => (name.endsWith('cluster.local.') ? 'cluster' : 'outside');
const trials = (pairs: Parameters<typeof trialsOf>[0]['pairs'], lookups = [lookup({}, [])].slice(1)) =>
  trialsOf({ pairs, lookups, scopeOf });

describe('a trial', () => {
  it('is a pair: its arm is the strategy, the address, the transport and the scope of the name', () => {
    const well = pairOf(answered('A'), answered('AAAA'), { startedAt: 7 });
    const ill = pairOf(answered('A'), timedOut('AAAA'), {
      startedAt: 8,
      transport: 'tcp',
      name: 'a.example.',
    });
    const [first, second] = trials([well, ill]);
    expect(first).toMatchObject({ atMs: 7, troubled: false });
    expect(first?.arm).toContain(`pair ${well.server.address} udp`);
    expect(second).toMatchObject({ atMs: 8, troubled: true, arm: `pair ${ill.server.address} tcp outside` });
  });

  it('is a lookup: its arm is the profile and the name', () => {
    const slow = lookup({ startedAt: 9, durationMs: 5004, result: 'ok' }, []);
    expect(trials([], [slow])).toEqual([{ atMs: 9, arm: `${slow.profile} ${slow.name}`, troubled: true }]);
  });

  it('is none that was broken off, or held up by fivesec itself', () => {
    const starved = { starvedMs: 4000 };
    const pairs = [pairOf(answered('A'), timedOut('AAAA'), starved)];
    const lookups = [
      lookup({ result: 'aborted' }, []),
      lookup({ durationMs: 5004, ...starved }, [timedOut('A')]),
    ];
    expect(trials(pairs, lookups)).toEqual([]);
  });
});

describe('trouble', () => {
  it('is an answer that takes long or fails', () => {
    expect(troubledPair({ a: answered('A', 2), aaaa: answered('AAAA', 2) })).toBe(false);
    expect(troubledPair({ a: answered('A', 2), aaaa: answered('AAAA', 900) })).toBe(true);
    expect(troubledPair({ a: answered('A', 2), aaaa: timedOut('AAAA') })).toBe(true);
  });

  it('is a slow lookup or a failed one, but not a name that does not exist', () => {
    expect(troubledLookup(lookup({ result: 'not-found', durationMs: 3 }, []))).toBe(false);
    expect(troubledLookup(lookup({ result: 'ok', durationMs: 2400 }, []))).toBe(true);
    expect(troubledLookup(lookup({ result: 'timeout', durationMs: 3 }, []))).toBe(true);
  });
});

it('countsOf counts the trials of each arm by itself, and those that were troubled', () => {
  const trial = (arm: string, troubled: boolean) => ({ atMs: 0, arm, troubled });
  const trials = [trial('pair', true), trial('tcp', false), trial('pair', false), trial('pair', true)];
  expect([...countsOf(trials)]).toEqual([
    ['pair', { seen: 2, all: 3 }],
    ['tcp', { seen: 0, all: 1 }],
  ]);
});
