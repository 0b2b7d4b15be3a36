import { describe, expect, it } from 'vitest';
import { openQuery } from '../../src/wire/pending-query.ts';
import { Strays } from '../../src/wire/strays.ts';
import { NO_STRAYS } from '../support/wire/outcomes.ts';

const from = { address: '192.0.2.53', port: 53 };
const open = () =>
  openQuery(
    { name: 'web.test', qtype: 'A', server: from, transport: 'udp', localPort: 1, sentAtMs: 0 },
    7,
    () => new Uint8Array(12),
  );
/** The header of a response with this id, below 256. */
const response = (id: number) => new Uint8Array([0, id, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

describe('what is ignored', () => {
  it('is counted by its kind, from zero again after a reset', () => {
    const strays = new Strays();
    strays.note({ kind: 'stray', stray: 'garbage' }, { bytes: new Uint8Array(0), from, atMs: 1 });
    strays.note({ kind: 'wrong-source', query: open() }, { bytes: response(7), from, atMs: 2 });
    expect(strays.counts).toEqual({ ...NO_STRAYS, garbage: 1, wrongSource: 1 });
    strays.reset();
    expect(strays.counts).toEqual(NO_STRAYS);
  });

  it('marks the query that it leaves waiting with the time of the first, unless it is late for a query before', () => {
    const strays = new Strays();
    strays.settled([{ id: 3 }]);
    const query = open();
    const match = { kind: 'stray', stray: 'wrongId', insteadOf: query } as const;
    strays.note(match, { bytes: response(3), from, atMs: 1 });
    expect(query.unmatchedAtMs).toBeUndefined();
    strays.note(match, { bytes: response(4), from, atMs: 2 });
    strays.note(match, { bytes: response(5), from, atMs: 3 });
    expect(query.unmatchedAtMs).toBe(2);
    expect(strays.counts.wrongId).toBe(3);
  });

  it('is late for the last 256 queries, not for those before them', () => {
    const strays = new Strays();
    strays.settled(Array.from({ length: 257 }, (_, id) => ({ id })));
    const [late, old] = [open(), open()];
    strays.note({ kind: 'stray', stray: 'wrongId', insteadOf: late }, { bytes: response(1), from, atMs: 1 });
    strays.note({ kind: 'stray', stray: 'wrongId', insteadOf: old }, { bytes: response(0), from, atMs: 1 });
    expect([late.unmatchedAtMs, old.unmatchedAtMs]).toEqual([undefined, 1]);
  });

  it('is a flood if it is much more than a message for each query, and then marks none', () => {
    const strays = new Strays();
    const [first, second] = [open(), open()];
    const note = (insteadOf: ReturnType<typeof open> | undefined, atMs: number) =>
      strays.note(
        { kind: 'stray', stray: 'garbage', ...(insteadOf && { insteadOf }) },
        { bytes: new Uint8Array(0), from, atMs },
      );
    note(first, 1);
    for (let atMs = 2; atMs < 6; atMs += 1) note(undefined, atMs);
    expect(first.unmatchedAtMs).toBe(1);
    note(first, 6);
    note(second, 7);
    expect([first.unmatchedAtMs, second.unmatchedAtMs]).toEqual([undefined, undefined]);
    strays.reset();
    note(second, 8);
    expect(second.unmatchedAtMs).toBe(8);
  });
});
