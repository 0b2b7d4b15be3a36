/** `npm run cluster`: starts a Kubernetes cluster with fivesec, prints how to use it, and removes it on Ctrl-C. */

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Failure } from '../../src/platform/failure.ts';
import { type Argv, finish } from '../lab/ground/command.ts';
import { aborted, failOnceAborted, interruption, runInterruptibly } from '../lab/interruption.ts';
import { layerProgram } from '../support/kubernetes/kubernetes-layer.ts';
import { startApplication } from './harness/application.ts';
import { Cluster, type ClusterPlan, USUAL } from './harness/cluster.ts';
import { PROXY_MODES } from './harness/node.ts';
import { clusterNeeds } from './harness/programs.ts';
import { agentPods, install } from './harness/release.ts';
import type { Fault } from './walk/faults.ts';
import { type Before, faultsNamed, WALKED_FAULTS, walkAll } from './walk/walks.ts';

const USAGE = `usage: npm run cluster [-- [--proxy ${PROXY_MODES.join(' | ')}] [--nodes N] [--node-local] [--dual-stack] [--bare]]
       npm run cluster -- test [vitest arguments]     the test project \`cluster\`: about half an hour
       npm run cluster -- walks [--rounds N] [--quiet SECONDS] [options] [FAULT...
  --proxy       how kube-proxy translates the addresses of Services (iptables)
  --nodes       how many nodes (1)
  --node-local  with NodeLocal DNSCache
  --dual-stack  with IPv4 and IPv6
  --bare        without fivesec
  --rounds      of walks: how often each fault is walked (1)
  --quiet       of walks: seconds without a fault before each walk; without it, the agents restart 15 s before each fault
  FAULT         ${Object.keys(WALKED_FAULTS).join(', ')}
                loss@100 keeps it for 100 s; restart:3 makes a harmless change three times in one walk;
                stale-entry+race+blackholed-pod+loss are on different nodes in turn, stale-entry first`;
/** All agents restart at once. One after the other, those of many nodes would not be equally young when a fault begins. */
const AT_ONCE = ['--set-string', 'updateStrategy.rollingUpdate.maxUnavailable=100%'];

const interrupted = interruption();
await runInterruptibly(interrupted, main);

async function main(args: string[]): Promise<number> {
  const [word, ...more] = args;
  if (word === 'test') return test(more);
  const isWalks = word === 'walks';
  const order = orderOf(isWalks ? more : args);
  console.log('Building what is not built yet. This takes about 20 minutes the first time.');
  const missing = clusterNeeds();
  if (missing !== undefined) throw new Failure('cannot-run', missing);
  failOnceAborted(interrupted);
  await using cluster = await Cluster.standUp(order.plan);
  if (isWalks) await startApplication(cluster);
  if (isWalks || !order.isBare) await install(cluster, ...(isWalks ? AT_ONCE : []));
  if (isWalks) {
    await walkAll(cluster, order.faults, { ...order, ending: interrupted });
    return 0;
  }
  await introduce(cluster);
  await aborted(interrupted);
  return 0;
}

/** The terminal sends Ctrl-C to vitest as well. */
async function test(args: readonly string[]): Promise<number> {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
  const argv: Argv = [process.execPath, vitest, 'run', '--project', 'cluster', ...args];
  const { code } = await finish(argv, { shown: true, interruptible: true, env: { FIVESEC_CLUSTER: '1' } });
  return code;
}

interface Order {
  readonly plan: ClusterPlan;
  readonly isBare: boolean;
  readonly faults: readonly Fault[];
  readonly rounds: number;
  readonly before: Before;
}

function orderOf(args: string[]): Order {
  const options = {
    proxy: { type: 'string' },
    nodes: { type: 'string', default: String(USUAL.nodes) },
    'node-local': { type: 'boolean', default: false },
    'dual-stack': { type: 'boolean', default: false },
    bare: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '1' },
    quiet: { type: 'string' },
  } as const;
  const { values, positionals } = parsed(() => parseArgs({ args, options, allowPositionals: true }));
  const proxy = PROXY_MODES.find((one) => one === (values.proxy ?? USUAL.proxy));
  const [nodes, rounds] = [wholeNumber(values.nodes, 9), wholeNumber(values.rounds, 1000)];
  const faults = faultsNamed(positionals);
  if (proxy === undefined || faults === undefined) throw new Failure('cannot-run', USAGE);
  return {
    plan: { ...USUAL, proxy, nodes, nodeLocal: values['node-local'], dualStack: values['dual-stack'] },
    isBare: values.bare,
    faults,
    rounds,
    before:
      values.quiet === undefined
        ? { kind: 'cold' }
        : { kind: 'quiet', ms: 1000 * wholeNumber(values.quiet, 86_400) },
  };
}

function wholeNumber(text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Failure('cannot-run', USAGE);
  return value;
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Failure('cannot-run', `${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

async function introduce(cluster: Cluster): Promise<void> {
  const [machine] = cluster.machines;
  const enter = `ip netns exec ${machine.network.name}`;
  console.log(`The cluster is ready: ${cluster.machines.map(({ name }) => name).join(', ')}. From another terminal:
  alias kubectl='KUBECONFIG=${cluster.config} ${enter} ${layerProgram('kubectl')}'
  kubectl get pods --all-namespaces
  less ${machine.place}/log/kubelet.log     the log of a component`);
  for (const { name, address } of await agentPods(cluster))
    console.log(`  ${enter} curl -s ${address}:9353/api/verdicts     the verdicts of ${name}`);
  console.log('Ctrl-C removes it.');
}
