/** How Prometheus reaches the agents, and what a network policy lets through. */

import { beforeEach, describe, expect, it } from 'vitest';
import { at, CHART_DIR, helm, helmTemplate, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

const SCRAPE = 'prometheus.io/scrape';
const service = (values: Record<string, unknown>) => only(render({ values }), 'Service', 'fivesec');

describe('monitors', () => {
  it('are refused when both are on, with the reason', () => {
    const run = helmTemplate({ values: { 'serviceMonitor.enabled': true, 'podMonitor.enabled': true } });
    expect(run.ok).toBe(false);
    expect(run.stderr).toContain('serviceMonitor.enabled and podMonitor.enabled are both true');
  });

  it('replace the scrape annotation of the Service', () => {
    expect(service({}).metadata['annotations']).toHaveProperty([SCRAPE], 'true');
    expect(service({ 'serviceMonitor.enabled': true }).metadata['annotations']).toBeUndefined();
    expect(service({ 'podMonitor.enabled': true }).metadata['annotations']).toBeUndefined();
  });

  it.each([
    ['ServiceMonitor', 'serviceMonitor.enabled', 'spec.endpoints.0'],
    ['PodMonitor', 'podMonitor.enabled', 'spec.podMetricsEndpoints.0'],
  ])('%s names the node, and leaves the "endpoint" label to the metrics', (kind, key, path) => {
    const monitor = only(render({ values: { [key]: true } }), kind);
    expect(at(monitor, `${path}.port`)).toBe('metrics');
    expect(at(monitor, `${path}.relabelings`)).toEqual([
      { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
      { action: 'labeldrop', regex: 'endpoint' },
    ]);
    expect(at(monitor, 'spec.selector.matchLabels')).toHaveProperty(['app.kubernetes.io/component'], 'agent');
    expect(at(monitor, 'spec.jobLabel')).toBe('app.kubernetes.io/name');
  });

  it('a ServiceMonitor without the Service is refused', () => {
    const run = helmTemplate({ values: { 'serviceMonitor.enabled': true, 'service.enabled': false } });
    expect(run.stderr).toContain('use podMonitor instead');
  });

  it('appear on demand even where helm knows of no such kind', () => {
    // `helm template` and Argo CD ask no cluster: what the user switched on must not vanish there.
    const kinds = render({ values: { 'serviceMonitor.enabled': true, 'prometheusRule.enabled': true } });
    expect(kinds.map((one) => one.kind)).toEqual(
      expect.arrayContaining(['ServiceMonitor', 'PrometheusRule']),
    );
  });

  it('carry the label that kube-prometheus-stack selects by when asked to', () => {
    const values = { releaseLabel: true, 'serviceMonitor.enabled': true, 'prometheusRule.enabled': true };
    for (const kind of ['ServiceMonitor', 'PrometheusRule']) {
      expect(only(render({ release: 'stack', values }), kind).metadata['labels']).toHaveProperty(
        'release',
        'stack',
      );
    }
  });
});

describe('the network policy', () => {
  const policy = (values: Record<string, unknown> = {}) =>
    only(render({ values: { 'networkPolicy.enabled': true, ...values } }), 'NetworkPolicy');

  it('lets DNS out over both transports, to the DNS pods and the given blocks', () => {
    const spec = policy({ 'networkPolicy.ipBlocks': ['10.96.0.10/32'] })['spec'];
    expect(at(spec, 'policyTypes')).toEqual(['Ingress', 'Egress']);
    expect(at(spec, 'egress.0.ports')).toEqual([
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ]);
    expect(at(spec, 'egress.0.to')).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
        podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      },
      { ipBlock: { cidr: '10.96.0.10/32' } },
    ]);
  });

  it("lets DNS out to the port that the cluster's DNS pods listen on, too", () => {
    const ports = at(policy({ 'dnsEndpoints.port': 5353 }), 'spec.egress.0.ports');
    expect(ports).toEqual([
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
      { port: 5353, protocol: 'UDP' },
      { port: 5353, protocol: 'TCP' },
    ]);
  });

  it('lets scrapes in, from everybody or from whom it is told', () => {
    expect(at(policy(), 'spec.ingress')).toEqual([{ ports: [{ port: 'metrics', protocol: 'TCP' }] }]);
    const scraper = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'prometheus' } } };
    const from = at(policy({ 'networkPolicy.ingressFrom': [scraper] }), 'spec.ingress.0.from');
    expect((from as readonly unknown[])[0]).toEqual(scraper);
  });

  it('lets the pod of `helm test` in, whoever else may scrape', () => {
    const all = render({
      values: { 'networkPolicy.enabled': true, 'networkPolicy.ingressFrom': [{ podSelector: {} }] },
    });
    const peer = at(only(all, 'NetworkPolicy'), 'spec.ingress.0.from.1.podSelector.matchLabels');
    expect(peer).toBeDefined();
    expect(only(all, 'Pod').metadata['labels']).toMatchObject(peer as Record<string, string>);
    expect(at(only(all, 'DaemonSet'), 'spec.template.metadata.labels')).not.toMatchObject(
      peer as Record<string, string>,
    );
  });

  it('lets DNS out to every address of the configuration, at its port', () => {
    const spec = policy({
      'config.nameservers': ['10.96.0.10', 'fd00::a'],
      'config.endpoints': ['[fd00:10::2]:5353'],
      'config.nodeLocal': '169.254.25.10:9254',
    })['spec'];
    const to = at(spec, 'egress.0.to') as readonly unknown[];
    expect(to.slice(1).map((peer) => at(peer, 'ipBlock.cidr'))).toEqual([
      '169.254.20.10/32',
      '10.96.0.10/32',
      'fd00::a/128',
      'fd00:10::2/128',
      '169.254.25.10/32',
    ]);
    const udp = (at(spec, 'egress.0.ports') as readonly { port: number; protocol: string }[]).filter(
      ({ protocol }) => protocol === 'UDP',
    );
    expect(udp.map(({ port }) => port)).toEqual([53, 5353, 9254]);
  });

  it('is refused where it would stop the requests to trace.targets', () => {
    const traced = { 'networkPolicy.enabled': true, 'config.trace': { targets: ['https://example.org/'] } };
    expect(helmTemplate({ values: traced }).stderr).toContain('allow them in networkPolicy.extraEgress');
    const web = { ports: [{ port: 443, protocol: 'TCP' }] };
    expect(at(policy({ ...traced, 'networkPolicy.extraEgress': [web] }), 'spec.egress')).toContainEqual(web);
    expect(helmTemplate({ values: { 'config.trace': traced['config.trace'] } }).ok).toBe(true);
  });

  it('is off by default', () => {
    expect(render().filter((one) => one.kind === 'NetworkPolicy')).toEqual([]);
  });
});

describe('the notes', () => {
  const notes = (...sets: readonly string[]) =>
    helm('install', 'fivesec', CHART_DIR, '--dry-run=client', '--namespace', 'dns', ...sets).stdout;

  it('mention the hostPath and the label of the namespace, unless it is off', () => {
    expect(notes()).toContain('pod-security.kubernetes.io/enforce=privileged');
    const without = notes('--set', 'hostProc.enabled=false');
    expect(without).not.toContain('pod-security.kubernetes.io');
    expect(without).toContain("the agent does not read the kernel's counters");
  });

  it('say how the agents are scraped', () => {
    expect(notes()).toContain('prometheus.io/scrape');
    expect(notes('--set', 'podMonitor.enabled=true')).toContain('PodMonitor fivesec');
  });

  it('warn of rules whose targets nobody scrapes', () => {
    const alone = ['--set', 'prometheusRule.enabled=true', '--set', 'injection.mode=webhook'];
    expect(notes(...alone)).toMatch(/FivesecAgentMissing fires unless .* as job "fivesec"/);
    expect(notes(...alone)).toMatch(/FivesecWebhookDown unless .* as job "fivesec-webhook"/);
    expect(notes(...alone, '--set', 'podMonitor.enabled=true')).not.toContain('fires unless');
  });

  it("name the label that kube-prometheus-stack selects by, unless it's there or there is nothing to select", () => {
    const hint = 'commonLabels.release=NAME';
    const monitored = ['--set', 'serviceMonitor.enabled=true'];
    expect(notes(...monitored)).toContain(hint);
    expect(notes(...monitored, '--set', 'commonLabels.release=stack')).not.toContain(hint);
    expect(notes()).not.toContain(hint);
  });
});

describe('helm test', () => {
  it("needs no image but the product's own", () => {
    const pod = only(render(), 'Pod');
    expect(at(pod, 'metadata.annotations')).toHaveProperty(['helm.sh/hook'], 'test');
    expect(at(pod, 'spec.containers.0.command')).toEqual(['/nodejs/bin/node', '--input-type=module', '-e']);
    expect(at(pod, 'spec.containers.0.args.0')).toContain('http://fivesec.monitoring.svc:9353');
  });
});
