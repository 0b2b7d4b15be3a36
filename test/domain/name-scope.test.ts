import { expect, it } from 'vitest';
import { isApiName, scopeWithin } from '../../src/domain/name-scope.ts';

it.each([
  ['kubernetes.default.svc.cluster.local.', 'cluster'],
  ['kubernetes.default.svc.CLUSTER.local', 'cluster'],
  ['example.org.', 'outside'],
  ['cluster.local.', 'outside'],
  ['notcluster.local.', 'outside'],
])('%s is a name of the scope %s', (name, scope) => {
  for (const domain of ['cluster.local.', 'Cluster.local']) expect(scopeWithin(domain)(name)).toBe(scope);
});

it.each([
  ['kubernetes.default.svc.cluster.local.', true],
  ['Kubernetes.default.svc.k8s.corp.example', true],
  ['web.default.svc.cluster.local.', false],
  ['kubernetes.default.', false],
])('%s is a name of the Service of the API: %s', (name, isApi) => {
  expect(isApiName(name)).toBe(isApi);
});
