/**
 * What kube-state-metrics says of pods, in its stead: kube-state-metrics itself was never run with fivesec's tests, because
 * neither Debian nor a package registry that is used here has it. Its two metrics that the recording rules read are written as
 * it documents them: names and labels by docs/metrics/workload/pod-metrics.md, `--metric-annotations-allowlist` by
 * docs/developer/cli-arguments.md, and the order, the `<none>` and the label names by internal/store/pod.go and utils.go,
 * all of the repository kubernetes/kube-state-metrics.
 */

import { z } from 'zod';
import type { Namespace } from '../lab/ground/namespace.ts';

const PORT = 8080;

const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z
      .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().default(false) }))
      .default([]),
  }),
  spec: z.object({
    nodeName: z.string().default(''),
    priorityClassName: z.string().default(''),
    hostNetwork: z.boolean().default(false),
  }),
  status: z
    .object({ hostIP: z.string().default(''), podIP: z.string().default('') })
    .default({ hostIP: '', podIP: '' }),
});
type Pod = z.infer<typeof podSchema>;
type Labels = readonly (readonly [string, string])[];

/** The two families, for pods as the API server has them; `allowed` is `--metric-annotations-allowlist=pods=[...]`. */
export function podMetrics(pods: readonly unknown[], allowed: readonly string[]): string {
  const read = pods.map((pod) => podSchema.parse(pod));
  return [
    '# HELP kube_pod_annotations Kubernetes annotations converted to Prometheus labels.',
    '# TYPE kube_pod_annotations gauge',
    ...read.map((pod) => sample('kube_pod_annotations', pod, annotationLabels(pod, allowed))),
    '# HELP kube_pod_info Information about pod.',
    '# TYPE kube_pod_info gauge',
    ...read.map((pod) => sample('kube_pod_info', pod, infoLabels(pod))),
    '',
  ].join('\n');
}

/** `fivesec.dev/injected` becomes `annotation_fivesec_dev_injected`; an annotation that the pod lacks is no label at all. */
function annotationLabels({ metadata }: Pod, allowed: readonly string[]): Labels {
  return Object.entries(metadata.annotations)
    .filter(([key]) => allowed.includes(key))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => [`annotation_${snakeCase(key.replaceAll(/[^a-zA-Z0-9_]/g, '_'))}`, value]);
}

function snakeCase(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

function infoLabels({ metadata, spec, status }: Pod): Labels {
  const controller = metadata.ownerReferences.find((owner) => owner.controller);
  return [
    ['host_ip', status.hostIP],
    ['pod_ip', status.podIP],
    ['node', spec.nodeName],
    ['created_by_kind', controller?.kind ?? '<none>'],
    ['created_by_name', controller?.name ?? '<none>'],
    ['priority_class', spec.priorityClassName],
    ['host_network', String(spec.hostNetwork)],
  ];
}

function sample(name: string, { metadata }: Pod, more: Labels): string {
  const { namespace, name: pod, uid } = metadata;
  const labels = [['namespace', namespace], ['pod', pod], ['uid', uid], ...more] as const;
  return `${name}{${labels.map(([label, value]) => `${label}="${escaped(value)}"`).join(',')}} 1`;
}

/** Prometheus' text format 0.0.4: what a label value may not hold as it is. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

const SERVER = `
  const text = require('node:fs').readFileSync(0, 'utf8');
  require('node:http').createServer((request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(text);
  }).listen(${PORT}, '127.0.0.1');`;

/** Serves `metrics` in the namespace until its lab ends, at the address that it returns. */
export async function servePodMetrics(namespace: Namespace, metrics: string): Promise<string> {
  await namespace.spawn([process.execPath, '-e', SERVER], { input: metrics });
  return `127.0.0.1:${PORT}`;
}
