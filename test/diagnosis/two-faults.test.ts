/** Two faults at once, in simulated worlds made by hand: both are claimed, and the one that does more harm comes first. */

import { expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { gather } from '../../src/evidence/gather.ts';
import { measure } from '../worlds/measure.ts';
import { WELL } from '../worlds/well-world.ts';
import type { Mechanism, World } from '../worlds/world.ts';

function saidOf(changes: Partial<World>, ...mechanisms: readonly Mechanism[]) {
  const faults = mechanisms.map((mechanism, index) => ({ ...mechanism, salt: 1000 + 50 * index }));
  return diagnose(gather(measure({ ...WELL, ...changes, faults }, { arms: 'all', flows: false })));
}

function claimsIn(...mechanisms: readonly Mechanism[]) {
  return saidOf({}, ...mechanisms).flatMap(({ cause, confidence }) => (confidence > 0.5 ? [cause] : []));
}

const NO_AAAA: Mechanism = { kind: 'aaaa', how: 'SERVFAIL', share: 1 };
const SLOW: Mechanism = { kind: 'pod', pods: [0, 1], state: { how: 'slow', share: 1, ms: 600 } };
const lossyPod: Mechanism = { kind: 'pod', pods: [0], state: { how: 'lossy', share: 0.3 } };

it('AAAA that gets only error codes comes before a DNS pod that loses few queries', () => {
  expect(claimsIn(NO_AAAA, lossyPod)).toEqual(['aaaa-broken', 'endpoint-down']);
});

it('slow servers come before a few answers from the wrong address', () => {
  expect(claimsIn(SLOW, { kind: 'reverse-nat', share: 0.05 })).toEqual([
    'server-slow',
    'reverse-nat-missing',
  ]);
});

it('ports that clash and lose many queries come before a few error codes', () => {
  const erring: Mechanism = {
    kind: 'pod',
    pods: [0],
    state: { how: 'erring', share: 0.1, rcode: 'SERVFAIL' },
  };
  expect(claimsIn({ kind: 'snat', share: 0.4, direct: false }, erring)).toEqual([
    'snat-port-race',
    'server-error',
  ]);
});

const FEW_REFUSED: Mechanism = { kind: 'send-refused', code: 'EPERM', share: 0.015 };

it('a possible cause of nearly all that fails comes before the only claim, which explains little of it', () => {
  const loss: Mechanism = { kind: 'loss', segment: { at: 'pod-node' }, pattern: { how: 'even', share: 0.4 } };
  // The node's counters cannot be read, so they exclude nothing, and packet loss is possible at most.
  const [first, second] = saidOf({ counters: 'absent' }, loss, FEW_REFUSED);
  expect(first).toMatchObject({ cause: 'packet-loss', confidence: 0.5 });
  expect(second).toMatchObject({ cause: 'send-refused', confidence: 0.95 });
  const alone = saidOf({ counters: 'absent' }, { ...FEW_REFUSED, share: 0.4 });
  expect(alone[0]?.cause).toBe('send-refused');
});

it('a pattern of no known cause is stated beside a claim that explains little of the losses', () => {
  const byVip: Mechanism = { kind: 'loss', segment: { at: 'vip' }, pattern: { how: 'even', share: 0.4 } };
  const [first] = saidOf({ counters: 'absent' }, byVip, FEW_REFUSED);
  expect(first).toMatchObject({ cause: 'something-else', confidence: 0.6 });
});
