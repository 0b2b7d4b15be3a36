/** containerd and the pods' network on one machine. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../src/platform/failure.ts';
import type { Machine } from './machine.ts';

export const RUNTIME_SOCKET = '/run/containerd/containerd.sock';
/** The image of the first process of each pod. */
export const PAUSE_IMAGE = 'localhost/pause:cluster';
/** Debian's place for CNI plugins (containernetworking-plugins). */
const CNI_PLUGINS = '/usr/lib/cni';
const PATIENCE_MS = 30_000;
const GLANCE_MS = 100;

/** Starts containerd, whose pods get an address of each of `subnets`, and gives it the images of `archives`. */
export async function startContainerRuntime(
  machine: Machine,
  subnets: readonly string[],
  archives: readonly string[],
): Promise<void> {
  const networks = join(machine.place, 'cni');
  mkdirSync(networks);
  writeFileSync(join(networks, 'pods.conflist'), JSON.stringify(podNetwork(subnets)));
  const file = join(machine.place, 'containerd.toml');
  writeFileSync(file, settings(networks));
  await machine.serve('containerd', ['containerd', '--config', file]);
  await ready(machine);
  for (const archive of archives)
    await machine.run(ctr('--namespace', 'k8s.io', 'images', 'import', archive));
}

/** A veth pair to the machine for each pod, without a bridge, as in clouds. Masquerading is the fabric's. */
function podNetwork(subnets: readonly string[]): object {
  const routes = subnets.map((subnet) => ({ dst: subnet.includes(':') ? '::/0' : '0.0.0.0/0' }));
  const ipam = { type: 'host-local', ranges: subnets.map((subnet) => [{ subnet }]), routes };
  const plugins = [
    { type: 'ptp', ipMasq: false, ipam },
    { type: 'portmap', capabilities: { portMappings: true } },
  ];
  return { cniVersion: '0.4.0', name: 'pods', plugins };
}

/** On some machines no process may lower an oom_score_adj, and there is no hugetlb controller or no AppArmor. */
function settings(networks: string): string {
  return `
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.internal.v1.opt",
]
[grpc]
  address = "${RUNTIME_SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
  tolerate_missing_hugetlb_controller = true
  disable_apparmor = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${CNI_PLUGINS}"
  conf_dir = "${networks}"
`;
}

async function ready(machine: Machine): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS; waited += GLANCE_MS) {
    if ((await machine.exec(ctr('version'))).code === 0) return;
    await pause(GLANCE_MS);
  }
  throw new Failure('cannot-run', `containerd did not start: ${machine.logOf('containerd')}`);
}

function ctr(...args: readonly string[]): readonly [string, ...string[]] {
  return ['ctr', '--address', RUNTIME_SOCKET, ...args];
}
