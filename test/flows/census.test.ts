/** How many DNS flows the node's pods have, and how many are unanswered. */

import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/domain/flow.ts';
import { Census } from '../../src/flows/census.ts';
import { flow, flowOf, OTHER_POD, OWN, POD, VIP } from './flow.ts';

const WHERE = { vips: [VIP.address], pods: [POD, OTHER_POD], own: [OWN] };
const CLIENT = '10.244.0.9';

function reading(census: Census, beganMs: number, flows: readonly Flow[]) {
  const { note, end } = census.begin(beganMs, WHERE);
  for (const one of flows) note(one);
  const rise = end();
  return {
    flows: Object.fromEntries(rise.flows),
    unanswered: Object.fromEntries(rise.unanswered),
    clients: Object.fromEntries(rise.clients),
  };
}

describe('the flows of a node', () => {
  it('count from the second reading on, each once, by DNS pod', () => {
    const census = new Census();
    const old = flowOf(CLIENT, 1, { replied: true });
    expect(reading(census, 0, [old]).flows).toEqual({});
    const others = [2, 3].map((port) =>
      flowOf(CLIENT, port, { replied: true, backend: { address: OTHER_POD, port: 53 } }),
    );
    expect(reading(census, 10_000, [old, ...others, ...others]).flows).toEqual({ [OTHER_POD]: 2 });
    expect(reading(census, 20_000, [old, ...others]).flows).toEqual({});
  });

  it('count once although one reading missed the entry', () => {
    const census = new Census();
    reading(census, 0, []);
    expect(reading(census, 10_000, [flowOf(CLIENT, 1)]).flows).toEqual({ [POD]: 1 });
    expect(reading(census, 20_000, []).flows).toEqual({});
    expect(reading(census, 30_000, [flowOf(CLIENT, 1)]).flows).toEqual({});
  });

  it('are `other` for an address that is no DNS pod', () => {
    const census = new Census();
    reading(census, 0, []);
    const astray = flowOf(CLIENT, 1, { backend: { address: '10.244.9.9', port: 53 } });
    expect(reading(census, 10_000, [astray, flowOf(CLIENT, 2, { backend: VIP })]).flows).toEqual({
      other: 2,
    });
  });

  it('leave out those of fivesec itself, and those straight to a DNS pod', () => {
    const census = new Census();
    reading(census, 0, []);
    const direct = flowOf(CLIENT, 1, { destination: { address: POD, port: 53 } });
    expect(reading(census, 10_000, [flow(1), direct]).flows).toEqual({});
  });
});

describe('a flow is unanswered', () => {
  it('when two readings five seconds apart find no reply, and counts once', () => {
    const census = new Census();
    const silent = flowOf(CLIENT, 1);
    expect(reading(census, 0, [silent]).unanswered).toEqual({});
    expect(reading(census, 4000, [silent]).unanswered).toEqual({});
    expect(reading(census, 5000, [silent])).toMatchObject({
      unanswered: { [POD]: 1 },
      clients: { [CLIENT]: 1 },
    });
    expect(reading(census, 10_000, [silent]).unanswered).toEqual({});
    expect(reading(census, 15_000, [{ ...silent, replied: true }]).unanswered).toEqual({});
  });

  it('not when it was replied to meanwhile', () => {
    const census = new Census();
    reading(census, 0, [flowOf(CLIENT, 1)]);
    expect(reading(census, 10_000, [flowOf(CLIENT, 1, { replied: true })]).unanswered).toEqual({});
  });
});

it('bounds its memory with 100,000 flows of thousands of clients', () => {
  const census = new Census();
  const many = function* () {
    for (let index = 0; index < 100_000; index += 1)
      yield flowOf(`10.${index % 200}.${index % 250}.1`, 1024 + Math.floor(index / 2));
  };
  reading(census, 0, []);
  const { flows } = reading(census, 10_000, [...many()]);
  expect(flows[POD]).toBeGreaterThan(60_000);
  expect(flows[POD]).toBeLessThanOrEqual(65_536);
  const { clients, unanswered } = reading(census, 20_000, [...many()]);
  expect(unanswered[POD]).toBe(flows[POD]);
  expect(Object.keys(clients).length).toBeLessThanOrEqual(1024);
});
