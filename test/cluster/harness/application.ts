/** A pod that calls getaddrinfo in a loop, in one container with glibc and in one with musl. It shows what applications feel. */

import { Line, type RealLookup } from '../../lab/probe/application.ts';
import type { CLibrary } from '../../lab/probe/compile.ts';
import type { Cluster } from './cluster.ts';

export const APPLICATION_IMAGE = 'localhost/application:cluster';
export const C_LIBRARIES = ['glibc', 'musl'] as const satisfies readonly CLibrary[];

const NAME = 'application';
const NAMESPACE = 'default';
/** Absolute, so that each lookup is one pair of queries. */
const LOOKED_UP = 'kubernetes.default.svc.cluster.local.';
const PAUSE_MS = 250;
const FOR_EVER = 1_000_000_000;
/** `-r`: a new process for each lookup, so that no lookup profits from what the C library remembers of the last one. */
const ARGS = ['-r', '-p', String(PAUSE_MS), '-n', String(FOR_EVER), LOOKED_UP];

/** Starts the pod on the first node; resolves once both containers run. */
export async function startApplication(cluster: Cluster): Promise<void> {
  const containers = C_LIBRARIES.map((library) => ({
    name: library,
    image: APPLICATION_IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: [`/lookup-${library}`, ...ARGS],
  }));
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: NAME, namespace: NAMESPACE },
    spec: {
      containers,
      terminationGracePeriodSeconds: 0,
      nodeSelector: { 'kubernetes.io/hostname': cluster.machines[0].name },
    },
  });
  await cluster.ask([
    'wait',
    '--for=condition=Ready',
    `pod/${NAME}`,
    '--namespace',
    NAMESPACE,
    '--timeout=60s',
  ]);
}

/** The lookups of one container that ended in the last `seconds`. */
export async function lookupsOf(
  cluster: Cluster,
  library: CLibrary,
  seconds: number,
): Promise<readonly RealLookup[]> {
  const of = ['--namespace', NAMESPACE, NAME, '--container', library, `--since=${Math.ceil(seconds)}s`];
  const lines = (await cluster.ask(['logs', ...of])).split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => Line.parse(JSON.parse(line)));
}
