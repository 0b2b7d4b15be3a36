/** fivesec's own queries as the conntrack table knows them. */

import { describe, expect, it } from 'vitest';
import { queriesOfLookup, queriesOfPair, socketOf } from '../../src/flows/own-queries.ts';
import { aborted, answered, lookup, networkError, sendError, timedOut } from '../support/wire/outcomes.ts';

const at = { localPort: 40_001, server: { address: '10.96.0.10', port: 53 } };

describe('the queries of a pair', () => {
  it('have their time, their socket, and whether they were lost', () => {
    const pair = {
      a: { ...answered('A'), ...at, sentAtMs: 2 },
      aaaa: { ...timedOut('AAAA'), ...at, sentAtMs: 3 },
    };
    expect(queriesOfPair(pair, 1000)).toEqual([
      { sentMs: 1002, socket: '40001 10.96.0.10:53', lost: false },
      { sentMs: 1003, socket: '40001 10.96.0.10:53', lost: true },
    ]);
  });

  it('count as lost after a network error', () => {
    const pair = {
      a: { ...networkError('A'), ...at, transport: 'udp' as const },
      aaaa: { ...answered('AAAA'), ...at },
    };
    expect(queriesOfPair(pair, 0).map(({ lost }) => lost)).toEqual([true, false]);
  });

  it('are left out over TCP, without a socket, and if they never left', () => {
    const tcp = { ...answered('A'), ...at, transport: 'tcp' as const };
    const refusedToSend = { ...sendError('AAAA'), ...at };
    expect(queriesOfPair({ a: tcp, aaaa: refusedToSend }, 0)).toEqual([]);
    const unbound = { ...answered('A'), ...at, localPort: 0 };
    expect(queriesOfPair({ a: { ...aborted('A'), ...at }, aaaa: unbound }, 0)).toEqual([]);
  });
});

it('the queries of a lookup are those of all its rounds', () => {
  const { queries } = lookup();
  expect(queriesOfLookup({ queries }, 0)).toHaveLength(
    queries.filter(({ outcome }) => outcome.localPort > 0).length,
  );
});

it('a socket has one name, however the server is written', () => {
  expect(socketOf(5, { address: 'FD00:0::A', port: 53 })).toBe(socketOf(5, { address: 'fd00::a', port: 53 }));
});
