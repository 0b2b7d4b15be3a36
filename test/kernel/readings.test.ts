import { describe, expect, it } from 'vitest';
import type { ReadingKey } from '../../src/domain/node.ts';
import { READING_KEYS, READINGS } from '../../src/kernel/readings.ts';
import { readSnapshot } from '../../src/kernel/snapshot.ts';
import { NOTHING_ROSE, PROC } from '../support/machine/node-readings.ts';

describe('the table of readings', () => {
  it('has a label for each file, and says what each reading is', () => {
    const ofFile = (key: ReadingKey) => `${READINGS[key].place} ${READINGS[key].files[0]}`;
    const labelled = READING_KEYS.filter((key) => READINGS[key].label !== undefined);
    for (const key of READING_KEYS) {
      const { label, about } = READINGS[key];
      const expected = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect([expected, undefined]).toContain(label);
      expect(labelled.map(ofFile)).toContain(ofFile(key));
      expect(about).toMatch(/^[a-z].*[^.]$/);
    }
  });

  it('reads every value from the files of one kernel', async () => {
    const snapshot = await readSnapshot({
      procNet: `${PROC}/linux-6.18/net`,
      ownProcNet: `${PROC}/linux-6.18/net`,
      procSys: `${PROC}/sys`,
      cgroup: `${PROC}/cgroup-v2`,
      clock: { now: () => 5, wall: () => 6 },
    });
    for (const key of READING_KEYS) expect([key, snapshot[key].kind]).toEqual([key, 'read']);
  });

  it('adds up counters', () => {
    const { ip, arpCache } = NOTHING_ROSE;
    if (ip.kind === 'absent' || arpCache.kind === 'absent') throw new Error('the readings are there');
    const lost = { ...ip.value, reassemblyFailures: 2 };
    expect(READINGS.ip.sum([lost, lost])).toEqual({ ...ip.value, reassemblyFailures: 4 });
    const full = { ...arpCache.value, tableFull: 3 };
    expect(READINGS.arpCache.sum([full, arpCache.value])).toEqual(full);
  });
});
