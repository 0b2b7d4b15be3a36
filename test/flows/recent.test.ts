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
});
