import { expect, it } from 'vitest';
import { Backends } from '../../src/flows/backends.ts';
import { flow, OTHER_POD, POD } from './flow.ts';

const sent = (backend: string, atMs: number) =>
  ({ kind: 'entry', atMs, lost: false, backend, replied: true, shared: false }) as const;
const other = { address: OTHER_POD, port: 5353 };

it('are the addresses and ports to which the VIP sent our queries', () => {
  const backends = new Backends();
  expect(backends.servers).toEqual([]);
  backends.note(
    [flow(1), flow(2, { backend: other }), flow(3, { protocol: 'tcp' })],
    [sent(POD, 5), sent(OTHER_POD, 6)],
    10,
  );
  expect(backends.servers).toEqual([{ address: POD, port: 53 }, other]);
});

it('are forgotten when none of our queries went there for half a minute', () => {
  const backends = new Backends();
  backends.note([flow(1), flow(2, { backend: other })], [sent(POD, 0), sent(OTHER_POD, 0)], 0);
  backends.note([flow(1)], [sent(POD, 20_000), { kind: 'no-entry', atMs: 20_000, lost: true }], 25_000);
  expect(backends.servers).toHaveLength(2);
  backends.note([flow(1)], [sent(POD, 29_000)], 31_000);
  expect(backends.servers).toEqual([{ address: POD, port: 53 }]);
});

it('are twelve at most', () => {
  const backends = new Backends();
  const many = Array.from({ length: 50 }, (_, host) => `10.244.3.${host}`);
  backends.note(
    many.map((address, port) => flow(port, { backend: { address, port: 53 } })),
    many.map((address) => sent(address, 0)),
    0,
  );
  expect(backends.servers).toHaveLength(12);
});
