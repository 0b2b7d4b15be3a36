import { expect, it } from 'vitest';
import {
  closedAfterOneAnswer,
  withoutClosedConnections,
} from '../../../src/compare/view/closed-connections.ts';
import { arm, ENDPOINTS, endpointArm, queries, VIP } from '../../diagnosis/evidences.ts';

/** So many of 50 connections are closed after the first answer, or before it. */
function closing(second: number, first = 0) {
  const closed = (count: number) =>
    queries(50, { networkErrors: count, networkErrorCodes: count === 0 ? {} : { EOF: count } });
  return arm('tcp', 50, { a: closed(first), aaaa: closed(second) });
}

it('counts the connections that were closed after one answer, and names the servers', () => {
  const pod = endpointArm(ENDPOINTS[0] ?? '', { ...closing(17), strategy: 'endpoint', transport: 'tcp' });
  expect(closedAfterOneAnswer([closing(50), pod])).toEqual({
    connections: { failures: 67, trials: 100 },
    addresses: [VIP, ENDPOINTS[0]],
  });
  expect(closedAfterOneAnswer([closing(7), closing(20, 1)])).toBeUndefined();
});

it('connections that break before their first answer as well are lost ones', () => {
  expect(withoutClosedConnections(closing(50)).oneFailed).toBe(0);
  for (const broken of [closing(7), closing(20, 1)]) expect(withoutClosedConnections(broken)).toBe(broken);
  const overUdp = { ...closing(50), transport: 'udp' as const };
  expect(withoutClosedConnections(overUdp)).toBe(overUdp);
  const silent = arm('tcp', 50, { aaaa: queries(50, { timedOut: 50 }) });
  expect(withoutClosedConnections(silent)).toBe(silent);
});
