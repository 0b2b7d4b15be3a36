/** What the chart renders around the webhook. */

import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseWebhookConfig } from '../../src/webhook/config.ts';
import { SETTINGS } from '../../src/webhook/settings.ts';
import {
  at,
  CHART_DIR,
  helm,
  helmTemplate,
  type Manifest,
  only,
  render,
} from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

const ON = { 'injection.mode': 'webhook' };
const POD = 'spec.template.spec';
const TLS = 'injection.webhook.tls';
const WEBHOOK = 'webhooks.0';

beforeEach((ctx) => needs(ctx, layerMissing()));

const manifests = (values: Record<string, unknown> = {}, ...args: string[]) =>
  render({ values: { ...ON, ...values }, args });
const configuration = (values: Record<string, unknown> = {}, ...args: string[]) =>
  only(manifests(values, ...args), 'MutatingWebhookConfiguration');
const deployment = (values: Record<string, unknown> = {}) => only(manifests(values), 'Deployment');
const text = (manifest: Manifest, path: string) =>
  Buffer.from(String(at(manifest, path)), 'base64').toString();
const args = (values: Record<string, unknown> = {}) =>
  at(deployment(values), `${POD}.containers.0.args`) as readonly string[];

it('nothing of the injection is rendered by default', () => {
  expect(JSON.stringify(render())).not.toMatch(/webhook|injection/i);
});

describe('the webhook configuration', () => {
  it('fails open, soon, for new pods, as the good practices of Kubernetes have it', () => {
    expect(at(configuration(), WEBHOOK)).toMatchObject({
      name: 'pods.inject.fivesec.dev',
      admissionReviewVersions: ['v1'],
      failurePolicy: 'Ignore',
      timeoutSeconds: 3,
      matchPolicy: 'Equivalent',
      reinvocationPolicy: 'IfNeeded',
      sideEffects: 'None',
      rules: [
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          resources: ['pods'],
          operations: ['CREATE'],
          scope: 'Namespaced',
        },
      ],
    });
  });

  it('looks at namespaces that opt in, and never at the system or at its own', () => {
    const never = {
      key: 'kubernetes.io/metadata.name',
      operator: 'NotIn',
      values: ['kube-system', 'kube-node-lease', 'monitoring'],
    };
    expect(at(configuration(), `${WEBHOOK}.namespaceSelector.matchExpressions`)).toEqual([
      never,
      { key: 'fivesec.dev/injection', operator: 'In', values: ['enabled'] },
    ]);
    const all = configuration({ 'injection.allNamespaces': true });
    expect(at(all, `${WEBHOOK}.namespaceSelector.matchExpressions`)).toEqual([
      never,
      { key: 'fivesec.dev/injection', operator: 'NotIn', values: ['disabled'] },
    ]);
    expect(at(configuration(), `${WEBHOOK}.objectSelector.matchExpressions`)).toEqual([
      { key: 'fivesec.dev/inject', operator: 'NotIn', values: ['false'] },
    ]);
  });

  it('has conditions where Kubernetes has them for good: from 1.30 on', () => {
    const names = (version: string, values = {}) =>
      (
        at(configuration(values, '--kube-version', version), `${WEBHOOK}.matchConditions`) as
          | Manifest[]
          | undefined
      )?.map((one) => one['name']);
    expect(names('1.29.9')).toBeUndefined();
    expect(names('1.30.0')).toContain('not-mirror-pod');
    const own = { 'injection.webhook.matchConditions': [{ name: 'mine', expression: 'true' }] };
    expect(names('1.28.0', own)).toEqual(['mine']);
    expect(names('1.30.0', own)).toContain('mine');
  });

  it('two releases in two namespaces have two names', () => {
    const names = ['a', 'b'].map((namespace) => {
      const all = render({ namespace, values: ON });
      return only(all, 'MutatingWebhookConfiguration').metadata.name;
    });
    expect(new Set(names).size).toBe(2);
  });
});

describe('the certificate that Helm makes', () => {
  it('is of the authority that the configuration names, for the name that the API server asks for', () => {
    const all = manifests();
    const secret = only(all, 'Secret');
    const bundle = String(at(only(all, 'MutatingWebhookConfiguration'), `${WEBHOOK}.clientConfig.caBundle`));
    expect(bundle).toBe((secret['data'] as Record<string, string>)['ca.crt']);
    const data = secret['data'] as Record<string, string>;
    const leaf = new X509Certificate(Buffer.from(data['tls.crt'] ?? '', 'base64'));
    const authority = new X509Certificate(Buffer.from(bundle, 'base64'));
    expect(leaf.checkIssued(authority)).toBe(true);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    for (const host of ['fivesec-webhook', 'fivesec-webhook.monitoring', 'fivesec-webhook.monitoring.svc'])
      expect(leaf.checkHost(host)).toBe(host);
    expect(Math.abs(notAfterOf(secret) - Date.parse(leaf.validTo) / 1_000)).toBeLessThan(120);
    const service = at(only(all, 'MutatingWebhookConfiguration'), `${WEBHOOK}.clientConfig.service`);
    expect(service).toEqual({ name: 'fivesec-webhook', namespace: 'monitoring', path: '/mutate', port: 443 });
  });

  it('rolls the pods when it changes', () => {
    expect(JSON.stringify(at(deployment(), 'spec.template.metadata.annotations'))).toMatch(
      /checksum\/tls":"[0-9a-f]{64}/,
    );
  });

  it('has a key that OpenSSL takes for it', () => {
    const data = only(manifests(), 'Secret')['data'] as Record<string, string>;
    const key = Buffer.from(data['tls.key'] ?? '', 'base64').toString();
    expect(execFileSync('openssl', ['pkey', '-noout'], { input: key }).toString()).toBe('');
  });
});

function notAfterOf(secret: Manifest): number {
  const annotations = secret.metadata['annotations'] as Record<string, string>;
  return Number(annotations['fivesec.dev/not-after']);
}

describe('other certificates', () => {
  it('cert-manager makes an authority of its own and injects it', () => {
    const all = manifests({ [`${TLS}.mode`]: 'certManager' });
    expect(all.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const certificate = only(all, 'Certificate', 'fivesec-webhook');
    expect(at(certificate, 'spec.dnsNames')).toContain('fivesec-webhook.monitoring.svc');
    expect(at(certificate, 'spec.issuerRef.name')).toBe('fivesec-webhook-ca');
    expect(at(only(all, 'Certificate', 'fivesec-webhook-ca'), 'spec.isCA')).toBe(true);
    const webhook = only(all, 'MutatingWebhookConfiguration');
    expect(webhook.metadata['annotations']).toEqual({
      'cert-manager.io/inject-ca-from': 'monitoring/fivesec-webhook',
    });
    expect(at(webhook, `${WEBHOOK}.clientConfig.caBundle`)).toBeUndefined();
  });

  it('cert-manager uses the issuer that is named, and no other is made', () => {
    const issuerRef = { name: 'company', kind: 'ClusterIssuer' };
    const all = manifests({ [`${TLS}.mode`]: 'certManager', [`${TLS}.certManager.issuerRef`]: issuerRef });
    expect(all.filter(({ kind }) => kind === 'Issuer')).toEqual([]);
    expect(at(only(all, 'Certificate'), 'spec.issuerRef')).toEqual(issuerRef);
  });

  it('a Secret that is there is mounted, and its authority is taken as PEM or as base64', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    for (const caBundle of [pem, Buffer.from(pem).toString('base64')]) {
      const values = {
        [`${TLS}.mode`]: 'existingSecret',
        [`${TLS}.existingSecret`]: 'mine',
        [`${TLS}.caBundle`]: caBundle,
      };
      const all = manifests(values);
      expect(all.filter(({ kind }) => kind === 'Secret')).toEqual([]);
      expect(JSON.stringify(at(only(all, 'Deployment'), `${POD}.volumes`))).toContain('"secretName":"mine"');
      expect(text(only(all, 'MutatingWebhookConfiguration'), `${WEBHOOK}.clientConfig.caBundle`)).toBe(pem);
    }
  });
});

describe('the deployment', () => {
  it('is two pods that are spread, kept from being evicted together, and restricted', () => {
    const all = manifests();
    const pod = at(only(all, 'Deployment'), POD);
    expect(at(only(all, 'Deployment'), 'spec.replicas')).toBe(2);
    expect(at(only(all, 'PodDisruptionBudget'), 'spec')).toMatchObject({
      minAvailable: 1,
      // Pods that crash must not hold up the draining of a node.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
    expect(JSON.stringify(at(pod, 'topologySpreadConstraints'))).toMatch(/hostname.*ScheduleAnyway.*zone/);
    expect(at(pod, 'automountServiceAccountToken')).toBe(false);
    expect(at(pod, 'enableServiceLinks')).toBe(false);
    expect(at(pod, 'securityContext')).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(at(pod, 'containers.0.securityContext')).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
    expect(manifests({ 'injection.webhook.replicas': 1 }).map(({ kind }) => kind)).not.toContain(
      'PodDisruptionBudget',
    );
  });

  it('requests a little CPU, so that its pods are not in the class BestEffort, unless the default is taken away', () => {
    const resources = `${POD}.containers.0.resources`;
    expect(at(deployment(), resources)).toEqual({ requests: { cpu: '10m' } });
    expect(at(deployment({ 'injection.webhook.resources': null }), resources)).toBeUndefined();
  });

  it("selects its own pods and none of the agent's, nor they its", () => {
    const all = manifests();
    const own = at(only(all, 'Deployment'), 'spec.selector.matchLabels');
    const agents = at(only(all, 'DaemonSet'), 'spec.selector.matchLabels');
    expect(at(own, 'helm.sh/chart')).toBeUndefined();
    expect(
      [own, agents].map((labels) => (labels as Record<string, string>)['app.kubernetes.io/component']),
    ).toEqual(['webhook', 'agent']);
    expect(at(only(all, 'Service', 'fivesec-webhook'), 'spec.selector')).toEqual(own);
    expect(at(only(all, 'PodDisruptionBudget'), 'spec.selector.matchLabels')).toEqual(own);
  });

  it('is reached on 443, listens on 10250, and is probed by HTTPS', () => {
    const all = manifests();
    expect(at(only(all, 'Service', 'fivesec-webhook'), 'spec.ports')).toEqual([
      { name: 'https', port: 443, targetPort: 'https', protocol: 'TCP' },
    ]);
    const container = at(only(all, 'Deployment'), `${POD}.containers.0`);
    expect(at(container, 'ports.0.containerPort')).toBe(10_250);
    expect(at(container, 'readinessProbe.httpGet')).toEqual({
      path: '/-/ready',
      port: 'https',
      scheme: 'HTTPS',
    });
  });

  it('gives the webhook a configuration that the webhook itself accepts', () => {
    const values = { 'injection.options': ['use-vc', 'ndots:2'], 'injection.report': true };
    const [command, ...flags] = args(values);
    expect(command).toBe('webhook');
    const given: Record<string, string | string[]> = {};
    for (const flag of flags) {
      const [, name = '', value = ''] = /^--([a-z-]+)=(.*)$/.exec(flag) ?? [];
      const setting = SETTINGS.find((one) => one.flag === `--${name}`);
      if (setting === undefined) throw new Error(`the webhook has no flag ${flag}`);
      const { key, repeatable } = setting;
      given[key] = repeatable ? [given[key] ?? [], value].flat() : value;
    }
    const env = { FIVESEC_WEBHOOK_SKIP_DNS_POLICY: 'Default,None' };
    expect(at(deployment(values), `${POD}.containers.0.env`)).toEqual([
      { name: 'FIVESEC_WEBHOOK_SKIP_DNS_POLICY', value: 'Default,None' },
    ]);
    expect(parseWebhookConfig(given, env, () => '')).toMatchObject({
      listen: { port: 10_250 },
      mode: 'report',
      ownNamespace: 'monitoring',
      options: [{ name: 'use-vc' }, { name: 'ndots', value: '2' }],
      skipDnsPolicies: ['Default', 'None'],
      drainMs: 5_000,
    });
  });

  it('is closed off but for its port when network policies are on', () => {
    const policy = only(manifests({ 'networkPolicy.enabled': true }), 'NetworkPolicy', 'fivesec-webhook');
    expect(at(policy, 'spec.policyTypes')).toEqual(['Ingress', 'Egress']);
    expect(at(policy, 'spec.egress')).toEqual([]);
    expect(at(policy, 'spec.ingress')).toEqual([{ ports: [{ port: 'https', protocol: 'TCP' }] }]);
  });

  it('is scraped by HTTPS as a job of its own, checked against its authority', () => {
    for (const kind of ['ServiceMonitor', 'PodMonitor']) {
      const key = kind === 'ServiceMonitor' ? 'serviceMonitor' : 'podMonitor';
      const monitor = only(manifests({ [`${key}.enabled`]: true }), kind, 'fivesec-webhook');
      const endpoint = at(
        monitor,
        kind === 'ServiceMonitor' ? 'spec.endpoints.0' : 'spec.podMetricsEndpoints.0',
      );
      expect(endpoint).toMatchObject({
        port: 'https',
        scheme: 'https',
        relabelings: [{ targetLabel: 'job', replacement: 'fivesec-webhook' }],
        tlsConfig: { serverName: 'fivesec-webhook.monitoring.svc' },
      });
    }
  });
});

describe('what makes no sense is refused', () => {
  it.each([
    [{ 'injection.options': ['Single Request'] }, /injection.options|options\/0/],
    [{ 'injection.options': [] }, /options/],
    [{ 'injection.options': ['ndots:1', 'ndots:2'] }, /ndots twice/],
    [{ 'injection.options': ['ndots:16'] }, /ndots:16: ndots must have a number from 0 to 15/],
    [{ 'injection.options': ['timeout'] }, /has timeout: timeout must have a number from 1 to 30/],
    [{ 'injection.options': ['use-vc:1'] }, /use-vc:1: use-vc must stand without a value/],
    [
      { 'injection.options': ['single-request', 'single-request-reopen'] },
      /single-request and single-request-reopen: the one makes/,
    ],
    [
      { 'injection.options': ['use-vc', 'single-request-reopen'] },
      /single-request-reopen and use-vc: the one makes/,
    ],
    [{ [`${TLS}.mode`]: 'existingSecret' }, /name the Secret/],
    [{ 'injection.mode': 'policy', 'injection.report': true }, /report needs injection.mode webhook/],
    [{ 'injection.webhook.timeoutSeconds': 60 }, /timeoutSeconds/],
    [{ [`${TLS}.certDays`]: 60 }, /renewBeforeDays \(60\) must be less than certDays \(60\)/],
    [{ [`${TLS}.caDays`]: 300 }, /caDays \(300\) must be no less than certDays \(365\)/],
    [
      { 'prometheusRule.enabled': true, [`${TLS}.renewBeforeDays`]: 30 },
      /Expiring\.days \(30\) must be less than .*renewBeforeDays \(30\)/,
    ],
    [{ 'injection.modus': 'webhook' }, /modus/],
  ])('%j', (values, message) => {
    const run = helmTemplate({ values: { ...ON, ...values } });
    expect(run.ok).toBe(false);
    expect(run.stderr).toMatch(message);
  });
});

describe('the notes', () => {
  it.each(['webhook', 'policy'])('say in mode %s who ignores the option, and how to opt in', (mode) => {
    const sets = ['--set', `injection.mode=${mode}`];
    const run = helm(
      'install',
      'fivesec',
      CHART_DIR,
      '--namespace',
      'monitoring',
      '--dry-run=client',
      ...sets,
    );
    const notes = run.stdout.split('NOTES:')[1];
    expect(notes).toContain('musl');
    expect(notes).toContain("Go's own resolver");
    expect(notes).toContain('kubectl label namespace NAME fivesec.dev/injection=enabled');
  });
});
