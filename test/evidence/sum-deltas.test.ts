import { describe, expect, it } from 'vitest';
import { absent, read } from '../../src/domain/reading.ts';
import { sumDeltas } from '../../src/evidence/sum-deltas.ts';
import { counted, still } from '../diagnosis/evidences.ts';

describe('steps added up', () => {
  it('sum counters and time, and keep the most entries', () => {
    const one = still(1000, { conntrack: counted({ drop: 2 }), conntrackEntries: read(9) });
    const other = still(500, { conntrack: counted({ drop: 3, insertFailed: 1 }), conntrackEntries: read(4) });
    const sum = sumDeltas([one, other]);
    expect(sum.elapsedMs).toBe(1500);
    expect(sum.conntrack).toMatchObject({ value: { counts: { drop: 5, insertFailed: 1 } } });
    expect(sum.conntrackEntries).toEqual(read(9));
  });

  it('are absent if one of them is: what it counted may be more than all the others did', () => {
    const gone = absent('no-file', 'x');
    const step = still(1000, { conntrack: counted({ drop: 2 }) });
    for (const steps of [
      [still(1000, { conntrack: gone }), step, step],
      [step, step, still(1000, { conntrack: gone })],
    ])
      expect(sumDeltas(steps).conntrack).toMatchObject({
        kind: 'absent',
        detail: 'x, in 1 of 3 steps',
      });
    expect(sumDeltas([step, still(1000, { conntrack: gone })]).softnet.kind).toBe('read');
  });

  it('keep the reason that all of them have, and no other', () => {
    const [gone, denied] = [absent('no-file', 'x'), absent('no-permission', 'y')];
    const step = (ownUdp6: typeof gone) => still(1000, { ownUdp6 });
    expect(sumDeltas([step(gone), step(gone)]).ownUdp6).toBe(gone);
    expect(sumDeltas([step(gone), step(denied)]).ownUdp6).toMatchObject({ reason: 'unparsable' });
    expect(sumDeltas([step(gone), still(1000)]).ownUdp6).toMatchObject({ reason: 'unparsable' });
  });

  it('are absent, and not zero, when there are none', () => {
    const { elapsedMs, conntrack, ownUdp } = sumDeltas([]);
    expect(elapsedMs).toBe(0);
    expect(conntrack.kind).toBe('absent');
    expect(ownUdp.kind).toBe('absent');
  });

  it('keep no column that one of the kernels lacks', () => {
    const sum = sumDeltas([still(1, { conntrack: counted({}, 'searched') }), still(1)]);
    expect(sum.conntrack.kind === 'read' && 'clashResolved' in sum.conntrack.value.counts).toBe(false);
  });
});
