/** Which entry each query has, and which have none. */

import { describe, expect, it } from 'vitest';
import { Attribution } from '../../src/flows/attribution.ts';
import { socketOf } from '../../src/flows/own-queries.ts';
import { flow, POD, VIP } from './flow.ts';

const query = (port: number, sentMs: number, lost = true) => ({ sentMs, socket: socketOf(port, VIP), lost });
const whole = (beganMs: number) => ({ complete: true, beganMs });

describe('a lost query', () => {
  it('has the entry of its socket', () => {
    const attribution = new Attribution();
    attribution.add([query(1, 0), query(2, 0)]);
    expect(attribution.decide([flow(1), flow(2, { replied: true })], whole(8000))).toEqual([
      { kind: 'entry', atMs: 0, lost: true, backend: POD, replied: false, shared: false },
      { kind: 'entry', atMs: 0, lost: true, backend: POD, replied: true, shared: false },
    ]);
    expect(attribution.openLosses).toBe(0);
  });

  it('has none when two complete readings lack it', () => {
    const attribution = new Attribution();
    attribution.add([query(1, 0)]);
    expect(attribution.decide([], whole(8000))).toEqual([]);
    expect(attribution.decide([], { complete: false, beganMs: 9000 })).toEqual([]);
    expect(attribution.openLosses).toBe(1);
    expect(attribution.decide([], whole(11_000))).toEqual([{ kind: 'no-entry', atMs: 0, lost: true }]);
  });

  it('is found by the second reading if the first one missed it', () => {
    const attribution = new Attribution();
    attribution.add([query(1, 0)]);
    attribution.decide([], whole(8000));
    expect(attribution.decide([flow(1)], whole(11_000))[0]?.kind).toBe('entry');
  });

  it('is unseen when its entry may have expired before the readings', () => {
    const attribution = new Attribution();
    attribution.add([query(1, 0)]);
    attribution.decide([], whole(20_000));
    expect(attribution.decide([], whole(26_000))).toEqual([{ kind: 'unseen', atMs: 0, lost: true }]);
  });

  it('waits for a reading that began after it was sent', () => {
    const attribution = new Attribution();
    attribution.add([query(1, 100)]);
    expect(attribution.decide([flow(1)], whole(50))).toEqual([]);
    expect(attribution.decide([flow(1)], whole(150))).toHaveLength(1);
  });

  it('does not share the entry of a query that was answered before every entry of that time expired', () => {
    const attribution = new Attribution();
    attribution.add([query(1, 0, false)]);
    attribution.add([query(1, 600_000)]);
    const [, lost] = attribution.decide([flow(1, { replied: true })], whole(601_000));
    expect(lost).toMatchObject({ kind: 'entry', lost: true, shared: false });
  });

  it('shares the entry of an answered query of its socket', () => {
    const attribution = new Attribution();
    attribution.add([query(1, 0, false), query(1, 0)]);
    expect(attribution.decide([flow(1, { replied: true })], whole(8000))).toEqual([
      { kind: 'entry', atMs: 0, lost: false, backend: POD, replied: true, shared: true },
      { kind: 'entry', atMs: 0, lost: true, backend: POD, replied: true, shared: true },
    ]);
  });

  it('shares the entry of an earlier query whose port it has, until that entry has expired', () => {
    const shares = (laterMs: number) => {
      const attribution = new Attribution();
      attribution.add([query(1, 0, false)]);
      attribution.decide([flow(1, { replied: true })], whole(1000));
      attribution.decide([], whole(laterMs - 1));
      attribution.add([query(1, laterMs)]);
      return attribution.decide([flow(1, { replied: true })], whole(laterMs + 8000));
    };
    expect(shares(100_000)).toMatchObject([{ shared: true }]);
    expect(shares(200_000)).toMatchObject([{ shared: false }]);
  });

  it('has the entry that is rewritten where a table has two for one packet', () => {
    const attribution = new Attribution();
    const plain = flow(1, { backend: VIP });
    attribution.add([query(1, 0)]);
    expect(attribution.decide([flow(1), plain], whole(8000))).toMatchObject([{ backend: POD }]);
    attribution.add([query(1, 9000)]);
    expect(attribution.decide([plain, flow(1)], whole(15_000))).toMatchObject([{ backend: POD }]);
  });

  it('has no entry of TCP', () => {
    const attribution = new Attribution();
    attribution.add([query(1, 0)]);
    expect(attribution.decide([flow(1, { protocol: 'tcp' })], whole(8000))).toEqual([]);
  });
});

it('keeps some 20,000 queries while the table is not read', () => {
  const attribution = new Attribution();
  for (let port = 0; port < 30_000; port += 1) attribution.add([query(port, port)]);
  expect(attribution.openLosses).toBeLessThanOrEqual(22_000);
  expect(attribution.openLosses).toBeGreaterThanOrEqual(20_000);
});
