import { describe, expect, it } from 'vitest';
import { scopeWithin } from '../../src/domain/name-scope.ts';

describe('the scope of a name', () => {
  it('is the cluster under its domain, whatever the case and the trailing dot', () => {
    const scopeOf = scopeWithin('Cluster.Local.');
    expect(scopeOf('kubernetes.default.svc.cluster.local.')).toBe('cluster');
    expect(scopeOf('KUBERNETES.DEFAULT.SVC.CLUSTER.LOCAL')).toBe('cluster');
    expect(scopeOf('example.com.')).toBe('outside');
    expect(scopeOf('mycluster.local')).toBe('outside');
  });
});
