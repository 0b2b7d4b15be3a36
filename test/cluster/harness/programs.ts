/** The programs of a cluster: built from Go modules once and kept, or installed from Debian. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { missingPrograms, whyNotHere } from '../../lab/needs.ts';
import { imageToolsMissing } from '../../support/image/image.ts';
import { apiServerMissing } from '../../support/kubernetes/api-server.ts';
import { type Built, goTool, pathOf, whyMissing } from '../../support/machine/go-tool.ts';

const NODE_PROGRAMS = ['kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy'] as const;
export type NodeProgram = (typeof NODE_PROGRAMS)[number];
const POD_PROGRAMS = ['coredns', 'pause'] as const;
export type PodProgram = (typeof POD_PROGRAMS)[number];

/** Each program with its Debian package. */
const DEBIAN = {
  containerd: 'containerd',
  ctr: 'containerd',
  runc: 'runc',
  iptables: 'iptables',
  nsenter: 'util-linux',
  mount: 'mount',
} as const;

const VERSION = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(
  readFileSync(new URL('../node/go.mod', import.meta.url), 'utf8'),
);

/** Why no cluster can run here, or `undefined` if one can. Builds what is not built yet, which takes 15 minutes on two cores. */
export function clusterNeeds(): string | undefined {
  const missing =
    whyNotHere() ??
    missingPrograms(['ip', 'nft', 'conntrack', 'unshare']) ??
    debianMissing() ??
    imageToolsMissing();
  if (missing !== undefined) return missing;
  for (const built of [...NODE_PROGRAMS.map(nodeTool), ...POD_PROGRAMS.map(podTool)]) {
    const why = whyMissing(built);
    if (why !== undefined) return why;
  }
  return apiServerMissing();
}

/** The path of a component of Kubernetes. */
export function nodeProgram(program: NodeProgram): string {
  return pathOf(nodeTool(program));
}

/** The path of a program that runs alone in an image. */
export function podProgram(program: PodProgram): string {
  return pathOf(podTool(program));
}

function nodeTool(program: NodeProgram): Built {
  const [, version = '', major = '', minor = ''] = VERSION ?? [];
  const stamp = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return goTool({
    title: program,
    module: 'cluster/node',
    program: `k8s.io/kubernetes/cmd/${program}`,
    stamp: Object.fromEntries(
      Object.entries(stamp).map(([key, value]) => [`k8s.io/component-base/version.${key}`, value]),
    ),
  });
}

function podTool(program: PodProgram): Built {
  return goTool({
    title: program,
    module: 'cluster/pods',
    program: `fivesec.dev/cluster-pods/${program}`,
    stamp: {},
    sources: [`${program}/main.go`],
    isStatic: true,
  });
}

function debianMissing(): string | undefined {
  const missing = Object.entries(DEBIAN).filter(([program]) => spawnSync('which', [program]).status !== 0);
  if (missing.length === 0) return undefined;
  const packages = new Set(missing.map(([, name]) => name));
  return `a cluster needs ${missing.map(([program]) => program).join(', ')}: apt-get install ${[...packages].join(' ')}`;
}
