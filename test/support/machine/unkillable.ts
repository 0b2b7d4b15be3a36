/** A process that SIGKILL does not end, as one that is stuck in the kernel. */

import { writeFileSync } from 'node:fs';

/** The numbers of ptrace(2) and prctl(2). */
const CALLS: Readonly<Partial<Record<NodeJS.Architecture, readonly [number, number]>>> = {
  x64: [101, 157],
  arm64: [117, 167],
};

export const UNKILLABLE_NEEDS = 'the test needs Linux on x64 or arm64, and perl';

/** ptrace(2) and prctl(2) of this machine, for `writeUnkillable`; undefined if their numbers are not known. */
export function unkillableCalls(): readonly [number, number] | undefined {
  return process.platform === 'linux' ? CALLS[process.arch] : undefined;
}

/**
 * Writes an executable that is traced by a child of its own. After SIGKILL it remains until its tracer has waited for it, and
 * this tracer never does. So its parent is not notified before the tracer has ended too. Each start adds the
 * tracer's process id to `log`, a line each, once it traces.
 */
export function writeUnkillable(path: string, log: string, [ptrace, prctl]: readonly [number, number]): void {
  const program = `#!/usr/bin/env perl
# PR_SET_PTRACER_ANY: where Yama lets only parents trace.
syscall(${prctl}, 0x59616d61, -1, 0, 0, 0);
if (fork == 0) {
  open STDOUT, '>', '/dev/null';
  open STDERR, '>', '/dev/null';
  # PTRACE_SEIZE
  syscall(${ptrace}, 0x4206, getppid, 0, 0) == 0 or exit 1;
  open my $log, '>>', '${log}';
  print $log "$$\\n";
  close $log;
  sleep 60;
  exit;
}
sleep 60;
`;
  writeFileSync(path, program, { mode: 0o755 });
}
