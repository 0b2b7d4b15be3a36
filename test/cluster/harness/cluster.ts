/** A Kubernetes cluster on this machine, with real components only. Teardown removes it completely. */

import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../src/platform/failure.ts';
import type { Finished } from '../../lab/ground/command.ts';
import { makeDirectory } from '../../lab/ground/directory.ts';
import { Ledger } from '../../lab/ground/ledger.ts';
import { makePodCgroups } from '../../lab/ground/pod-cgroups.ts';
import { sweep, undo } from '../../lab/ground/sweep.ts';
import { together } from '../../lab/ground/together.ts';
import { layerProgram } from '../../support/kubernetes/kubernetes-layer.ts';
import { imageArchives } from './archives.ts';
import { clusterDns, DNS_NAMESPACE } from './cluster-dns.ts';
import { startApiServer, startControllers } from './control-plane.ts';
import type { Credentials } from './credentials.ts';
import { Fabric } from './fabric.ts';
import { Machine } from './machine.ts';
import { type ProxyMode, startNode } from './node.ts';
import { nodeLocalDns } from './node-local-dns.ts';

export interface ClusterPlan {
  readonly proxy: ProxyMode;
  readonly nodes: number;
  readonly dnsReplicas: number;
  /** With NodeLocal DNSCache, which pods ask first. */
  readonly nodeLocal: boolean;
  /** Nodes, pods and the DNS Service have an IPv4 and an IPv6 address; pods ask both addresses of the Service, IPv4 first. */
  readonly dualStack: boolean;
}

export const USUAL: ClusterPlan = {
  proxy: 'iptables',
  nodes: 1,
  dnsReplicas: 2,
  nodeLocal: false,
  dualStack: false,
};
const PLUGIN = fileURLToPath(new URL('../../../plugin/kubectl-fivesec', import.meta.url));
const PATIENCE_MS = 120_000;
const GLANCE_MS = 250;

export class Cluster implements AsyncDisposable {
  readonly fabric: Fabric;
  readonly machines: readonly [Machine, ...Machine[]];
  /** The path of an administrator's kubeconfig, for programs on a machine of the cluster. */
  readonly config: string;
  readonly #ledger: Ledger;
  readonly #credentials: Credentials;

  private constructor(ledger: Ledger, { fabric, machines, credentials }: Parts) {
    this.#ledger = ledger;
    this.#credentials = credentials;
    this.fabric = fabric;
    this.machines = machines;
    this.config = credentials.config;
  }

  /** Resolves once the nodes and the DNS pods are ready. Takes half a minute if everything is built. */
  static async standUp(plan: ClusterPlan = USUAL): Promise<Cluster> {
    const archives = await imageArchives();
    await sweep();
    const ledger = Ledger.begin(randomBytes(3).toString('hex'));
    try {
      const cluster = new Cluster(ledger, await bootMachines(ledger, plan));
      await cluster.#begin(
        plan,
        archives,
        makePodCgroups(
          ledger,
          cluster.machines.map(({ name }) => name),
        ),
      );
      return cluster;
    } catch (error) {
      await undo(ledger);
      throw error;
    }
  }

  /** Runs kubectl on the first machine, with `objects` on its standard input. */
  kubectl(args: readonly string[], objects?: unknown): Promise<Finished> {
    const input = objects === undefined ? {} : { input: JSON.stringify(objects) };
    return this.machines[0].exec([layerProgram('kubectl'), ...args], { env: this.#env(), ...input });
  }

  /** As `kubectl`, and gives its standard output. Throws a `Failure` with kubectl's message if it fails. */
  async ask(args: readonly string[], objects?: unknown): Promise<string> {
    const { code, stdout, stderr } = await this.kubectl(args, objects);
    if (code !== 0) throw new Failure('cannot-run', `kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async get(...args: readonly string[]): Promise<unknown> {
    return JSON.parse(await this.ask(['get', ...args, '-o', 'json']));
  }

  async apply(...objects: readonly unknown[]): Promise<void> {
    await this.ask(['apply', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: objects });
  }

  /** Runs the kubectl plugin on the first machine, without a terminal; `settings` are environment variables for it. */
  plugin(args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Finished> {
    const path = `${dirname(layerProgram('kubectl'))}:${process.env['PATH'] ?? ''}`;
    const env = { ...this.#env(), PATH: path, ...settings };
    return this.machines[0].exec(['sh', PLUGIN, ...args], { env });
  }

  /** Runs helm on the first machine. */
  helm(...args: readonly string[]): Promise<Finished> {
    return this.machines[0].exec([layerProgram('helm'), ...args], { env: this.#env() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await undo(this.#ledger);
  }

  async #begin(plan: ClusterPlan, archives: readonly string[], cgroups: readonly string[]): Promise<void> {
    await this.#apiServerIsReady();
    const { config } = this;
    const { proxy, nodeLocal, dualStack } = plan;
    await startControllers(this.machines[0], this.#credentials, dualStack);
    const starting = this.machines.map((machine, index) =>
      startNode(machine, {
        index,
        proxy,
        nodeLocal,
        dualStack,
        config,
        archives,
        cgroup: cgroups[index] ?? '/',
      }),
    );
    await together(starting);
    // Otherwise all DNS pods start on the node that is ready first.
    await this.#nodesAreReady();
    await this.apply(...clusterDns(plan.dnsReplicas, dualStack), ...(nodeLocal ? nodeLocalDns() : []));
    const dns = ['deployment/coredns', '--namespace', DNS_NAMESPACE, `--timeout=${PATIENCE_MS}ms`];
    await this.ask(['rollout', 'status', ...dns]);
  }

  async #apiServerIsReady(): Promise<void> {
    for (let waited = 0; waited < PATIENCE_MS; waited += GLANCE_MS) {
      if ((await this.kubectl(['get', '--raw', '/readyz'])).code === 0) return;
      await pause(GLANCE_MS);
    }
    throw new Failure(
      'cannot-run',
      `the API server is not ready: ${this.machines[0].logOf('kube-apiserver')}`,
    );
  }

  async #nodesAreReady(): Promise<void> {
    const joined = async () =>
      (await this.ask(['get', 'nodes', '-o', 'name'])).split('\n').filter(Boolean).length;
    for (let waited = 0; (await joined()) < this.machines.length; waited += GLANCE_MS) {
      if (waited >= PATIENCE_MS) throw new Failure('cannot-run', 'a node did not join the cluster');
      await pause(GLANCE_MS);
    }
    await this.ask(['wait', '--for=condition=Ready', 'nodes', '--all', `--timeout=${PATIENCE_MS}ms`]);
  }

  #env(): Readonly<Record<string, string>> {
    return { KUBECONFIG: this.config, HOME: this.machines[0].place };
  }
}

interface Parts {
  readonly fabric: Fabric;
  readonly machines: readonly [Machine, ...Machine[]];
  readonly credentials: Credentials;
}

/** Makes and joins the machines, and starts the API server on the first one. */
async function bootMachines(ledger: Ledger, { nodes: count, dualStack }: ClusterPlan): Promise<Parts> {
  const directory = makeDirectory(ledger);
  const fabric = await Fabric.lay(ledger, directory);
  const boot = async (index: number) => {
    const machine = await Machine.boot(ledger, `node${index + 1}`, directory);
    await fabric.join(machine, index, count);
    return machine;
  };
  const first = await boot(0);
  const credentials = await startApiServer(first, directory, dualStack);
  const more = await together(Array.from({ length: count - 1 }, (_, index) => boot(index + 1)));
  return { fabric, machines: [first, ...more], credentials };
}
