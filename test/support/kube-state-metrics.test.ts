/** The stand-in for kube-state-metrics, against what kube-state-metrics' own tests expect of it. */

import { expect, it } from 'vitest';
import { podMetrics } from './kube-state-metrics.ts';

const lines = (pod: unknown, allowed: readonly string[] = []) =>
  podMetrics([pod], allowed)
    .split('\n')
    .filter((line) => line.startsWith('kube_'));
const bare = { metadata: { name: 'pod1', namespace: 'ns1', uid: 'uid1' }, spec: {} };

it('writes an allowed annotation as a label that Prometheus can have', () => {
  const annotations = { 'fivesec.dev/injected': 'use-vc added', app: 'example', 'a.b/camelCase': 'x' };
  const pod = { ...bare, metadata: { ...bare.metadata, annotations } };
  expect(lines(pod, ['fivesec.dev/injected'])[0]).toBe(
    'kube_pod_annotations{namespace="ns1",pod="pod1",uid="uid1",annotation_fivesec_dev_injected="use-vc added"} 1',
  );
  expect(lines(pod, ['a.b/camelCase', 'app'])[0]).toBe(
    'kube_pod_annotations{namespace="ns1",pod="pod1",uid="uid1",annotation_a_b_camel_case="x",annotation_app="example"} 1',
  );
});

it('states a pod without the annotation too, and says nothing of what is not allowed', () => {
  const pod = { ...bare, metadata: { ...bare.metadata, annotations: { app: 'example' } } };
  const expected = 'kube_pod_annotations{namespace="ns1",pod="pod1",uid="uid1"} 1';
  expect(lines(bare, ['app'])[0]).toBe(expected);
  expect(lines(pod)[0]).toBe(expected);
});

it('tells where a pod runs and who made it', () => {
  const owner = { kind: 'ReplicaSet', name: 'rs-name', controller: true };
  const pod = {
    metadata: { ...bare.metadata, ownerReferences: [owner] },
    spec: { nodeName: 'node1' },
    status: { hostIP: '1.1.1.1', podIP: '1.2.3.4' },
  };
  expect(lines(pod)[1]).toBe(
    'kube_pod_info{namespace="ns1",pod="pod1",uid="uid1",host_ip="1.1.1.1",pod_ip="1.2.3.4",node="node1",' +
      'created_by_kind="ReplicaSet",created_by_name="rs-name",priority_class="",host_network="false"} 1',
  );
  expect(lines(bare)[1]).toContain('node="",created_by_kind="<none>",created_by_name="<none>"');
});

it('escapes what a label value may not hold', () => {
  const annotations = { note: 'a "b" \\ \n c' };
  const pod = { ...bare, metadata: { ...bare.metadata, annotations } };
  expect(lines(pod, ['note'])[0]).toContain('annotation_note="a \\"b\\" \\\\ \\n c"');
});
