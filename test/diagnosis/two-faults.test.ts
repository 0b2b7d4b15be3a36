/** Two faults at once, in simulated worlds made by hand: both are claimed, and the one that does more harm comes first. */

import { expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { gather } from '../../src/evidence/gather.ts';
import { measure } from '../worlds/measure.ts';
import { WELL } from '../worlds/well-world.ts';
import type { Mechanism } from '../worlds/world.ts';

function claimsIn(...mechanisms: readonly Mechanism[]) {
  const faults = mechanisms.map((mechanism, index) => ({ ...mechanism, salt: 1000 + 50 * index }));
  const made = gather(measure({ ...WELL, faults }, { arms: 'all', flows: false }));
  return diagnose(made).flatMap(({ cause, confidence }) => (confidence > 0.5 ? [cause] : []));
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
