/** Keys that a values file names and leaves empty: each counts as its default, or is refused in a line that names it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CAUSE_TABLE_FILE } from '../../scripts/causes/chart.ts';
import { at, CHART_DIR, helmTemplate, parseManifests } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

beforeEach((ctx) => needs(ctx, layerMissing()));

/** Where nothing is a meaning of its own: no such label, constraint or registry, or Kubernetes' own default. */
const MEANS_NONE = [
  'image.registry',
  'podAnnotations',
  'podSecurityContext',
  'securityContext',
  'resources',
  'nodeSelector',
  'tolerations',
  'updateStrategy',
  'serviceMonitor.jobLabel',
  'dashboard.labels',
  'injection.webhook.resources',
  'injection.webhook.nodeSelector',
];
/** Refused although the default is empty. */
const REFUSED = ['prometheusRule.alertLabels'];
/** A map of these may lack any key, or is looked at below. A PodMonitor's keys are those of a ServiceMonitor. */
const NOT_BELOW =
  /^(config|podMonitor|(liveness|readiness)Probe|podAnnotations|(podS|s)ecurityContext|(injection\.webhook\.)?resources|updateStrategy|prometheusRule\.alerts|dashboard\.labels|dashboard\.grafanaOperator\.instanceSelector|dnsEndpoints\.selector|(injection\.webhook\.)?nodeSelector)$/;

/** Everything that the values can switch on at once, without a certificate that each rendering makes anew. */
const ON = {
  'serviceMonitor.enabled': true,
  'prometheusRule.enabled': true,
  'dashboard.enabled': true,
  'dashboard.grafanaOperator.enabled': true,
  'networkPolicy.enabled': true,
  'injection.mode': 'webhook',
  'injection.webhook.tls.mode': 'certManager',
};
const unset = (values: Record<string, unknown>, path: string) =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key !== path && !key.startsWith(`${path}.`)));
function basis(path: string): Record<string, unknown> {
  if (path === 'dashboard.enabled') return unset(ON, 'dashboard.grafanaOperator.enabled');
  return path.startsWith('injection.policy') ? { ...ON, 'injection.mode': 'policy' } : ON;
}

const isMap = (tree: unknown): tree is Record<string, unknown> =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);
const isEmpty = (tree: unknown): boolean =>
  typeof tree === 'object' && tree !== null ? Object.values(tree).every(isEmpty) : !tree;

const values: unknown = parse(readFileSync(join(CHART_DIR, 'values.yaml'), 'utf8'));
const keys = keysOf(values, '');
const kept = keys.filter(({ path, fallback }) => isEmpty(fallback) && !REFUSED.includes(path));
const needed = keys.filter(({ path, fallback }) => !isEmpty(fallback) && !MEANS_NONE.includes(path));

function keysOf(tree: unknown, path: string): readonly { path: string; fallback: unknown }[] {
  if (!isMap(tree) || NOT_BELOW.test(path)) return [];
  return Object.entries(tree).flatMap(([key, fallback]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return [{ path: here, fallback }, ...keysOf(fallback, here)];
  });
}

const renderings = new Map<string, string>();

/** Most keys are compared with one and the same rendering. */
function rendered(values: Record<string, unknown>): string {
  const key = JSON.stringify(values);
  const text = renderings.get(key) ?? helmTemplate({ values }).stdout;
  renderings.set(key, text);
  return text;
}

const leftEmpty = (path: string) => helmTemplate({ values: { ...basis(path), [path]: null } });

describe('a key whose default is empty counts as its default when it is left empty', () => {
  it.each(kept.map(({ path }) => path))('%s', (path) => {
    const run = leftEmpty(path);
    expect(run.stderr).toBe('');
    expect(parseManifests(run.stdout)).toEqual(parseManifests(rendered(unset(basis(path), path))));
  });
});

describe('a key that has a default is refused in one line when it is left empty', () => {
  it.each([...needed.map(({ path }) => path), ...REFUSED])('%s', (path) => {
    const run = leftEmpty(path);
    expect(run.ok).toBe(false);
    const [line = ''] = run.stderr.trim().split('\n');
    expect(line).toMatch(
      /^Error: execution error at \(fivesec\/templates\/validate\/empty-keys\.yaml:\S+\): /,
    );
    expect(
      line.endsWith(`: ${path} is empty: leave the key out to get its default, or write a value behind it`),
    ).toBe(true);
  });
});

describe('a key that can take its default away', () => {
  it.each(MEANS_NONE)('%s', (path) => {
    const run = leftEmpty(path);
    expect(run.stderr).toBe('');
    expect(run.stdout).not.toMatch(/<nil>|<no value>|%!/);
    expect(() => parseManifests(run.stdout)).not.toThrow();
  });
});

it('refuses every alert that is left empty, so that no alert is missing unnoticed', () => {
  const alerts = Object.entries(at(values, 'prometheusRule.alerts') as Record<string, object>);
  const all = alerts.flatMap(([name, alert]) => [
    name,
    ...['warning', 'critical']
      .filter((severity) => severity in alert)
      .map((severity) => `${name}.${severity}`),
  ]);
  // The alerts of causes are looped over; the others are named.
  const files = ['templates/validate/empty-keys.yaml', CAUSE_TABLE_FILE].map((file) =>
    readFileSync(join(CHART_DIR, file), 'utf8'),
  );
  expect(all.filter((name) => !files.join(' ').split(/\s+/).includes(name))).toEqual([]);
  const ofCause = leftEmpty('prometheusRule.alerts.FivesecEndpointDown');
  expect(ofCause.stderr).toContain(': prometheusRule.alerts.FivesecEndpointDown is empty: ');
  const run = leftEmpty('prometheusRule.alerts.FivesecLookupSpike.warning');
  expect(run.stderr).toContain(': prometheusRule.alerts.FivesecLookupSpike.warning is empty: ');
});

it('names a key of the agent that is left empty', () => {
  const run = helmTemplate({ values: { 'config.lookups': null } });
  expect(run.stderr).toContain("at '/config/lookups': got null, want object");
});
