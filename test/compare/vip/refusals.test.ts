import { expect, it } from 'vitest';
import { sortEvidence } from '../../../src/compare/view/sorted-evidence.ts';
import { refusals, refuseAtTimes, resets } from '../../../src/compare/vip/refusals.ts';
import { arm, ENDPOINTS, endpointArm, evidence, queries } from '../../diagnosis/evidences.ts';

const ONE = queries(1, { networkErrors: 1 });

/** 20 pairs that fail: so many queries of each type are refused, the others get nothing. */
function failing(strategy: 'pair' | 'tcp', refused: number) {
  const failed = queries(20, { networkErrors: refused, timedOut: 20 - refused });
  return arm(strategy, 20, { a: failed, aaaa: failed, bothFailed: 20 });
}
const found = (...arms: ReturnType<typeof failing>[]) => refusals(sortEvidence(evidence([], { arms })));

it('are counted over UDP and over TCP', () => {
  expect(found(failing('pair', 2), failing('tcp', 3))).toMatchObject({ overUdp: 4, overTcp: 6 });
});

it('say with numbers that the kernel limits their rate', () => {
  const { areSeveral, facts } = found(failing('pair', 2), failing('tcp', 3));
  expect(areSeveral).toBe(true);
  expect(facts[0]).toBe(
    'the kernel limits refusals: 10 of 80 failed queries were refused at once, the other 70 timed out. It sends a pod one ICMP error a second (net.ipv4.icmp_ratelimit)',
  );
  expect(facts[1]).toContain('ECONNREFUSED');
});

it('do not blame the kernel where most are refused: the others may be lost', () => {
  expect(found(failing('pair', 15))).toMatchObject({ areSeveral: true, facts: [] });
});

it('say nothing where all are refused, or none, or so few that they may be unrelated', () => {
  expect(found(failing('pair', 20)).facts).toEqual([]);
  expect(found(failing('pair', 0))).toMatchObject({ areSeveral: false, facts: [] });
  expect(found(failing('pair', 1))).toMatchObject({ areSeveral: false, facts: [] });
});

it('are resets if TCP is refused more often than the kernel sends ICMP errors', () => {
  const many = queries(200, { networkErrors: 200 });
  const reset = arm('tcp', 200, { a: many, aaaa: many, bothFailed: 200 });
  expect(refusals(sortEvidence(evidence([], { arms: [reset] }))).areResets).toBe(true);
  expect(found(failing('tcp', 20)).areResets).toBe(false);
  // One of several SYN packets got an ICMP error, as 14 of 20 queries over UDP did.
  expect(found(failing('tcp', 20), failing('pair', 14)).areResets).toBe(false);
});

it('are resets only where chance does not explain that each connection got an ICMP error for one of its SYN packets', () => {
  const someRefused = queries(20, { networkErrors: 4, timedOut: 16 });
  const udp = arm('pair', 20, { a: someRefused, aaaa: someRefused, bothFailed: 20 });
  const pods = ENDPOINTS.flatMap((address) => [
    endpointArm(address, arm('endpoint', 20, { a: someRefused, aaaa: someRefused, bothFailed: 20 })),
    endpointArm(address, arm('endpoint', 1, { transport: 'tcp', a: ONE, aaaa: ONE, bothFailed: 1 })),
  ]);
  const byPods = (connections: number) => {
    const refused = queries(connections, { networkErrors: connections });
    const tcp = arm('tcp', connections, { a: refused, aaaa: refused, bothFailed: connections });
    return resets(sortEvidence(evidence([], { arms: [udp, tcp, ...pods] }))).byPods;
  };
  // With 9 of 42 queries refused, one of three SYN packets is refused in 52 % of the connections.
  expect([byPods(3), byPods(4), byPods(5)]).toEqual([false, false, true]);
});

it('name the firewall or the missing route if the errors are not those of a Service without endpoints', () => {
  const made = failing('pair', 20);
  const errors = (code: string) => ({
    ...made,
    a: { ...made.a, networkErrorCodes: { [code]: 20 } },
    aaaa: { ...made.aaaa, networkErrorCodes: { [code]: 20 } },
  });
  expect(found(errors('ECONNREFUSED'))).toMatchObject({ areRefused: true, facts: [] });
  const { areRefused, facts } = found(errors('EHOSTUNREACH'));
  expect([areRefused, facts.length]).toEqual([false, 1]);
  expect(facts[0]).toContain(
    'most of these errors are EHOSTUNREACH: a firewall or a router rejects the packets',
  );
});

it('are not connections that something took and ended, as a sidecar that captures TCP does', () => {
  const tcp = failing('tcp', 20);
  const codes = { networkErrorCodes: { EOF: 20 } };
  const ended = { ...tcp, a: { ...tcp.a, ...codes }, aaaa: { ...tcp.aaaa, ...codes } };
  const { areRefused, facts } = found(failing('pair', 2), ended);
  expect(areRefused).toBe(true);
  expect(facts).toHaveLength(2);
  expect(facts[0]).toContain('4 of 40 failed queries were refused at once, the other 36 timed out');
  expect(facts[1]).toContain('ECONNREFUSED');
});

it('are those of a DNS pod that is down at times, if most of its failed connections were refused and others were not', () => {
  const [first = '', second = ''] = ENDPOINTS;
  const direct = (address: string, refused: number, silent: number) => {
    const some = queries(50, { networkErrors: refused, timedOut: silent });
    return endpointArm(address, arm('endpoint', 50, { transport: 'tcp', a: some, aaaa: some }));
  };
  const at = (...arms: ReturnType<typeof direct>[]) => refuseAtTimes(sortEvidence(evidence([], { arms })));
  expect(at(direct(first, 18, 0), direct(second, 0, 18))).toEqual([
    { address: first, refused: { failures: 36, trials: 100 } },
  ]);
  expect(at(direct(first, 50, 0))).toEqual([]);
  expect(at(direct(first, 2, 0))).toEqual([]);
});

it('are no connections that stood: a server ends them where segments are lost', () => {
  const [first = ''] = ENDPOINTS;
  const ended = queries(50, { networkErrors: 18, networkErrorCodes: { EOF: 15, ECONNRESET: 3 } });
  const arms = [endpointArm(first, arm('endpoint', 50, { transport: 'tcp', a: ended, aaaa: ended }))];
  expect(refuseAtTimes(sortEvidence(evidence([], { arms })))).toEqual([]);
});

it('are no restarts of a pod that loses nothing over UDP in the same time', () => {
  const [first = ''] = ENDPOINTS;
  const some = queries(50, { networkErrors: 18 });
  const overTcp = endpointArm(first, arm('endpoint', 50, { transport: 'tcp', a: some, aaaa: some }));
  const overUdp = (timedOut: number) => {
    const own = queries(50, { timedOut });
    return endpointArm(first, arm('endpoint', 50, { a: own, aaaa: own }));
  };
  const found = (udp: ReturnType<typeof overUdp>) =>
    refuseAtTimes(sortEvidence(evidence([], { arms: [overTcp, udp] }))).length;
  expect([overUdp(0), overUdp(15)].map(found)).toEqual([0, 1]);
});
