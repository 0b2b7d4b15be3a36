import { expect, it } from 'vitest';
import { scopeWithin } from '../../src/domain/name-scope.ts';

it.each([
  ['kubernetes.default.svc.cluster.local.', 'cluster'],
  ['kubernetes.default.svc.CLUSTER.local', 'cluster'],
  ['example.org.', 'outside'],
  ['cluster.local.', 'outside'],
  ['notcluster.local.', 'outside'],
])('%s is a name of the scope %s', (name, scope) => {
  for (const domain of ['cluster.local.', 'Cluster.local']) expect(scopeWithin(domain)(name)).toBe(scope);
});
