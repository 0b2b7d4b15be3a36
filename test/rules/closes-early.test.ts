import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { arm, ENDPOINTS, endpointArm, evidence, lost, queries, VIP } from '../diagnosis/evidences.ts';

/** So many of 50 connections are closed after the first answer. */
function closing(closed: number) {
  return arm('tcp', 50, {
    aaaa: queries(50, { networkErrors: closed, networkErrorCodes: closed === 0 ? {} : { EOF: closed } }),
  });
}

function toPods(closed: number) {
  return ENDPOINTS.map((address) =>
    endpointArm(address, { ...closing(closed), strategy: 'endpoint', transport: 'tcp' }),
  );
}

describe('servers that end each TCP connection after one answer', () => {
  it('break the lookups of glibc over TCP: `use-vc`, and truncated answers', () => {
    const [first, ...others] = diagnose(evidence([closing(50), ...toPods(50)]));
    expect(others).toEqual([]);
    expect(first).toMatchObject({ cause: 'tcp-blocked', rule: 'tcp-ends-after-one-answer', confidence: 0.8 });
    expect(first?.facts[0]).toBe(
      `TCP connections to ${[VIP, ...ENDPOINTS].join(', ')} that the server closed after its first answer: 150 of 150 (100 %)`,
    );
    expect(first?.remedies).toHaveLength(1);
    expect(first?.remedies[0]?.change).toContain('Do not set `options use-vc`');
  });

  it('are possible where only a part of the connections ends so: one server of several may do it', () => {
    expect(diagnose(evidence([closing(17)]))).toMatchObject([{ cause: 'tcp-blocked', confidence: 0.5 }]);
  });

  it('are no remedy for lost packets: the measured loss of TCP counts these connections', () => {
    const lossy = (['pair', 'race', 'separate', 'reopen', 'sequential', 'staggered'] as const).map(
      (strategy) => lost(arm(strategy, 100), { onlyA: 9, onlyAaaa: 9, both: 1 }),
    );
    const pods = ENDPOINTS.map((address) =>
      endpointArm(address, lost(arm('endpoint', 100), { onlyA: 9, onlyAaaa: 9, both: 1 })),
    );
    const found = diagnose(evidence([...lossy, ...pods, closing(50)]));
    const loss = found.find(({ cause }) => cause === 'packet-loss');
    const useVc = loss?.remedies.find(({ change }) => change.includes('use-vc'));
    expect(useVc?.change).toContain('it does not help here');
  });
});
