import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { ENDPOINTS, evidence, VIP } from '../diagnosis/evidences.ts';
import { apply, ruleOf } from '../diagnosis/findings.ts';

describe('the first nameserver denies what the DNS pods find', () => {
  const firstDenies = ruleOf('server-error', 'the-first-nameserver-denies-what-the-dns-pods-find');
  const denied = (
    deniers: readonly string[],
    isPodsFile: boolean,
    scope: 'cluster' | 'outside' = 'cluster',
  ) =>
    evidence([], {
      names: {
        ...evidence().names,
        contradicted: {
          [NAME]: { scope, found: 40, denied: 60, empty: 0, between: 0, deniers, deniersOverUdp: [] },
        },
      },
      context: { ...evidence().context, isPodsFile },
    });
  const NAME = 'kubernetes.default.svc.cluster.local';

  it('is possible, says what else is possible, and has remedies of its own', () => {
    const [first] = diagnose(denied([VIP], true));
    expect(first).toMatchObject({ cause: 'server-error', confidence: 0.5, rule: firstDenies.id });
    expect(first?.facts[1]).toContain(`the first nameserver of resolv.conf, ${VIP}, denies each time`);
    expect(first?.facts[2]).toContain('clusterDNS');
    expect(first?.remedies.map(({ change }) => change)).toEqual([
      expect.stringContaining('ClusterIP of the DNS Service'),
      expect.stringMatching(/^If they differ: .*ClusterFirst/),
      expect.stringMatching(/^If they are the same: .*EndpointSlices/),
    ]);
  });

  it('names the policies that a foreign search list points to', () => {
    expect(apply(firstDenies, denied([VIP], false))?.facts[2]).toContain('dnsPolicy: Default');
  });

  it.each([
    ['a DNS pod denies it as well', denied([VIP, ENDPOINTS[0] ?? ''], true)],
    ['a further nameserver denies it', denied(['192.0.2.53'], true)],
    ['the name is outside the cluster', denied([VIP], true, 'outside')],
  ])('is not found where %s', (_, made) => {
    expect(apply(firstDenies, made)).toBeUndefined();
  });
});
