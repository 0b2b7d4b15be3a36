/** How the agents find and reach each other, and how they know their zone and their configuration. */

import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, helmTemplate, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

const AGENT = {
  'app.kubernetes.io/name': 'fivesec',
  'app.kubernetes.io/instance': 'fivesec',
  'app.kubernetes.io/component': 'agent',
};
const environment = (values: Record<string, unknown>) =>
  at(only(render({ values }), 'DaemonSet'), 'spec.template.spec.containers.0.env') as readonly object[];

function configOf(values: Record<string, unknown>, release?: string): unknown {
  const maps = render({ values, ...(release !== undefined && { release }) });
  const data = at(only(maps, 'ConfigMap'), 'data') as Record<string, string>;
  return parse(data['config.yaml'] ?? '');
}

describe('the headless Service of the agents', () => {
  it('lists all of them, ready or not, and the agents are told its name', () => {
    const service = only(render(), 'Service', 'fivesec-agents');
    expect(service.metadata.namespace).toBe('monitoring');
    expect(service['spec']).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: AGENT,
      ports: [{ name: 'metrics', port: 9353, targetPort: 'metrics', protocol: 'TCP' }],
    });
    expect(configOf({})).toMatchObject({
      agentsName: 'fivesec-agents.monitoring.svc.cluster.local.',
      agentsPort: 9353,
    });
    expect(configOf({ containerPort: 9000, clusterDomain: 'k8s.test' })).toMatchObject({
      agentsName: 'fivesec-agents.monitoring.svc.k8s.test.',
      agentsPort: 9000,
    });
  });

  it('is no target of a monitor or of a scrape by annotation: that would be a second scrape of each agent', () => {
    const all = render({ values: { 'serviceMonitor.enabled': true } });
    const service = only(all, 'Service', 'fivesec-agents');
    const selected = at(only(all, 'ServiceMonitor'), 'spec.selector.matchLabels') as Record<string, string>;
    expect(service.metadata['labels']).not.toMatchObject(selected);
    expect(only(render(), 'Service', 'fivesec-agents').metadata['annotations']).toBeUndefined();
  });

  it('has a name that fits, however long the release is called', () => {
    const release = 'r'.repeat(53);
    const all = render({ release, values: { fullnameOverride: 'n'.repeat(63) } });
    const name = all.find(({ metadata }) => metadata.name.endsWith('-agents'))?.metadata.name ?? '';
    expect(name).toHaveLength(63);
    expect(at(configOf({ fullnameOverride: 'n'.repeat(63) }, release), 'agentsName')).toContain(`${name}.`);
  });

  it('can be left out', () => {
    const values = { 'fleet.enabled': false };
    expect(render({ values }).map(({ metadata }) => metadata.name)).not.toContain('fivesec-agents');
    expect(configOf(values)).not.toHaveProperty('agentsName');
    expect(configOf(values)).not.toHaveProperty('agentsPort');
  });
});

describe('the network policy', () => {
  const policy = (values: Record<string, unknown> = {}) =>
    only(render({ values: { 'networkPolicy.enabled': true, ...values } }), 'NetworkPolicy')['spec'];
  const agents = { podSelector: { matchLabels: AGENT } };

  it('lets the agents ask each other, whoever else may scrape', () => {
    const ports = [{ port: 'metrics', protocol: 'TCP' }];
    expect(at(policy(), 'egress')).toContainEqual({ ports, to: [agents] });
    const scraper = { namespaceSelector: {} };
    expect(at(policy({ 'networkPolicy.ingressFrom': [scraper] }), 'ingress.0.from')).toContainEqual(agents);
  });

  it('lets nobody out who has nobody to ask', () => {
    const values = { 'fleet.enabled': false, 'networkPolicy.ingressFrom': [{ namespaceSelector: {} }] };
    expect(at(policy(values), 'egress')).toHaveLength(1);
    expect(at(policy(values), 'ingress.0.from')).not.toContainEqual(agents);
  });
});

describe("the agent's environment", () => {
  it('names the configuration, so that a command in the pod needs no flag', () => {
    const file = { name: 'FIVESEC_CONFIG', value: '/etc/fivesec/config.yaml' };
    expect(environment({})).toContainEqual(file);
  });

  it("has the zone of the pod's label, if one is named", () => {
    expect(environment({}).map((one) => at(one, 'name'))).not.toContain('FIVESEC_ZONE');
    expect(environment({ 'fleet.zoneLabel': 'topology.kubernetes.io/zone' })).toContainEqual({
      name: 'FIVESEC_ZONE',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['topology.kubernetes.io/zone']" } },
    });
    expect(helmTemplate({ values: { 'fleet.zoneLabel': "x'] evil" } }).ok).toBe(false);
  });
});
