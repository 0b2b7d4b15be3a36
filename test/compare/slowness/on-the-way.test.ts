import { describe, expect, it } from 'vitest';
import { connectFacts, waitsOn } from '../../../src/compare/slowness/on-the-way.ts';
import { viewOf } from '../../../src/compare/view/view.ts';
import { FRESH } from '../../../src/domain/strategy.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

interface Measured {
  /** Slow answers of 100, over UDP and over TCP. */
  readonly slow?: number;
  readonly slowOverTcp?: number;
  /** Lost queries of 100 over UDP. */
  readonly lost?: number;
  /** Slow connections of `connections`. */
  readonly slowConnections?: number;
  readonly connections?: number;
}

function tallies({
  slow = 40,
  slowOverTcp = 40,
  lost = 0,
  slowConnections = 0,
  connections = 100,
}: Measured) {
  const udp = queries(100, { slow, timedOut: lost });
  const tcp = queries(100, { slow: slowOverTcp });
  const connectsMs = Array.from({ length: connections }, (_, index) =>
    index < connections - slowConnections ? 2 : 400,
  );
  return { udp: { a: udp, aaaa: udp }, tcp: { a: tcp, aaaa: tcp, connectsMs, transport: 'tcp' as const } };
}

function viewWith(byVip: Measured, direct: Measured = byVip) {
  const [vip, pods] = [tallies(byVip), tallies(direct)];
  return viewOf(
    evidence([], {
      arms: [
        ...FRESH.map((strategy) => arm(strategy, 100, vip.udp)),
        arm('tcp', 100, vip.tcp),
        ...ENDPOINTS.flatMap((address) => [
          endpointArm(address, arm('endpoint', 100, pods.udp)),
          endpointArm(address, arm('endpoint', 100, pods.tcp)),
        ]),
      ],
    }),
  );
}

describe('slow answers wait', () => {
  it('on the way, if connections are slow as often', () => {
    expect(waitsOn(viewWith({ slowConnections: 38 }))).toBe('way');
  });

  it('in the server, if connections are quick', () => {
    expect(waitsOn(viewWith({}))).toBe('server');
    expect(waitsOn(viewWith({ slowConnections: 2 }))).toBe('server');
  });

  it('in the server too, if only lost segments make connections slow: TCP repeats them', () => {
    expect(waitsOn(viewWith({ slow: 60, lost: 30, slowConnections: 40 }))).not.toBe('way');
    expect(waitsOn(viewWith({ slow: 60, slowConnections: 40 }))).toBe('way');
  });

  it('at an unknown place, if only one of the two ways is slow to connect', () => {
    expect(waitsOn(viewWith({ slowConnections: 38 }, {}))).toBe('unknown');
  });

  it('at an unknown place, if too few connections were made, or their time was not measured', () => {
    expect(waitsOn(viewWith({ connections: 4, slowConnections: 4 }))).toBe('unknown');
    expect(waitsOn(viewWith({ connections: 0 }))).toBe('unknown');
    expect(connectFacts(viewWith({ connections: 0 }))).toEqual([]);
  });
});
