/** What the chart renders: the agent's pod, its image, its names. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, CHART_DIR, helmTemplate, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

const daemonset = (values: Record<string, unknown> = {}) => only(render({ values }), 'DaemonSet');
const POD = 'spec.template.spec';
const list = (tree: unknown, path: string) => (at(tree, path) ?? []) as readonly unknown[];
const image = (values: Record<string, unknown>) => at(daemonset(values), `${POD}.containers.0.image`);
const config = (values: Record<string, unknown> = {}) =>
  parse(
    at(only(render({ values }), 'ConfigMap', 'fivesec'), 'data')?.['config.yaml' as never] ?? '',
  ) as unknown;
const appVersion = String(at(parse(readFileSync(join(CHART_DIR, 'Chart.yaml'), 'utf8')), 'appVersion'));

describe('the defaults', () => {
  it('ask for no host network, host port, role, ingress or custom resource', () => {
    const manifests = render();
    expect([...new Set(manifests.map((one) => one.kind))].toSorted()).toEqual([
      'ConfigMap',
      'DaemonSet',
      'Pod',
      'Service',
      'ServiceAccount',
    ]);
    const pod = at(only(manifests, 'DaemonSet'), POD);
    expect(at(pod, 'hostNetwork')).toBe(false);
    expect(at(pod, 'hostPID') ?? at(pod, 'hostIPC')).toBeUndefined();
    expect(JSON.stringify(pod)).not.toContain('hostPort');
  });

  it('request a little CPU for the agent, so that its pod is not in the class BestEffort, and set no limit', () => {
    expect(at(daemonset(), `${POD}.containers.0.resources`)).toEqual({ requests: { cpu: '10m' } });
  });

  it('leave the resources out if the default is taken away', () => {
    const pod = at(daemonset({ resources: null }), POD);
    expect(at(pod, 'containers.0.resources')).toBeUndefined();
    expect(at(pod, 'initContainers.0.resources')).toBeUndefined();
  });

  it("mount just the node's net directory, read-only", () => {
    const pod = at(daemonset(), POD);
    const hostPaths = list(pod, 'volumes').filter((volume) => at(volume, 'hostPath') !== undefined);
    expect(hostPaths).toEqual([{ name: 'node-net', hostPath: { path: '/proc/1/net' } }]);
    expect(list(pod, 'containers.0.volumeMounts')).toContainEqual({
      name: 'node-net',
      mountPath: '/host/proc/net',
      readOnly: true,
    });
    expect(at(config(), 'procNet')).toBe('/host/proc/net');
  });

  it('run on every Linux node that is real', () => {
    const pod = at(daemonset(), POD);
    expect(at(pod, 'nodeSelector')).toEqual({ 'kubernetes.io/os': 'linux' });
    expect(at(pod, 'tolerations')).toEqual([{ operator: 'Exists', effect: 'NoSchedule' }]);
    expect(JSON.stringify(at(pod, 'affinity'))).toMatch(/compute-type.*fargate.*virtual-kubelet/);
  });
});

describe.each(['by default', 'without hostProc'])('the security context %s', (how) => {
  const values = how === 'by default' ? {} : { 'hostProc.enabled': false };

  it('is that of the restricted profile on every container of every pod', () => {
    const manifests = render({ values });
    const pods = [at(only(manifests, 'DaemonSet'), POD), at(only(manifests, 'Pod'), 'spec')];
    for (const pod of pods) {
      expect(at(pod, 'securityContext')).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      const containers = [...list(pod, 'initContainers'), ...list(pod, 'containers')];
      expect(containers.length).toBeGreaterThan(0);
      for (const container of containers) {
        expect(at(container, 'securityContext')).toEqual({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          privileged: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          seccompProfile: { type: 'RuntimeDefault' },
        });
      }
    }
  });

  it('goes with no token of a service account', () => {
    const manifests = render({ values });
    expect(at(only(manifests, 'DaemonSet'), `${POD}.automountServiceAccountToken`)).toBe(false);
    expect(at(only(manifests, 'Pod'), 'spec.automountServiceAccountToken')).toBe(false);
    expect(only(manifests, 'ServiceAccount')['automountServiceAccountToken']).toBe(false);
  });
});

describe('hostProc', () => {
  it('switched off leaves no hostPath and nothing else changed', () => {
    const without = daemonset({ 'hostProc.enabled': false });
    expect(JSON.stringify(without)).not.toContain('hostPath');
    expect(config({ 'hostProc.enabled': false })).not.toHaveProperty('procNet');
    const kinds = (values: Record<string, unknown>) => render({ values }).map((one) => one.kind);
    expect(kinds({ 'hostProc.enabled': false })).toEqual(kinds({}));
  });

  it('gives the containers an SELinux type when asked to', () => {
    const pod = at(daemonset({ 'hostProc.seLinuxType': 'spc_t' }), POD);
    expect(at(pod, 'containers.0.securityContext.seLinuxOptions')).toEqual({ type: 'spc_t' });
    expect(at(daemonset(), `${POD}.containers.0.securityContext.seLinuxOptions`)).toBeUndefined();
  });
});

describe('hostProc.flows', () => {
  const ON = { 'hostProc.flows': true };

  it('runs the agent as user 0 that has no capability, and nothing else as root', () => {
    const pod = at(daemonset(ON), POD);
    expect(at(pod, 'containers.0.securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 0,
      runAsNonRoot: false,
      runAsUser: 0,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(at(pod, 'initContainers.0.securityContext.runAsNonRoot')).toBe(true);
    expect(at(pod, 'securityContext.runAsUser')).toBe(65532);
  });

  it('breaks no control of the baseline profile but the hostPath, which was there before', () => {
    const pod = at(daemonset(ON), POD);
    for (const field of ['hostPID', 'hostIPC']) expect(at(pod, field)).toBeUndefined();
    expect(at(pod, 'hostNetwork')).toBe(false);
    expect(at(pod, 'containers.0.securityContext.procMount')).toBeUndefined();
    expect(at(pod, 'containers.0.securityContext.capabilities.add')).toBeUndefined();
    expect(at(pod, 'volumes')).toEqual(at(daemonset(), `${POD}.volumes`));
    expect(at(pod, 'containers.0.volumeMounts')).toEqual(at(daemonset(), `${POD}.containers.0.volumeMounts`));
  });

  it('gives back no right that the values take or add', () => {
    const loose = {
      ...ON,
      'securityContext.privileged': true,
      'securityContext.capabilities.add[0]': 'NET_ADMIN',
      'securityContext.readOnlyRootFilesystem': false,
      'hostProc.seLinuxType': 'spc_t',
    };
    expect(at(daemonset(loose), `${POD}.containers.0.securityContext`)).toMatchObject({
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      seLinuxOptions: { type: 'spc_t' },
    });
  });

  it('changes no network policy', () => {
    const policy = (values: Record<string, unknown>) =>
      only(render({ values: { ...values, 'networkPolicy.enabled': true } }), 'NetworkPolicy');
    expect(policy(ON)).toEqual(policy({}));
  });

  it('turns the flows on, and further keys of theirs are taken from the values', () => {
    expect(config(ON)).toMatchObject({ flows: { mode: 'on' } });
    expect(config({ ...ON, 'config.flows.podSeries': 20 })).toMatchObject({
      flows: { mode: 'on', podSeries: 20 },
    });
    expect(config()).not.toHaveProperty('flows');
  });

  it('is refused where the table could not be read', () => {
    const refusal = (values: Record<string, unknown>) =>
      helmTemplate({ values: { ...ON, ...values } }).stderr;
    expect(refusal({ 'hostProc.enabled': false })).toContain('hostProc.flows needs hostProc.enabled');
    expect(refusal({ hostUsers: false })).toContain('hostProc.flows does not work with hostUsers=false');
    for (const values of [
      { 'hostProc.flows': false, 'config.flows.mode': 'on' },
      { 'config.flows.mode': 'off' },
    ])
      expect(refusal(values)).toContain('config.flows.mode and hostProc.flows do not fit');
  });
});

describe('the image', () => {
  it("has the chart's appVersion as its tag unless a tag is given", () => {
    expect(image({})).toBe(`ghcr.io/fivesec/fivesec:${appVersion}`);
    expect(image({ 'image.tag': '9' })).toBe('ghcr.io/fivesec/fivesec:9');
  });

  it('has the digest behind the tag', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(image({ 'image.digest': digest })).toBe(`ghcr.io/fivesec/fivesec:${appVersion}@${digest}`);
  });

  it('comes from the global registry, which wins', () => {
    expect(image({ 'global.imageRegistry': 'mirror.example', 'image.registry': 'other.example' })).toBe(
      `mirror.example/fivesec/fivesec:${appVersion}`,
    );
  });

  it('is the same in every container, that of helm test included', () => {
    const text = render()
      .map((one) => JSON.stringify(one))
      .join();
    expect(new Set(text.match(/"image":"[^"]+"/g)).size).toBe(1);
  });

  it('takes pull secrets as names and as maps', () => {
    const values = { 'global.imagePullSecrets': ['one'], imagePullSecrets: [{ name: 'two' }] };
    expect(at(daemonset(values), `${POD}.imagePullSecrets`)).toEqual([{ name: 'one' }, { name: 'two' }]);
  });
});

describe('names and labels', () => {
  it('keep the version of the chart out of every selector', () => {
    const manifests = render({ values: { 'serviceMonitor.enabled': true, 'networkPolicy.enabled': true } });
    const selectors = ['selector', 'podSelector'].flatMap((key) =>
      manifests.map((one) => at(one, `spec.${key}`)),
    );
    expect(selectors.filter((one) => one !== undefined).length).toBeGreaterThan(4);
    expect(JSON.stringify(selectors)).not.toMatch(/helm\.sh\/chart|app\.kubernetes\.io\/version/);
  });

  it('select by component, so that no other workload of the release is caught', () => {
    const selector = at(daemonset(), 'spec.selector.matchLabels');
    expect(selector).toHaveProperty(['app.kubernetes.io/component'], 'agent');
    expect(at(daemonset(), 'spec.template.metadata.labels')).toMatchObject(selector as object);
    const service = only(render(), 'Service', 'fivesec');
    expect(at(service, 'spec.selector')).toEqual(selector);
  });

  it('keep the agents and the webhook apart: neither selector takes the other one', () => {
    const manifests = render({ values: { 'injection.mode': 'webhook' } });
    const selectors = ['DaemonSet', 'Deployment'].map(
      (kind) => at(only(manifests, kind), 'spec.selector.matchLabels') as Record<string, string>,
    );
    const [agent = {}, webhook = {}] = selectors;
    const differing = Object.keys(agent).filter(
      (label) => label in webhook && agent[label] !== webhook[label],
    );
    expect(differing).toEqual(['app.kubernetes.io/component']);
  });

  it('take templates in labels', () => {
    const manifest = daemonset({ commonLabels: { team: '{{ .Release.Name }}-team' } });
    expect(manifest.metadata['labels']).toHaveProperty('team', 'fivesec-team');
  });

  it('follow fullnameOverride, nameOverride and namespaceOverride', () => {
    expect(daemonset({ fullnameOverride: 'watch' }).metadata.name).toBe('watch');
    expect(daemonset({ nameOverride: 'dns' }).metadata.name).toBe('fivesec-dns');
    expect(daemonset({ namespaceOverride: 'elsewhere' }).metadata.namespace).toBe('elsewhere');
  });

  it('stay within 63 characters for a long release name', () => {
    const manifests = render({ release: 'r'.repeat(53) });
    expect(manifests.filter((one) => one.metadata.name.length > 63)).toEqual([]);
  });
});

describe('the configuration', () => {
  it('is checked in an init container with the very arguments of the agent', () => {
    const pod = at(daemonset({ extraArgs: ['--max-qps', '3'] }), POD);
    const args = list(pod, 'containers.0.args');
    expect(args).toEqual(['agent', '--config', '/etc/fivesec/config.yaml', '--max-qps', '3']);
    expect(at(pod, 'initContainers.0.args')).toEqual([...args, '--check-config']);
  });

  it('rolls the pods when it changes', () => {
    const sum = (values: Record<string, unknown>) =>
      at(daemonset(values), 'spec.template.metadata.annotations')?.['checksum/config' as never];
    expect(sum({})).toBe(sum({}));
    expect(sum({ 'config.maxQps': 3 })).not.toBe(sum({}));
  });

  it('names the headless Service that lies beside the DNS', () => {
    const service = only(render(), 'Service', 'fivesec-monitoring-dns-endpoints');
    expect(service.metadata.namespace).toBe('kube-system');
    expect(at(service, 'spec.clusterIP')).toBe('None');
    expect(at(service, 'spec.ipFamilyPolicy')).toBe('PreferDualStack');
    expect(at(service, 'spec.selector')).toEqual({ 'k8s-app': 'kube-dns' });
    expect(at(config(), 'endpointsName')).toBe(
      'fivesec-monitoring-dns-endpoints.kube-system.svc.cluster.local.',
    );
    expect(config({ 'dnsEndpoints.enabled': false })).not.toHaveProperty('endpointsName');
  });

  it('gives the agent the port of the DNS pods, as the Service does', () => {
    const values = { 'dnsEndpoints.port': 5353 };
    expect(at(config(values), 'endpointsPort')).toBe(5353);
    const service = only(render({ values }), 'Service', 'fivesec-monitoring-dns-endpoints');
    expect(at(service, 'spec.ports.0.port')).toBe(5353);
    expect(at(config(), 'endpointsPort')).toBe(53);
  });

  it('lets the user have the last word on each key', () => {
    const own = { 'config.endpointsName': 'dns.example.', 'config.pairs': { interval: '2s' } };
    expect(config(own)).toMatchObject({
      endpointsName: 'dns.example.',
      listen: ':9353',
      pairs: { interval: '2s' },
    });
  });

  it('is refused when it listens on another port than the container names', () => {
    const run = helmTemplate({ values: { 'config.listen': ':1234' } });
    expect(run.ok).toBe(false);
    expect(run.stderr).toContain('containerPort is 9353');
  });

  it('gives the agent the name of its node', () => {
    expect(list(daemonset(), `${POD}.containers.0.env`)).toContainEqual({
      name: 'FIVESEC_NODE_NAME',
      valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } },
    });
  });

  it('gives the agent the addresses of its node', () => {
    const env = list(daemonset(), `${POD}.containers.0.env`);
    const addresses = env.find((one) => at(one, 'name') === 'FIVESEC_HOST_IPS');
    // status.hostIPs exists since Kubernetes 1.30.
    expect(['status.hostIPs', 'status.hostIP']).toContain(at(addresses, 'valueFrom.fieldRef.fieldPath'));
  });
});

it('changes the DNS policy with the host network, and never otherwise', () => {
  expect(at(daemonset(), `${POD}.dnsPolicy`)).toBe('ClusterFirst');
  expect(at(daemonset({ hostNetwork: true }), `${POD}.dnsPolicy`)).toBe('ClusterFirstWithHostNet');
  expect(at(daemonset(), `${POD}.dnsConfig`)).toBeUndefined();
});
