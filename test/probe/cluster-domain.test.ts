import { describe, expect, it } from 'vitest';
import { clusterDomain, defaultName, outsideDomains, pairNames } from '../../src/probe/cluster-domain.ts';

describe('clusterDomain', () => {
  it('is what the search list says, else cluster.local', () => {
    const search = ['default.svc.k8s.example', 'svc.k8s.example', 'k8s.example', 'svc.elsewhere'];
    expect(clusterDomain({ search })).toBe('k8s.example');
    expect(clusterDomain({ search: ['corp.example', 'svcs.example'] })).toBe('cluster.local');
    expect(clusterDomain({ search: [] })).toBe('cluster.local');
    expect(clusterDomain({ search: ['svc.k8s.example'] })).toBe('k8s.example');
  });

  it('is right in a namespace that is called svc, and for a domain that begins with svc', () => {
    const list = (namespace: string, domain: string) => [
      `${namespace}.svc.${domain}`,
      `svc.${domain}`,
      domain,
    ];
    for (const namespace of ['default', 'svc'])
      for (const domain of ['cluster.local', 'svc.example', 'svc'])
        expect(clusterDomain({ search: [...list(namespace, domain), 'corp.example'] })).toBe(domain);
  });
});

describe('defaultName', () => {
  it('is the API server’s Service, with a trailing dot', () => {
    expect(defaultName({ search: ['svc.k8s.example'] })).toBe('kubernetes.default.svc.k8s.example.');
    expect(defaultName({ search: [] })).toBe('kubernetes.default.svc.cluster.local.');
  });
});

describe('pairNames', () => {
  const search = ['shop.svc.k8s.example', 'svc.k8s.example', 'k8s.example'];

  it("have one of the cluster's own in a pod", () => {
    expect(pairNames(['example.org.'], { search })).toEqual([
      'example.org.',
      'kubernetes.default.svc.k8s.example.',
    ]);
    expect(pairNames(['example.org.', 'web.shop.svc.k8s.example'], { search })).toEqual([
      'example.org.',
      'web.shop.svc.k8s.example',
    ]);
  });

  it('are those of the configuration where no search list names a cluster', () => {
    expect(pairNames(['example.org.'], { search: ['corp.example'] })).toEqual(['example.org.']);
  });
});

it('the domains outside the cluster are the other ones of the search list, if they are well-formed', () => {
  const search = ['default.svc.k8s.example', 'svc.k8s.example', 'k8s.example', 'corp.example.', 'a..b'];
  expect(outsideDomains({ search })).toEqual(['corp.example']);
  expect(outsideDomains({ search: ['.', '', 'x'.repeat(64)] })).toEqual([]);
});
