/** A real Kubernetes API server and a real etcd in a network namespace: a cluster without nodes. */

import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import type { CommandOptions, Finished, Running } from '../../lab/ground/command.ts';
import type { Namespace } from '../../lab/ground/namespace.ts';
import { type Built, goTool, pathOf, whyMissing } from '../machine/go-tool.ts';
import { CHART_DIR } from './helm.ts';
import { layerMissing, layerProgram } from './kubernetes-layer.ts';

const MODULE = 'cluster';
const VERSION = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(
  readFileSync(new URL('../../cluster/go.mod', import.meta.url), 'utf8'),
);
const STORE = 'http://127.0.0.1:2379';
const PORT = 6443;
/** The API server's own address, which must not be a loopback address. */
const NODE_ADDRESS = '10.0.0.1';
const SERVICE_RANGE = '10.96.0.0/16';
const TOKEN = 'admin-token';
const READY_MS = 60_000;

export function etcd(): Built {
  return goTool({ title: 'etcd', module: MODULE, program: 'go.etcd.io/etcd/server/v3' });
}

/** Sets the version as release builds do. Without it the server reports 0.0.0, and Helm uses that. */
export function kubeApiServer(): Built {
  const [, version = '', major = '', minor = ''] = VERSION ?? [];
  const stamp = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return goTool({
    title: 'kube-apiserver',
    module: MODULE,
    program: 'k8s.io/kubernetes/cmd/kube-apiserver',
    stamp: Object.fromEntries(
      Object.entries(stamp).map(([key, value]) => [`k8s.io/component-base/version.${key}`, value]),
    ),
  });
}

/** Why it can't run here, or `undefined` if it can. */
export function apiServerMissing(): string | undefined {
  return layerMissing() ?? whyMissing(etcd()) ?? whyMissing(kubeApiServer());
}

export class ApiServer {
  readonly namespace: Namespace;
  /** The path of a kubeconfig that may do everything. */
  readonly config: string;
  readonly #home: string;

  private constructor(namespace: Namespace, config: string, home: string) {
    this.namespace = namespace;
    this.config = config;
    this.#home = home;
  }

  /** Resolves once it is ready. Its files are below `directory`. The teardown of the namespace's lab ends its processes. */
  static async start(namespace: Namespace, directory: string): Promise<ApiServer> {
    const place = join(directory, 'kubernetes');
    mkdirSync(place);
    const write = (name: string, text: string) => {
      writeFileSync(join(place, name), text);
      return join(place, name);
    };
    await namespace.ip(['link set lo up', `addr add ${NODE_ADDRESS}/32 dev lo`]);
    const flags = [
      `--etcd-servers=${STORE}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${PORT}`,
      `--advertise-address=${NODE_ADDRESS}`,
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      `--cert-dir=${join(place, 'certificates')}`,
      '--authorization-mode=RBAC',
      `--token-auth-file=${write('tokens.csv', `${TOKEN},admin,admin,"system:masters"\n`)}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      ...accountKeys(write),
    ];
    await namespace.spawn([
      pathOf(etcd()),
      `--data-dir=${join(place, 'etcd')}`,
      `--listen-client-urls=${STORE}`,
      `--advertise-client-urls=${STORE}`,
      '--unsafe-no-fsync',
    ]);
    const running = await namespace.spawn([pathOf(kubeApiServer()), ...flags]);
    const server = new ApiServer(namespace, write('config.yaml', stringify(kubeConfig(place))), place);
    await server.#ready(running);
    return server;
  }

  kubectl(args: readonly string[], objects?: unknown): Promise<Finished> {
    return this.#run('kubectl', args, objects === undefined ? {} : { input: JSON.stringify(objects) });
  }

  /** kubectl's JSON output. Throws an error with kubectl's message if it fails. */
  async get(...args: readonly string[]): Promise<unknown> {
    return JSON.parse(await this.#said(['get', ...args, '-o', 'json']));
  }

  /** Creates or changes objects. Throws an error with kubectl's message if the API server refuses one. */
  async apply(...objects: readonly unknown[]): Promise<void> {
    await this.#said(['apply', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: objects });
  }

  /** The status that a controller would write to an object. */
  async setStatus(kind: string, name: string, namespace: string, status: object): Promise<void> {
    const where = ['--namespace', namespace, '--subresource=status', '--type=merge'];
    await this.#said(['patch', kind, name, ...where, '--patch', JSON.stringify({ status })]);
  }

  /** A namespace with the service account that a cluster's controllers would create: without one, pods are refused. */
  async makeNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
    );
  }

  /** `helm install fivesec CHART --namespace ...` and the like. */
  helm(command: 'install' | 'upgrade', namespace: string, ...args: readonly string[]): Promise<Finished> {
    return this.#run('helm', [command, 'fivesec', CHART_DIR, '--namespace', namespace, ...args]);
  }

  uninstall(namespace: string): Promise<Finished> {
    return this.#run('helm', ['uninstall', 'fivesec', '--namespace', namespace, '--wait']);
  }

  #run(name: 'helm' | 'kubectl', args: readonly string[], options: CommandOptions = {}): Promise<Finished> {
    const env = { KUBECONFIG: this.config, HOME: this.#home };
    return this.namespace.exec([layerProgram(name), ...args], { ...options, env });
  }

  async #ready(running: Running): Promise<void> {
    const deadline = systemClock.now() + READY_MS;
    while ((await this.kubectl(['get', '--raw', '/readyz'])).code !== 0) {
      if (systemClock.now() > deadline) throw new Error(`not ready: ${running.stderr().slice(-2000)}`);
      await sleep(systemClock, 250);
    }
  }

  async #said(args: readonly string[], objects?: unknown): Promise<string> {
    const run = await this.kubectl(args, objects);
    if (run.code !== 0) throw new Error(run.stderr);
    return run.stdout;
  }
}

/** The key that signs tokens of service accounts. */
function accountKeys(write: (name: string, text: string) => string): readonly string[] {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = write('accounts.pem', String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  return [`--service-account-key-file=${file}`, `--service-account-signing-key-file=${file}`];
}

function kubeConfig(place: string) {
  const cluster = {
    server: `https://127.0.0.1:${PORT}`,
    'certificate-authority': join(place, 'certificates', 'apiserver.crt'),
  };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster }],
    users: [{ name: 'admin', user: { token: TOKEN } }],
    contexts: [{ name: 'test', context: { cluster: 'cluster', user: 'admin' } }],
    'current-context': 'test',
  };
}
