/** The scrape job for a Prometheus without its operator: Prometheus takes it, and it finds what the rules look at. */

import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { rulesFile } from '../../scripts/chart/rules.ts';
import { scrapeJob } from '../../scripts/chart/scrape.ts';
import { at, CHART_DIR, helm, type Manifest, render } from '../support/kubernetes/helm.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';
import { promtool, promtoolMissing } from '../support/monitoring/promtool.ts';

type Labels = Readonly<Record<string, string>>;

const relabeling = z.strictObject({
  source_labels: z.array(z.string()),
  regex: z.string().default('.*'),
  action: z.enum(['keep', 'drop', 'replace']).default('replace'),
  target_label: z.string().default(''),
});
const configSchema = z.strictObject({
  scrape_configs: z.tuple([
    z.strictObject({
      job_name: z.string(),
      kubernetes_sd_configs: z.tuple([z.strictObject({ role: z.literal('pod') })]),
      relabel_configs: z.array(relabeling),
    }),
  ]),
});
const [JOB] = configSchema.parse(parse(scrapeJob())).scrape_configs;

const named = z.object({ name: z.string() });
const podSchema = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }).default({ labels: {} }),
  spec: z.object({ containers: z.array(z.object({ ports: z.array(named).default([]) })) }),
});

/** What discovery says of each port of the pods of a workload, or of a bare pod (Prometheus, `kubernetes_sd_config`, role pod). */
function discovered(manifest: Manifest, phase: string): readonly Labels[] {
  const { metadata, spec } = podSchema.parse(at(manifest, 'spec.template') ?? manifest);
  const labels = Object.entries(metadata.labels).map(
    ([name, value]) => [`__meta_kubernetes_pod_label_${name.replaceAll(/\W/g, '_')}`, value] as const,
  );
  const ports = spec.containers.flatMap((container) => container.ports);
  return ports.map(({ name }) => ({
    job: JOB.job_name,
    ...Object.fromEntries(labels),
    __meta_kubernetes_namespace: 'monitoring',
    __meta_kubernetes_pod_name: manifest.metadata.name,
    __meta_kubernetes_pod_node_name: 'node-a',
    __meta_kubernetes_pod_phase: phase,
    __meta_kubernetes_pod_container_port_name: name,
  }));
}

/** The target's labels as Prometheus relabels them; undefined if it drops the target. */
function relabelled(meta: Labels): Labels | undefined {
  const labels = { ...meta };
  for (const { source_labels, regex, action, target_label } of JOB.relabel_configs) {
    const value = source_labels.map((label) => labels[label] ?? '').join(';');
    const matches = new RegExp(`^(?:${regex})$`).test(value);
    if (action === 'replace') labels[target_label] = value;
    else if (matches !== (action === 'keep')) return undefined;
  }
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('__')));
}

/** Targets of the job among all that a release runs. */
function targets(values: Record<string, unknown>, phase = 'Running'): readonly Labels[] {
  const workloads = render({ values }).filter(({ kind }) =>
    ['DaemonSet', 'Deployment', 'Pod'].includes(kind),
  );
  expect(workloads.length).toBeGreaterThan(1);
  return workloads.flatMap((one) =>
    discovered(one, phase)
      .map(relabelled)
      .filter((labels) => labels !== undefined),
  );
}

it('the promtool of Prometheus 3 takes it', (ctx) => {
  // Debian's Prometheus 2 is built without the discovery of Kubernetes.
  needs(ctx, promtoolMissing(3));
  const run = promtool(['check', 'config', 'prometheus.yaml'], { 'prometheus.yaml': scrapeJob() }, 3);
  expect(run.output).toContain('SUCCESS');
  expect(run.ok).toBe(true);
});

describe('the job', () => {
  beforeEach((ctx) => needs(ctx, layerMissing()));

  it("finds each node's agent once and nothing else of a release, with the labels that the rules want", () => {
    const agent = { job: 'fivesec', namespace: 'monitoring', pod: 'fivesec', node: 'node-a' };
    expect(targets({ 'injection.mode': 'webhook' })).toEqual([agent]);
  });

  it('finds it where it starts or fails to, and not what is left of a pod', () => {
    expect(targets({}, 'Pending')).toHaveLength(1);
    expect(targets({}, 'Failed')).toEqual([]);
  });

  it('has the name that the rules look for', () => {
    expect(rulesFile()).toContain(`up{job="${JOB.job_name}"`);
  });

  it('is what the notes send to where no monitor is on', () => {
    const notes = (...sets: readonly string[]) =>
      helm('install', 'fivesec', CHART_DIR, '--dry-run=client', ...sets).stdout;
    const where = "the chart's rules/scrape.yaml";
    expect(notes()).toContain(where);
    expect(notes('--set', 'service.enabled=false')).toContain(where);
    expect(notes('--set', 'serviceMonitor.enabled=true')).not.toContain(where);
  });
});
