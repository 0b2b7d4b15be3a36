/**
 * Runs conntrack(8), for kernels that keep no statistics in procfs (`CONFIG_NF_CONNTRACK_PROCFS=n`: Ubuntu, Flatcar, Azure).
 * The tool uses netlink and needs CAP_NET_ADMIN. The only file that starts child processes.
 */

import { type ChildProcess, type ExecFileException, execFile } from 'node:child_process';
import type { AbsentReason, Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';
import type { Clock } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';

/** Runs a tool and resolves to what it printed. */
export type RunTool = (args: readonly string[]) => Promise<Reading<string>>;

const PATIENCE_MS = 2000;

/**
 * Runs `command`, and waits `patienceMs` for it. Its exit code decides: without permission the tool first prints the zeros
 * of its own network namespace, as if they were a result, and then fails.
 */
export function conntrackTool(command: string, clock: Clock, patienceMs = PATIENCE_MS): RunTool {
  // A process that is stuck in the kernel survives SIGKILL. Further ones would get stuck, too.
  const stuck = new Set<ChildProcess>();
  return (args) =>
    new Promise((resolve) => {
      if (stuck.size > 0) {
        resolve(absent('no-answer', `${command}: an earlier one does not end, though it was killed`));
        return;
      }
      const child = execFile(command, [...args], (error, stdout, stderr) => {
        cancel();
        if (error === null) resolve(read(stdout, 'conntrack-tool'));
        else resolve(absent(reasonOf(error), `${command}: ${stderr.trim() || wordsOf(error)}`));
      });
      const cancel = clock.after(patienceMs, () => {
        abandon(child, stuck);
        resolve(absent('no-answer', `${command}: no answer within ${patienceMs} ms`));
      });
    });
}

/** Kills `child` without waiting for it and without keeping this process alive. Until it ends it counts as `stuck`. */
function abandon(child: ChildProcess, stuck: Set<ChildProcess>): void {
  if (child.exitCode === null && child.signalCode === null) {
    stuck.add(child);
    child.once('exit', () => stuck.delete(child));
  }
  child.kill('SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/** Why a run failed. As far as is known, conntrack(8) exits with an error only if it has no permission. */
function reasonOf(error: ExecFileException): AbsentReason {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'no-tool';
    case 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER':
      return 'unparsable';
    default:
      return typeof error.signal === 'string' ? 'no-answer' : 'no-permission';
  }
}

function wordsOf({ signal, message }: ExecFileException): string {
  return typeof signal === 'string' ? `ended by ${signal}` : message;
}
