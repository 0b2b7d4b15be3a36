import { expect, it } from 'vitest';
import { Flows } from '../../src/demo/flows.ts';

const from = (port: number) => ({ address: '127.0.0.1', port });

function counting(): Flows {
  let drawn = 0;
  return new Flows(() => {
    drawn += 1;
    return drawn / 100_000;
  });
}

it('the table of flows gives a known port the same DNS pod again', () => {
  const flows = counting();
  const first = flows.of({ transport: 'udp', from: from(1), atMs: 100 });
  const again = flows.of({ transport: 'udp', from: from(1), atMs: 5100 });
  expect([first.isNew, again.isNew]).toEqual([true, false]);
  expect(again.flow).toMatchObject({ bornAtMs: 100, lot: first.flow.lot });
});

it('the table of flows distinguishes ports and transports', () => {
  const flows = counting();
  flows.of({ transport: 'udp', from: from(1), atMs: 0 });
  expect(flows.of({ transport: 'udp', from: from(2), atMs: 0 }).isNew).toBe(true);
  expect(flows.of({ transport: 'tcp', from: from(1), atMs: 0 }).isNew).toBe(true);
});

it('the table of flows forgets a port that was silent for more than 30 s, counted from its last query', () => {
  const flows = counting();
  for (const atMs of [0, 30_000, 60_000]) flows.of({ transport: 'udp', from: from(1), atMs });
  expect(flows.of({ transport: 'udp', from: from(1), atMs: 90_000 }).isNew).toBe(false);
  expect(flows.of({ transport: 'udp', from: from(1), atMs: 120_001 }).isNew).toBe(true);
});

it('the table of flows does not grow with time', () => {
  const flows = counting();
  for (let query = 0; query < 50_000; query += 1) {
    flows.of({ transport: 'udp', from: from(query % 60_000), atMs: query * 100 });
  }
  expect(flows.size).toBeLessThanOrEqual(4096);
});
