/** Everything that the chart renders, held against Kubernetes' own types. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHART_DIR, type Manifest, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { hasModel, unknownFields, wrongValue } from '../support/kubernetes/models.ts';
import { needs } from '../support/machine/requirement.ts';

const CI_DIR = join(CHART_DIR, 'ci');
const CI_FILES = readdirSync(CI_DIR);

/** The Grafana Operator publishes no schema as a package; its object has four fields and a test of its own. */
const WITHOUT_MODEL = ['GrafanaDashboard'];

const DAEMONSET: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'x' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'x', image: 'y' }] } },
  },
};

describe('the validator itself', () => {
  it('finds nothing wrong with a good object', () => {
    expect(wrongValue(DAEMONSET)).toBeUndefined();
    expect(unknownFields([DAEMONSET])).toEqual([]);
  });

  it('finds a wrong type and names its path', () => {
    expect(wrongValue({ ...DAEMONSET, spec: { selector: { matchLabels: { a: 5 } } } })).toMatch(
      /matchLabels\/a/,
    );
  });

  it('finds a field that Kubernetes does not know', () => {
    const spec = { selector: { matchLabels: { a: 'b' } }, templat: {} };
    expect(unknownFields([{ ...DAEMONSET, spec }]).join()).toMatch(/templat/);
  });

  it('finds an unknown field and a wrong value in an admission policy', () => {
    const mutations = [{ patchType: 'JSONPatch', jsonPatch: { expression: '[]' } }];
    const spec = { matchConstraints: {}, mutations, reinvocationPolicy: 'Never' };
    const kind = 'MutatingAdmissionPolicy';
    const policy = { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name: 'x' }, spec };
    expect(wrongValue(policy)).toBeUndefined();
    expect(wrongValue({ ...policy, spec: { ...spec, variable: [] } })).toMatch(/variable/);
    expect(wrongValue({ ...policy, spec: { ...spec, reinvocationPolicy: 'Always' } })).toMatch(
      /reinvocationPolicy/,
    );
  });
});

describe.each(CI_FILES)('rendered with %s', (file) => {
  it('every object has values that Kubernetes takes and no field that it does not know', (ctx) => {
    needs(ctx, layerMissing());
    const manifests = render({ files: [join(CI_DIR, file)] });
    const checked = manifests.filter(hasModel);
    expect(manifests.filter((one) => !hasModel(one) && !WITHOUT_MODEL.includes(one.kind))).toEqual([]);
    expect(checked.length).toBeGreaterThan(4);
    const wrong = checked
      .map((one) => `${one.kind}: ${wrongValue(one)}`)
      .filter((line) => !line.endsWith(': undefined'));
    expect(wrong).toEqual([]);
    expect(unknownFields(checked)).toEqual([]);
  });
});
