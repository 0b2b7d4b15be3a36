/** The real agent in a lab's first pod: started as in a cluster, read as by Prometheus. */

import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../src/platform/failure.ts';
import { nodeArgv } from './dns/program.ts';
import type { Running } from './ground/command.ts';
import type { Lab } from './lab.ts';

export interface AgentInPod extends AsyncDisposable {
  readonly running: Running;
  /** The text of /metrics. */
  metrics(): Promise<string>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number>;
}

const PORT = 9353;
const PATIENCE_MS = 20_000;
const GLANCE_MS = 200;
const FETCH = `fetch('http://127.0.0.1:${PORT}/metrics').then((answer) => answer.text()).then((text) => process.stdout.write(text))`;

/** Starts `fivesec agent` from its sources with `flags`; resolves when it serves metrics. The lab ends it, if nothing does so earlier. */
export async function startAgent(lab: Lab, flags: readonly string[]): Promise<AgentInPod> {
  const main = nodeArgv(new URL('../../src/main.ts', import.meta.url), 'agent', '--listen', `:${PORT}`);
  const running = await lab.pod.spawn([...main, ...flags]);
  let ended = false;
  void running.finished.then(() => {
    ended = true;
  });
  for (let waited = 0; (await scrape(lab)) === undefined; waited += GLANCE_MS) {
    if (ended || waited > PATIENCE_MS) {
      throw new Failure('cannot-run', `the agent did not start: ${running.stderr()}${running.stdout()}`);
    }
    await pause(GLANCE_MS);
  }
  const stop = async () => {
    running.signal('SIGTERM');
    return (await running.finished).code;
  };
  return {
    running,
    metrics: async () => (await scrape(lab)) ?? '',
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** The text of /metrics of the agent in the lab's first pod; undefined if no agent serves it. */
export async function scrape(lab: Lab): Promise<string | undefined> {
  const { code, stdout } = await lab.pod.exec([process.execPath, '-e', FETCH]);
  return code === 0 ? stdout : undefined;
}

/** The sum of all series of `metric` in an exposition whose labels contain all of `labels` (`strategy="pair"`). */
export function sumOf(exposition: string, metric: string, ...labels: readonly string[]): number {
  return exposition
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
    .filter((line) => labels.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
