/** Names, labels and annotations under every values file and the awkward ones: each key once, each of them text, each selector met. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  at,
  CHART_DIR,
  type Manifest,
  only,
  render,
  type TemplateOptions,
} from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

type Labels = Readonly<Record<string, unknown>>;
const labels = (tree: unknown, path: string) => at(tree, path) as Labels | undefined;

const EVERYWHERE = {
  'serviceMonitor.enabled': true,
  'prometheusRule.enabled': true,
  'dashboard.enabled': true,
  'networkPolicy.enabled': true,
  'injection.mode': 'webhook',
};
const TAKEN = {
  'app.kubernetes.io/name': 'other',
  'app.kubernetes.io/instance': 'other',
  'app.kubernetes.io/component': 'other',
  'app.kubernetes.io/part-of': 'platform',
};

const CASES: readonly (readonly [string, TemplateOptions])[] = [
  ...readdirSync(join(CHART_DIR, 'ci')).map(
    (file) => [file, { files: [join(CHART_DIR, 'ci', file)] }] as const,
  ),
  ["commonLabels with the chart's own keys", { values: { ...EVERYWHERE, commonLabels: TAKEN } }],
  ["podLabels with the chart's own keys", { values: { ...EVERYWHERE, podLabels: TAKEN } }],
  ['podLabels of the webhook', { values: { ...EVERYWHERE, 'injection.webhook.podLabels': TAKEN } }],
  [
    'a label of the release from three sides',
    {
      values: {
        ...EVERYWHERE,
        releaseLabel: true,
        commonLabels: { release: 'stack' },
        'serviceMonitor.labels': { release: 'other-stack' },
        'prometheusRule.additionalLabels': { release: 'other-stack' },
        'dashboard.labels': { release: '{{ .Release.Name }}-grafana' },
      },
    },
  ],
  [
    "annotations with the chart's own keys",
    {
      values: {
        'service.annotations': { 'prometheus.io/scrape': 'false' },
        podAnnotations: { 'checksum/config': 'mine' },
        'injection.mode': 'webhook',
        'injection.webhook.podAnnotations': { 'checksum/tls': 'mine' },
        'injection.webhook.tls.mode': 'certManager',
        'injection.webhook.configurationAnnotations': { 'cert-manager.io/inject-ca-from': 'mine/ca' },
      },
    },
  ],
  [
    'a release, a namespace and other names that YAML would read as numbers',
    {
      release: '123',
      namespace: '456',
      values: {
        ...EVERYWHERE,
        fullnameOverride: '1e3',
        nameOverride: '0x10',
        commonLabels: { cost: '{{ .Release.Name }}4', sure: '{{ true }}' },
        'service.annotations': { cost: '12' },
        'serviceAccount.name': '789',
        'serviceMonitor.namespace': '10',
        'dashboard.namespace': '11',
        'dnsEndpoints.namespace': '12',
        'injection.namespaceLabel.key': '13',
        imagePullSecrets: ['14'],
        priorityClassName: '15',
      },
    },
  ],
];

describe.each(CASES)('with %s', (_, options) => {
  // `render` parses as strictly as kustomize: a key that is given twice is an error.
  it('names, labels and annotations are text', () => {
    for (const one of render(options)) {
      expect(notText(one)).toEqual([]);
    }
  });

  it('every selector of the release selects what it is for', () => {
    const manifests = render(options);
    const workloads = manifests.filter(({ kind }) => kind === 'DaemonSet' || kind === 'Deployment');
    for (const workload of workloads) {
      const template = labels(workload, 'spec.template.metadata.labels');
      expect(template).toMatchObject(labels(workload, 'spec.selector.matchLabels') ?? { none: true });
    }
    const pods = workloads.map((one) => labels(one, 'spec.template.metadata.labels') ?? {});
    const services = manifests.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata);
    for (const selector of manifests.flatMap(ownSelectors)) {
      expect(pods.some((pod) => meets(pod, selector))).toBe(true);
    }
    for (const monitor of manifests.filter(({ kind }) => kind === 'ServiceMonitor')) {
      const selector = labels(monitor, 'spec.selector.matchLabels') ?? {};
      expect(services.some((metadata) => meets(labels(metadata, 'labels') ?? {}, selector))).toBe(true);
    }
  });
});

describe('whose word counts', () => {
  it("the user's for a label that no selector looks at", () => {
    const values = { ...EVERYWHERE, commonLabels: TAKEN };
    for (const { metadata } of render({ values })) {
      expect(metadata).toHaveProperty(['labels', 'app.kubernetes.io/part-of'], 'platform');
      expect(metadata).toHaveProperty(['labels', 'app.kubernetes.io/instance'], 'fivesec');
    }
  });

  it("the object's before that of all objects", () => {
    const values = {
      ...EVERYWHERE,
      releaseLabel: true,
      commonLabels: { release: 'stack' },
      'serviceMonitor.labels': { release: 'other' },
    };
    const manifests = render({ values });
    expect(only(manifests, 'DaemonSet').metadata).toHaveProperty('labels.release', 'stack');
    const monitor = only(manifests, 'ServiceMonitor', 'fivesec');
    expect(monitor.metadata).toHaveProperty('labels.release', 'other');
  });

  it("the user's for an annotation that tells others, the chart's for one that rolls the pods", () => {
    const manifests = render({
      values: {
        'service.annotations': { 'prometheus.io/scrape': 'false', team: '{{ .Release.Name }}' },
        podAnnotations: { 'checksum/config': 'mine' },
      },
    });
    expect(at(only(manifests, 'Service', 'fivesec'), 'metadata.annotations')).toEqual({
      'prometheus.io/scrape': 'false',
      'prometheus.io/port': '9353',
      'prometheus.io/path': '/metrics',
      team: 'fivesec',
    });
    const annotations = labels(only(manifests, 'DaemonSet'), 'spec.template.metadata.annotations');
    expect(annotations?.['checksum/config']).toMatch(/^[0-9a-f]{64}$/);
  });
});

const meets = (have: Labels, selector: Labels) =>
  Object.entries(selector).every(([key, value]) => have[key] === value);

/** The selectors for the release's own pods: the Service beside the cluster's DNS and a monitor look for something else. */
function ownSelectors(one: Manifest): readonly Labels[] {
  const paths: Readonly<Record<string, string>> = {
    Service: 'spec.selector',
    NetworkPolicy: 'spec.podSelector.matchLabels',
    PodDisruptionBudget: 'spec.selector.matchLabels',
    PodMonitor: 'spec.selector.matchLabels',
  };
  const path = paths[one.kind];
  if (path === undefined || at(one, 'spec.clusterIP') === 'None') return [];
  return [labels(one, path) ?? { none: true }];
}

const TEXTS = /^(name|namespace|key|serviceAccountName|secretName|priorityClassName)$/;
const MAPS = /^(labels|annotations|matchLabels|matchNames)$/;

/** What lies at a place for text, at any depth, and is none. */
function notText(tree: unknown): readonly unknown[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
    const texts = MAPS.test(key) ? Object.values(value as object) : TEXTS.test(key) ? [value] : [];
    return [...texts.filter((text) => typeof text !== 'string'), ...notText(value)];
  });
}
