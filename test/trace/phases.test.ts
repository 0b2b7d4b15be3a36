import { expect, it } from 'vitest';
import { phasesOf } from '../../src/trace/phases.ts';

const DONE = {
  kind: 'done' as const,
  status: 200,
  lookupMs: 5004,
  connectMs: 5006,
  appconnectMs: 5016,
  pretransferMs: 5016,
  starttransferMs: 5046,
  totalMs: 5050,
};

it('phasesOf gives the duration of each phase', () => {
  expect(phasesOf(DONE)).toEqual({ lookup: 5004, connect: 2, tls: 10, answer: 30, body: 4 });
});

it('phasesOf has no lookup of an address, and no TLS of http', () => {
  const times = { lookupMs: 0, connectMs: 2, appconnectMs: 0, pretransferMs: 2 };
  const plain = { ...DONE, ...times, starttransferMs: 8, totalMs: 9 };
  expect(phasesOf(plain)).toEqual({ connect: 2, answer: 6, body: 1 });
});

it('phasesOf has the lookup of a failed request, whether it ended or not, and nothing of an interrupted one', () => {
  const failed = { kind: 'failed', reason: 'no end after 15 s', lookupMs: 15_000, totalMs: 15_000 } as const;
  expect(phasesOf({ ...failed, stage: 'lookup' })).toEqual({ lookup: 15_000 });
  expect(phasesOf({ ...failed, stage: 'connect', lookupMs: 3 })).toEqual({ lookup: 3 });
  expect(phasesOf({ ...failed, stage: 'connect', lookupMs: 0 })).toEqual({});
  expect(phasesOf({ kind: 'interrupted', totalMs: 3 })).toEqual({});
});
