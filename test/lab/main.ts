/** `npm run lab -- SCENARIO`: sets a scenario up, prints how to inspect it, and runs fivesec in its pod. */

import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { assertNever } from '../../src/platform/assert-never.ts';
import { Failure } from '../../src/platform/failure.ts';
import { EXECUTABLE } from '../support/machine/executable.ts';
import { scrape } from './agent-in-pod.ts';
import { DNS_SERVERS } from './dns/program.ts';
import { ALL_CASES } from './fidelity/cases.ts';
import { fidelityPage, judge } from './fidelity/report.ts';
import { fidelityTopology, libraryVersions, measurePatiently } from './fidelity/run.ts';
import type { Argv } from './ground/command.ts';
import { sweep } from './ground/sweep.ts';
import { aborted, failOnceAborted, INTERRUPTED, interruption, runInterruptibly } from './interruption.ts';
import type { Lab } from './lab.ts';
import { demand, missingPrograms, whyNotHere } from './needs.ts';
import { type Mode, orderOf, type ScenarioOrder } from './order.ts';
import { agentFlags, standUpScenario } from './scenario-lab.ts';
import { SCENARIO_NAMES, scenarioOf } from './scenarios.ts';
import { standUpWorld } from './world.ts';
import type { WorldOrder } from './world-order.ts';
import { WORLD_NAMES, worldOf } from './worlds.ts';

const USAGE = `usage: npm run lab -- SCENARIO [--check | --agent] [-6] [--percent N] [--proxy STYLE] [--dns PROGRAM]
       npm run lab -- list
       npm run lab -- world list | world NAME | random --seed N     worlds from bug reports, or random ones
       npm run lab -- clean        removes what killed labs left, and lists it
       npm run lab -- fidelity     compares our lookups with those of the C libraries, and writes docs/fidelity.md
  --check    runs "fivesec check" in the pod, then leaves (the default)
  --agent    runs "fivesec agent" in the pod until Ctrl-C
  --still    runs nothing: the lab stays until Ctrl-C
  --duration how long "fivesec check" sends queries: 20s
  --dns      the DNS server in every DNS pod: ${DNS_SERVERS.join(', ')} (compiled the first time)`;

/** The time before a fault that begins midway: by then conntrack has marked the flow of a socket that stays open as ASSURED. */
const UNDER_WAY_MS = { check: 5000, agent: 45_000 } as const;
const PRINT_INTERVAL_MS = 10_000;

const VERDICTS = /^fivesec_(verdict|slow_lookups_total)\{.* (?!0$)/;

const interrupted = interruption();
await runInterruptibly(interrupted, main);

async function main(args: string[]): Promise<number> {
  const order = orderOf(args);
  switch (order.kind) {
    case 'help':
    case 'nothing':
      console.log(USAGE);
      return order.kind === 'help' ? 0 : 2;
    case 'list':
      list();
      return 0;
    case 'clean':
      await clean();
      return 0;
    case 'fidelity':
      return fidelity();
    case 'scenario':
      return scenario(order);
    case 'list-worlds':
      listWorlds();
      return 0;
    case 'world':
      return world(order);
    default:
      return assertNever(order);
  }
}

async function scenario({ name, mode, options, flags }: ScenarioOrder): Promise<number> {
  await using lab = await standUpScenario(name, options);
  if (interrupted.aborted) return INTERRUPTED;
  introduce(`${name}: ${lab.scenario.story}`, lab);
  const begins = lab.scenario.begins === 'midway' ? () => lab.begin() : undefined;
  return await look(lab, mode, [...agentFlags(lab), ...flags], begins);
}

async function world({
  title,
  world,
  family,
  mode,
  flags,
}: Extract<WorldOrder, { kind: 'world' }>): Promise<number> {
  await using lab = await standUpWorld(world, family);
  if (interrupted.aborted) return INTERRUPTED;
  introduce(`${title}: ${world.story}`, lab);
  const wanted = [...world.wanted, ...(world.alsoTrue ?? [])].join(', ');
  console.log(`A right verdict: ${wanted || 'none at all'}.\n`);
  return await look(
    lab,
    mode,
    [...lab.flags, ...flags],
    world.begins === 'midway' ? () => lab.begin() : undefined,
  );
}

function list(): void {
  const width = Math.max(...SCENARIO_NAMES.map((name) => name.length));
  for (const name of SCENARIO_NAMES) console.log(`${name.padEnd(width)}  ${scenarioOf(name).story}`);
}

function listWorlds(): void {
  const width = Math.max(...WORLD_NAMES.map((name) => name.length));
  for (const name of WORLD_NAMES) {
    const { story, reports } = worldOf(name);
    console.log(`${name.padEnd(width)}  ${story} (${reports.join(', ')})`);
  }
}

async function clean(): Promise<void> {
  const reason = whyNotHere() ?? missingPrograms(['ip']);
  if (reason !== undefined) throw new Failure('cannot-run', reason);
  const swept = await sweep();
  for (const { id, removed } of swept) {
    console.log([`the lab ${id}, whose owner is gone:`, ...removed].join('\n  '));
  }
  if (swept.length === 0) console.log('no dead lab has left anything');
}

async function fidelity(): Promise<number> {
  await demand(fidelityTopology(ALL_CASES), ['cc', 'musl-gcc', 'tcpdump']);
  console.log(`${ALL_CASES.length} cases; the longest takes half a minute, and all run at the same time.`);
  failOnceAborted(interrupted);
  const findings = await measurePatiently(ALL_CASES);
  const path = fileURLToPath(new URL('../../docs/fidelity.md', import.meta.url));
  const versions = `Measured on ${new Date().toISOString().slice(0, 10)}: ${await libraryVersions()}`;
  writeFileSync(path, fidelityPage(findings, versions));
  console.log(`wrote ${path}`);
  return findings.some((one) => judge(one) === 'different') ? 1 : 0;
}

function introduce(story: string, lab: Lab): void {
  const { pod, node } = lab;
  console.log(`${story}
The DNS VIP is ${lab.vip}, the DNS pods are ${lab.endpoints.join(' and ')}.
Look into it from another terminal:
  ip netns exec ${pod.name} getent ahosts kubernetes.default     a lookup in the pod
  ip netns exec ${pod.name} tcpdump -ni eth0 port 53             what the pod sends and gets
  ip netns exec ${node.name} nft list ruleset                    the node's rules, faults included
  ip netns exec ${node.name} conntrack -S                        the node's counters
`);
}

/** Runs the program of `mode`, and then prints the truth. `begin` starts a fault that begins midway. */
async function look(
  lab: Lab,
  mode: Mode,
  flags: readonly string[],
  begin: (() => Promise<void>) | undefined,
): Promise<number> {
  const code = mode === 'still' ? await stand() : await runInPod(lab, mode, flags, begin);
  console.log('\nThe truth, by the counters of the kernel and the servers:');
  console.log(JSON.stringify(await lab.truth(), null, 2));
  return code;
}

async function stand(): Promise<number> {
  await aborted(interrupted);
  return 0;
}

async function runInPod(
  lab: Lab,
  mode: Exclude<Mode, 'still'>,
  flags: readonly string[],
  begin: (() => Promise<void>) | undefined,
): Promise<number> {
  const argv: Argv = [process.execPath, EXECUTABLE, mode, ...flags];
  const running = await lab.pod.spawn(argv, { shown: true });
  const ended = Promise.race([running.finished, aborted(interrupted)]);
  const printed = mode === 'agent' ? printVerdicts(lab, ended) : undefined;
  if (begin !== undefined) {
    await Promise.race([ended, patience(UNDER_WAY_MS[mode])]);
    if (!interrupted.aborted) {
      console.log('\nNow the fault begins.');
      await begin();
    }
  }
  const finished = await ended;
  await printed;
  if (finished !== undefined) return finished.code;
  running.signal('SIGTERM');
  return (await running.finished).code;
}

/** Prints the agent's verdicts and slow lookups every ten seconds, until `ended`. */
async function printVerdicts(lab: Lab, ended: Promise<unknown>): Promise<void> {
  console.log(`  ip netns exec ${lab.pod.name} curl -s 127.0.0.1:9353/metrics     all metrics\n`);
  while ((await Promise.race([ended.then(() => 'ended'), patience(PRINT_INTERVAL_MS)])) !== 'ended') {
    const text = (await scrape(lab)) ?? '';
    const lines = text.split('\n').filter((line) => VERDICTS.test(line));
    console.log(lines.join('\n') || 'nothing stalls');
  }
}

/** Does not keep this process running. */
function patience(ms: number): Promise<void> {
  return pause(ms, undefined, { ref: false });
}
