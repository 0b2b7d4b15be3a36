/** fivesec in a cluster, installed as in the chart's README, and its agents as people and Prometheus read them. */

import { z } from 'zod';
import { Failure } from '../../../src/platform/failure.ts';
import { CHART_DIR } from '../../support/kubernetes/helm.ts';
import type { Cluster } from './cluster.ts';

export const RELEASE_NAMESPACE = 'monitoring';
const PORT = 9353;
const AGENTS = 'app.kubernetes.io/name=fivesec,app.kubernetes.io/component=agent';
/** Prints for each list of URLs the bodies, or null if one of them was not answered. */
const FETCH = `
  const text = async (url) => (await fetch(url, { signal: AbortSignal.timeout(4000) })).text();
  const all = JSON.parse(process.argv[1]).map((urls) => Promise.all(urls.map(text)).catch(() => null));
  Promise.all(all).then((read) => process.stdout.write(JSON.stringify(read)))`;

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      spec: z.object({ nodeName: z.string().optional() }),
      status: z.object({ phase: z.string(), podIP: z.string().optional() }),
    }),
  ),
});
const textsSchema = z.array(z.array(z.string()).nullable());

export interface AgentPod {
  readonly name: string;
  readonly node: string;
  readonly address: string;
}

/** Installs the chart with `args`; resolves once every agent is ready. */
export async function install(cluster: Cluster, ...args: readonly string[]): Promise<void> {
  await helmDoes(cluster, 'install', '--create-namespace', ...args);
}

/** Upgrades the release with `args`; resolves once every agent is ready. */
export async function upgrade(cluster: Cluster, ...args: readonly string[]): Promise<void> {
  await helmDoes(cluster, 'upgrade', ...args);
}

/** Replaces every agent's pod; resolves once the new ones are ready. */
export async function restartAgents(cluster: Cluster): Promise<void> {
  const where = ['daemonset/fivesec', '--namespace', RELEASE_NAMESPACE];
  await cluster.ask(['rollout', 'restart', ...where]);
  await cluster.ask(['rollout', 'status', ...where, '--timeout=120s']);
}

/** The agents that run and are not terminating. */
export async function agentPods(cluster: Cluster): Promise<readonly AgentPod[]> {
  const { items } = podsSchema.parse(
    await cluster.get('pods', '--namespace', RELEASE_NAMESPACE, '--selector', AGENTS),
  );
  return items.flatMap(({ metadata, spec, status }) =>
    metadata.deletionTimestamp === undefined && status.podIP !== undefined && spec.nodeName !== undefined
      ? [{ name: metadata.name, node: spec.nodeName, address: status.podIP }]
      : [],
  );
}

/** The bodies of an agent's answers for `paths`; undefined if it does not answer. */
export async function readAgent(
  cluster: Cluster,
  agent: AgentPod,
  paths: readonly string[],
): Promise<readonly string[] | undefined> {
  const [texts] = await readAgents(cluster, [agent], paths);
  return texts;
}

/** The same for several agents, with one process: on a busy machine its start takes longer than the answers. */
export async function readAgents(
  cluster: Cluster,
  agents: readonly AgentPod[],
  paths: readonly string[],
): Promise<readonly (readonly string[] | undefined)[]> {
  const urls = agents.map(({ address }) => paths.map((path) => `http://${address}:${PORT}${path}`));
  const fetching = [process.execPath, '-e', FETCH, JSON.stringify(urls)] as const;
  const { code, stdout } = await cluster.machines[0].exec(fetching);
  return code === 0 ? textsSchema.parse(JSON.parse(stdout)).map((texts) => texts ?? undefined) : [];
}

async function helmDoes(cluster: Cluster, command: string, ...args: readonly string[]): Promise<void> {
  const where = ['fivesec', CHART_DIR, '--namespace', RELEASE_NAMESPACE, '--wait', '--timeout', '2m'];
  const { code, stderr } = await cluster.helm(command, ...where, ...args);
  if (code !== 0) throw new Failure('cannot-run', `helm ${command}: ${stderr}`);
}
