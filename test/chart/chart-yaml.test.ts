/** What Chart.yaml says of the chart agrees with what is installed. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, CHART_DIR, helm, only, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

const CHART = parse(readFileSync(join(CHART_DIR, 'Chart.yaml'), 'utf8')) as unknown;
const PACKAGE = JSON.parse(readFileSync(join(CHART_DIR, '../../package.json'), 'utf8')) as {
  version: string;
};

describe('Chart.yaml', () => {
  it('names the image that the chart installs, for both platforms', () => {
    const annotations = at(CHART, 'annotations') as Record<string, string>;
    const images = parse(annotations['artifacthub.io/images'] ?? '') as unknown;
    const installed = at(only(render(), 'DaemonSet'), 'spec.template.spec.containers.0.image');
    expect(at(images, '0.image')).toBe(installed);
    expect(at(images, '0.platforms')).toEqual(['linux/amd64', 'linux/arm64']);
  });

  it('has the version of the package as its appVersion', () => {
    expect(at(CHART, 'appVersion')).toBe(PACKAGE.version);
  });

  it('takes versions of Kubernetes with a suffix of their vendor, and refuses those that are too old', () => {
    const template = (version: string) => helm('template', 'x', CHART_DIR, '--kube-version', version);
    expect(template('v1.31.4-gke.1256000').ok).toBe(true);
    expect(template('v1.25.0-eks-1').ok).toBe(true);
    expect(template('v1.24.17').stderr).toContain('>=1.25.0-0');
  });
});
