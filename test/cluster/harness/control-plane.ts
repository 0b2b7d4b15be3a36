/** etcd, the API server, the controllers and the scheduler, on the first machine. */

import { join } from 'node:path';
import { etcd, kubeApiServer } from '../../support/kubernetes/api-server.ts';
import { pathOf } from '../../support/machine/go-tool.ts';
import { type Credentials, writeCredentials } from './credentials.ts';
import { machineAddress, POD_RANGE } from './fabric.ts';
import type { Machine } from './machine.ts';
import { nodeProgram } from './programs.ts';

const SERVICE_RANGE = '10.96.0.0/16';
const STORE = 'http://127.0.0.1:2379';
const PORT = 6443;

/** Starts etcd and the API server, which is not ready yet. Files go below `directory`. */
export async function startApiServer(machine: Machine, directory: string): Promise<Credentials> {
  const credentials = writeCredentials(directory, `https://${machineAddress(0)}:${PORT}`);
  await machine.serve('etcd', [
    pathOf(etcd()),
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${STORE}`,
    `--advertise-client-urls=${STORE}`,
    '--listen-peer-urls=http://127.0.0.1:2380',
    '--unsafe-no-fsync',
  ]);
  await machine.serve('kube-apiserver', [pathOf(kubeApiServer()), ...apiServerFlags(credentials)]);
  return credentials;
}

/** Starts the clients of the API server: the controllers and the scheduler. Call it once the API server is ready. */
export async function startControllers(machine: Machine, credentials: Credentials): Promise<void> {
  const asAdmin = [`--kubeconfig=${credentials.config}`, '--leader-elect=false'];
  await machine.serve('kube-controller-manager', [
    nodeProgram('kube-controller-manager'),
    ...asAdmin,
    `--root-ca-file=${credentials.authority}`,
    `--service-account-private-key-file=${credentials.accountKey}`,
    `--cluster-cidr=${POD_RANGE}`,
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
  ]);
  await machine.serve('kube-scheduler', [nodeProgram('kube-scheduler'), ...asAdmin]);
}

function apiServerFlags({ certificates, tokens, accountKey }: Credentials): readonly string[] {
  return [
    `--etcd-servers=${STORE}`,
    `--advertise-address=${machineAddress(0)}`,
    `--secure-port=${PORT}`,
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
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
