/** The privileges of a process. */

import { readFileSync } from 'node:fs';

/** Reads them from /proc/PID/status and mountinfo (proc(5)). */
export function rightsOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
  const sets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => BigInt(`0x${field(name)}`));
  return {
    uid: field('Uid'),
    gid: field('Gid'),
    capabilities: sets.reduce((all, set) => all | set, 0n),
    noNewPrivileges: field('NoNewPrivs'),
    root: /^(?:\S+ ){4}\/ (r[ow])/m.exec(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'))?.[1],
  };
}
