/** The flows of the last minutes. */

import { describe, expect, it } from 'vitest';
import { RecentFlows } from '../../src/flows/recent.ts';

const rise = (
  flows: Record<string, number>,
  unanswered: Record<string, number> = {},
  clients: Record<string, number> = {},
) => ({
  flows: new Map(Object.entries(flows)),
  unanswered: new Map(Object.entries(unanswered)),
  clients: new Map(Object.entries(clients)),
});

describe('the summary', () => {
  it('has shares by DNS pod and the ten clients with the most unanswered flows', () => {
    const recent = new RecentFlows();
    const clients = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`10.0.0.${index}`, index + 1]),
    );
    recent.add(rise({ one: 30, two: 10 }, { two: 4 }, clients), 0);
    recent.add(rise({ one: 30, two: 10 }, { other: 1 }), 70_000);
    const { endpoints, clients: shown } = recent.summary(80_000);
    expect(endpoints).toEqual([
      { endpoint: 'one', flows: 60, unanswered: 0, share: 0.75 },
      { endpoint: 'other', flows: 0, unanswered: 1, share: 0 },
      { endpoint: 'two', flows: 20, unanswered: 4, share: 0.25 },
    ]);
    expect(shown).toHaveLength(10);
    expect(shown[0]).toEqual({ address: '10.0.0.11', unanswered: 12 });
  });

  it('has clients with equal counts in the order of their names', () => {
    const recent = new RecentFlows();
    const names = Array.from({ length: 26 }, (_, index) => String.fromCharCode(122 - index));
    recent.add(rise({}, {}, { ...Object.fromEntries(names.map((name) => [name, 1])), m: 2 }), 0);
    const shown = recent.summary(0).clients.map(({ address }) => address);
    expect(shown.join('')).toBe('mabcdefghi');
  });

  it('drops what is older than five minutes', () => {
    const recent = new RecentFlows();
    recent.add(rise({ one: 1 }), 0);
    expect(recent.summary(299_000).endpoints).toHaveLength(1);
    expect(recent.summary(301_000).endpoints).toEqual([]);
  });

  it('keeps the busiest of thousands of clients', () => {
    const recent = new RecentFlows();
    for (let batch = 0; batch < 10; batch += 1) {
      const clients = Array.from({ length: 1000 }, (_, index) => [
        `10.${batch}.${index >> 8}.${index & 255}`,
        1,
      ]);
      recent.add(rise({}, {}, { ...Object.fromEntries(clients), '10.99.0.1': 5 }), batch);
    }
    expect(recent.summary(10).clients[0]).toEqual({ address: '10.99.0.1', unanswered: 50 });
  });

  it('keeps 1,024 clients of a minute: those with the most, and of those with as many the first', () => {
    const recent = new RecentFlows();
    const some = (count: number, prefix: string, unanswered: number) =>
      Array.from({ length: count }, (_, index) => [`${prefix}${index}`, unanswered]);
    recent.add(rise({}, {}, Object.fromEntries([...some(1000, 'one-', 1), ...some(20, 'two-', 2)])), 0);
    recent.add(rise({}, {}, Object.fromEntries([...some(1000, 'later-', 1), ['first', 3]])), 1);
    // What was dropped begins anew: three of the later ones were kept, and have two now.
    recent.add(rise({}, {}, Object.fromEntries(some(1000, 'later-', 1))), 2);
    const shown = recent.summary(3).clients;
    expect(shown[0]).toEqual({ address: 'first', unanswered: 3 });
    expect(shown.slice(1, 4)).toEqual(
      [0, 1, 2].map((index) => ({ address: `later-${index}`, unanswered: 2 })),
    );
    expect(shown[4]?.unanswered).toBe(2);
    expect(shown[4]?.address).toMatch(/^two-/);
  });
});
