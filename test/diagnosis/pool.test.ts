import { describe, expect, it } from 'vitest';
import { pool } from '../../src/diagnosis/pool.ts';
import { absent, read } from '../../src/domain/reading.ts';
import { counted, still } from './evidences.ts';

describe('steps added up', () => {
  it('sum counters and time, and keep the most entries', () => {
    const one = still(1000, { conntrack: counted({ drop: 2 }), conntrackEntries: read(9) });
    const other = still(500, { conntrack: counted({ drop: 3, insertFailed: 1 }), conntrackEntries: read(4) });
    const sum = pool([one, other]);
    expect(sum.elapsedMs).toBe(1500);
    expect(sum.conntrack).toMatchObject({ value: { counts: { drop: 5, insertFailed: 1 } } });
    expect(sum.conntrackEntries).toEqual(read(9));
  });

  it('go without a step that could not be read, and are absent if none could', () => {
    const gone = absent('no-file', 'x');
    const step = still(1000, { conntrack: counted({ drop: 2 }) });
    expect(pool([still(1000, { conntrack: gone }), step]).conntrack).toEqual(step.conntrack);
    expect(pool([step, still(1000, { conntrack: gone })]).conntrack).toEqual(step.conntrack);
    expect(pool([still(1000, { conntrack: gone })]).conntrack).toBe(gone);
  });

  it('are absent, and not zero, when there are none', () => {
    const { elapsedMs, conntrack, ownUdp } = pool([]);
    expect(elapsedMs).toBe(0);
    expect(conntrack.kind).toBe('absent');
    expect(ownUdp.kind).toBe('absent');
  });

  it('keep no column that one of the kernels lacks', () => {
    const sum = pool([still(1, { conntrack: counted({}, 'searched') }), still(1)]);
    expect(sum.conntrack.kind === 'read' && 'clashResolved' in sum.conntrack.value.counts).toBe(false);
  });
});
