import { expect, it } from 'vitest';
import { withoutClosedConnections } from '../../../src/compare/counts/closed-connections.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

/** So many of 50 connections are closed after the first answer, or before it. */
function closing(second: number, first = 0) {
  const closed = (count: number) =>
    queries(50, { networkErrors: count, networkErrorCodes: count === 0 ? {} : { EOF: count } });
  return arm('tcp', 50, { a: closed(first), aaaa: closed(second) });
}

it('a server that closes each connection after its first answer harms nobody', () => {
  const pods = ENDPOINTS.map((address) =>
    endpointArm(address, { ...closing(50), strategy: 'endpoint', transport: 'tcp' }),
  );
  expect(diagnose(evidence([closing(50), ...pods]))).toEqual([]);
});

it('nor does one of several servers behind the VIP that does so', () => {
  expect(diagnose(evidence([closing(17)]))).toEqual([]);
});

it('connections that break before their first answer as well are lost ones', () => {
  expect(withoutClosedConnections(closing(50)).oneFailed).toBe(0);
  for (const broken of [closing(7), closing(20, 1)]) expect(withoutClosedConnections(broken)).toBe(broken);
  const overUdp = { ...closing(50), transport: 'udp' as const };
  expect(withoutClosedConnections(overUdp)).toBe(overUdp);
  const silent = arm('tcp', 50, { aaaa: queries(50, { timedOut: 50 }) });
  expect(withoutClosedConnections(silent)).toBe(silent);
});
