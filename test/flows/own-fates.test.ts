/** Fates and shares, added up. */

import { describe, expect, it } from 'vitest';
import type { Attributed } from '../../src/flows/attribution.ts';
import { ownFates } from '../../src/flows/own-fates.ts';
import { OTHER_POD, POD } from './flow.ts';

const entry = (changes: Partial<Extract<Attributed, { kind: 'entry' }>> = {}): Attributed => ({
  kind: 'entry',
  atMs: 0,
  lost: true,
  backend: POD,
  replied: false,
  shared: false,
  ...changes,
});
const answered = entry({ lost: false, replied: true });
const PODS = [POD, OTHER_POD];

describe('the fates of own queries', () => {
  it('are counted by DNS pod', () => {
    const all = [
      ...[answered, answered, entry({ lost: false, replied: true, backend: OTHER_POD })],
      ...[
        entry(),
        entry(),
        entry({ replied: true, backend: OTHER_POD }),
        entry({ replied: true, shared: true }),
      ],
      ...[entry({ backend: '10.244.9.9' }), { kind: 'no-entry', atMs: 0, lost: true } as const],
      { kind: 'unseen', atMs: 0, lost: true } as const,
    ];
    expect(ownFates(all, PODS)).toEqual({
      kind: 'read',
      source: 'procfs',
      value: {
        chosen: {
          [POD]: { queries: 5, lost: 3 },
          [OTHER_POD]: { queries: 2, lost: 1 },
          '10.244.9.9': { queries: 1, lost: 1 },
        },
        lost: 6,
        noEntry: 1,
        unreplied: { [POD]: 2 },
        replied: { [OTHER_POD]: 1 },
        elsewhere: { '10.244.9.9': 1 },
        shared: 1,
        unseen: 1,
      },
    });
  });

  it('name no address as wrong while no DNS pod is known', () => {
    expect(ownFates([entry()], [])).toMatchObject({ value: { elsewhere: {}, unreplied: { [POD]: 1 } } });
  });

  it('are absent where no flow is in the table: a missing entry shows nothing then', () => {
    expect(ownFates([], PODS).kind).toBe('absent');
    expect(ownFates([{ kind: 'no-entry', atMs: 0, lost: true }], PODS).kind).toBe('absent');
  });

  it('are absent where answered queries have no entry either', () => {
    const passed = { kind: 'no-entry', atMs: 0, lost: false } as const;
    const most = Array.from({ length: 20 }, () => answered);
    expect(ownFates([...most, passed], PODS).kind).toBe('read');
    expect(ownFates([...most, passed, passed], PODS)).toMatchObject({
      kind: 'absent',
      detail: expect.stringContaining('2 of 22 answered queries'),
    });
  });
});
