/** What the conntrack table shows, for rules and in words. */

import { describe, expect, it } from 'vitest';
import { fateFacts, fits, sentTo } from '../../../src/compare/view/fates.ts';
import { absent } from '../../../src/domain/reading.ts';
import { evidence, fates } from '../../diagnosis/evidences.ts';

const view = (changes: Parameters<typeof fates>[0]) => ({
  evidence: evidence([], { flows: fates(changes) }),
});
const unread = { evidence: evidence() };
const forbidden = { evidence: evidence([], { flows: absent('no-permission', 'EACCES') }) };

describe('a fate', () => {
  it('fits the losses of which it is half or more', () => {
    expect(fits(view({ lost: 10, noEntry: 5, unreplied: { one: 5 } }), ({ unreplied }) => unreplied)).toBe(
      true,
    );
    expect(
      fits(view({ lost: 10, noEntry: 6, unreplied: { one: 4 } }), ({ unreplied }) => unreplied),
    ).toBeUndefined();
  });

  it('does not fit when none of eight lost queries has it', () => {
    expect(fits(view({ lost: 8, noEntry: 8 }), ({ elsewhere }) => elsewhere)).toBe(false);
    expect(fits(view({ lost: 7, noEntry: 7 }), ({ elsewhere }) => elsewhere)).toBeUndefined();
    expect(fits(view({ lost: 9, shared: 2, noEntry: 7 }), ({ elsewhere }) => elsewhere)).toBeUndefined();
  });

  it('shows nothing where the table was not read', () => {
    for (const none of [unread, forbidden]) {
      expect(fits(none, ({ elsewhere }) => elsewhere)).toBeUndefined();
      expect(sentTo(none, ['one'])).toBeUndefined();
      expect(fateFacts(none)).toEqual([]);
    }
  });
});

it('the share of a pod is that of the queries which were sent to it', () => {
  const chosen = { one: { queries: 5, lost: 5 }, two: { queries: 15, lost: 0 } };
  expect(sentTo(view({ chosen }), ['one'])).toEqual({ failures: 5, trials: 20 });
  expect(sentTo(view({ chosen: { one: chosen.one } }), ['one'])).toBeUndefined();
});

it('says what became of lost queries, the most frequent pod first', () => {
  const said = fateFacts(
    view({
      lost: 19,
      unreplied: { '10.244.0.8': 1, '10.244.0.7': 9 },
      elsewhere: { '10.244.9.9': 2 },
      replied: { '10.244.0.8': 2 },
      noEntry: 3,
      shared: 2,
    }),
  );
  expect(said).toEqual([
    "lost queries via the VIP: 19; the node's conntrack table shows 9 unreplied to 10.244.0.7, 1 unreplied to 10.244.0.8, " +
      '2 to 10.244.9.9, which is no known DNS pod, 2 that 10.244.0.8 answered, lost on the way back, 3 without an entry, ' +
      '2 that share the entry of an answered query',
  ]);
  expect(fateFacts(view({ lost: 0 }))).toEqual([]);
});
