/** etcd, the API server, the controllers and the scheduler, on the first machine. */

import { join } from 'node:path';
import { etcd, kubeApiServer } from '../../support/kubernetes/api-server.ts';
import { pathOf } from '../../support/machine/go-tool.ts';
import { type Credentials, writeCredentials } from './credentials.ts';
import { machineAddress, POD_RANGE, POD_RANGE_6 } from './fabric.ts';
import type { Machine } from './machine.ts';
import { nodeProgram } from './programs.ts';

const SERVICE_RANGE = '10.96.0.0/16';
const SERVICE_RANGE_6 = 'fd00:10:96::/112';
const STORE = 'http://127.0.0.1:2379';
const PORT = 6443;

/** Starts etcd and the API server, which is not ready yet. Files go below `directory`. */
export async function startApiServer(
  machine: Machine,
  directory: string,
  dualStack: boolean,
): Promise<Credentials> {
  const credentials = writeCredentials(directory, `https://${machineAddress(0)}:${PORT}`);
  await machine.serve('etcd', [
    pathOf(etcd()),
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${STORE}`,
    `--advertise-client-urls=${STORE}`,
    '--listen-peer-urls=http://127.0.0.1:2380',
    '--unsafe-no-fsync',
  ]);
  await machine.serve('kube-apiserver', [pathOf(kubeApiServer()), ...apiServerFlags(credentials, dualStack)]);
  return credentials;
}

/** Starts the clients of the API server: the controllers and the scheduler. Call it once the API server is ready. */
export async function startControllers(
  machine: Machine,
  credentials: Credentials,
  dualStack: boolean,
): Promise<void> {
  const asAdmin = [`--kubeconfig=${credentials.config}`, '--leader-elect=false'];
  await machine.serve('kube-controller-manager', [
    nodeProgram('kube-controller-manager'),
    ...asAdmin,
    `--root-ca-file=${credentials.authority}`,
    `--service-account-private-key-file=${credentials.accountKey}`,
    `--cluster-cidr=${dualStack ? `${POD_RANGE},${POD_RANGE_6}` : POD_RANGE}`,
    `--service-cluster-ip-range=${serviceRanges(dualStack)}`,
  ]);
  await machine.serve('kube-scheduler', [nodeProgram('kube-scheduler'), ...asAdmin]);
}

function serviceRanges(dualStack: boolean): string {
  return dualStack ? `${SERVICE_RANGE},${SERVICE_RANGE_6}` : SERVICE_RANGE;
}

function apiServerFlags(
  { certificates, tokens, accountKey }: Credentials,
  dualStack: boolean,
): readonly string[] {
  return [
    `--etcd-servers=${STORE}`,
    `--advertise-address=${machineAddress(0)}`,
    `--secure-port=${PORT}`,
    `--service-cluster-ip-range=${serviceRanges(dualStack)}`,
    `--cert-dir=${certificates}`,
    '--authorization-mode=RBAC',
    '--allow-privileged',
    `--token-auth-file=${tokens}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${accountKey}`,
    `--service-account-signing-key-file=${accountKey}`,
    '--kubelet-preferred-address-types=InternalIP',
  ];
}
