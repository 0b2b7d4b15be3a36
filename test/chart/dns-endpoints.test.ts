/** The name of the Service beside the cluster's DNS, where the Services of all releases lie together. */

import { beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, helmTemplate, only, render, type TemplateOptions } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

function nameOf(options: TemplateOptions): string {
  const manifests = render(options);
  const service = manifests.find(({ metadata }) => metadata.name.endsWith('-dns-endpoints'));
  expect(at(service, 'spec.clusterIP')).toBe('None');
  const { name, namespace } = service?.metadata ?? { name: '' };
  const data = at(only(manifests, 'ConfigMap'), 'data') as Record<string, string>;
  const config: unknown = parse(data['config.yaml'] ?? '');
  expect(at(config, 'endpointsName')).toBe(`${name}.${namespace}.svc.cluster.local.`);
  expect(name).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
  return name;
}

it("has the release's namespace in it, and the agent is told so", () => {
  expect(nameOf({})).toBe('fivesec-monitoring-dns-endpoints');
  expect(nameOf({ namespace: '456' })).toBe('fivesec-456-dns-endpoints');
  expect(nameOf({ values: { namespaceOverride: 'elsewhere' } })).toBe('fivesec-elsewhere-dns-endpoints');
});

it('has none in the namespace of the release itself', () => {
  expect(nameOf({ namespace: 'kube-system' })).toBe('fivesec-dns-endpoints');
  expect(nameOf({ values: { 'dnsEndpoints.namespace': 'monitoring' } })).toBe('fivesec-dns-endpoints');
});

it('is of one release even where it must be cut', () => {
  const long = 'n'.repeat(62);
  const names = ['a', 'b'].map((last) => nameOf({ release: 'r'.repeat(53), namespace: `${long}${last}` }));
  expect(new Set(names).size).toBe(2);
});

it('is refused without labels, which no pod and any pod would have', () => {
  const values = { 'dnsEndpoints.selector': { 'k8s-app': null } };
  expect(helmTemplate({ values }).stderr).toContain('dnsEndpoints.selector is empty');
  expect(helmTemplate({ values: { ...values, 'dnsEndpoints.enabled': false } }).ok).toBe(true);
});
