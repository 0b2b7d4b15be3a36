/** `npm run bench -- NAME [arguments]`: runs one benchmark, which prints a row for each of its bars. */

import { spawnSync } from 'node:child_process';
import { nodeArgv } from '../test/lab/dns/program.ts';

const BENCHMARKS: Readonly<Record<string, string>> = {
  steady: 'memory and CPU of the agent at its default settings  [minutes] [flags of the agent]',
  memory: 'memory of Node, of libraries and of the agent with settings  [seconds] [part of a name]...',
  exact: 'timeouts counted against packets that the kernel dropped  [lookups]',
  hogs: 'the same on a starved machine, with a blocked event loop  [lookups]',
  peers: 'error, CPU and memory beside blackbox_exporter  [--runs N] [--seconds N] [--condition X]...',
  race: 'how often two threads make the kernel repair a clash, beside C [pairs]',
  accuracy: 'the confusion matrix of `fivesec check` in every scenario  [--runs N]',
  worlds:
    'how often the engine is right in random simulated worlds  [--count N] [--leave-one-out] [--show SEED]',
  'verdict-time': 'how long after the first stall the agent names its cause  [--runs N]',
  streams:
    'the verdict over time in simulated clusters, well and faulty  [--hours N] [--faults N] [--fault X]',
  nights: 'the agent in histories of a cluster, with fixed truths  [--seeds N] [--only X] [--show]',
  alerts: 'which alerts fire in which fault, and when',
  scale: 'the load of many nodes, and the cost of many names and DNS pods [minutes]',
  scrape: 'whether scrapes change what is measured  [minutes]',
  'reported-worlds':
    'the verdicts of `fivesec check` in worlds from public bug reports  [--runs N] [--world X]...',
  'kernel-worlds': 'the same in random worlds of the lab  [--count N] [--seed N]',
  'status-page': 'size of the status page, and the time to make it  [pages]',
  'open-pages': 'what open status pages cost the agent, and change of what is measured  [minutes]',
  fuzz: 'random and mutated replies  [replies]',
  flows: 'CPU for reading the conntrack table  [entries]',
  fates: 'where lost queries went, against what the lab does  [lost queries]',
  fleet: 'the page of all nodes, with simulated agents  [agents]',
  trace: 'each step of `fivesec trace` beside `curl -w`  [requests]',
  'webhook-load': 'latency and memory of the webhook under load  [rate] [seconds]',
};

const [name = '', ...rest] = process.argv.slice(2);
const isHelp = [name, ...rest].includes('--help');
if (Object.hasOwn(BENCHMARKS, name) && !isHelp) {
  const [program, ...args] = nodeArgv(new URL(`${name}.ts`, import.meta.url), ...rest);
  process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
} else {
  const shown = Object.entries(BENCHMARKS).filter(
    ([one]) => one === name || !Object.hasOwn(BENCHMARKS, name),
  );
  const lines = shown.map(([one, story]) => `  ${one.padEnd(16)} ${story}`);
  const usage = ['usage: npm run bench -- NAME [arguments]', ...lines].join('\n');
  if (isHelp) console.log(usage);
  else console.error(usage);
  process.exitCode = isHelp ? 0 : 2;
}
