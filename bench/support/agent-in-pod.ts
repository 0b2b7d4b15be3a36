/** The built agent in a lab's pod, and its CPU and memory as the kernel reports them. */

import { existsSync, readFileSync } from 'node:fs';
import { Failure } from '../../src/platform/failure.ts';
import type { Argv, Running } from '../../test/lab/ground/command.ts';
import type { Lab } from '../../test/lab/lab.ts';
import { EXECUTABLE } from '../../test/support/machine/executable.ts';

/** sysconf(_SC_CLK_TCK) on every Linux that Node runs on. */
const TICK_MS = 10;

/** Runs it as the image and the chart do: with endpoints and the node's counters, and defaults for everything else. */
export function startAgent(lab: Lab, flags: readonly string[] = []): Promise<Running> {
  return lab.pod.spawn(agentArgv(lab, flags), { env: imageEnvironment() });
}

/** What the Dockerfile sets for Node, V8 and malloc. */
export function imageEnvironment(): Readonly<Record<string, string>> {
  const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  const settings = dockerfile.matchAll(/^\s+(MALLOC_\w+|NODE_OPTIONS)=(\S+) \\$/gm);
  return Object.fromEntries([...settings].map(([, name = '', value = '']) => [name, value]));
}

/** The agent's command line. */
export function agentArgv(lab: Lab, flags: readonly string[] = []): Argv {
  if (!existsSync(EXECUTABLE)) throw new Failure('cannot-run', 'fivesec is not built yet: npm run build');
  const endpoints = lab.endpoints.flatMap((endpoint) => ['--endpoint', endpoint]);
  const node = ['--proc-net', lab.procNet];
  return [process.execPath, EXECUTABLE, 'agent', ...endpoints, ...node, ...flags];
}

/** Anonymous memory of a process in bytes (proc(5), status: RssAnon). */
export function anonymousBytes(pid: number): number {
  return statusBytes(pid, 'RssAnon');
}

/** All memory of a process that is in RAM, files included, in bytes (VmRSS). */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

function statusBytes(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}

/** CPU time that a process has used, user and system, in milliseconds (proc(5), stat: utime and stime). */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
