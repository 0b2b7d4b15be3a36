/** The door to crun: runs an image as Kubernetes would, read-only, without capabilities and not as root. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageConfig } from './image.ts';

const MAIN = 'main';

export interface ContainerOptions {
  /** Files of the host to show, read-only: from and to. */
  readonly mounts: readonly (readonly [string, string])[];
  readonly args: readonly string[];
  /** In place of the image's own entry point. */
  readonly command?: readonly string[] | undefined;
  /** Distinguishes containers that run at the same time. */
  readonly name?: string;
  /** A static program of the host that runs another architecture's programs, for an image that is not the host's own. */
  readonly emulator?: string | undefined;
}

/**
 * Starts the image with crun as Kubernetes' `restricted` profile would: a read-only root, no capability, no new
 * privileges, the image's own user. It shares the network, so that the test can scrape it over loopback.
 */
export function startContainer(
  dir: string,
  root: string,
  image: ImageConfig,
  options: ContainerOptions,
): ChildProcess {
  const { emulator, command = image.Entrypoint, name = MAIN } = options;
  const bundle = join(dir, `bundle-${name}`);
  mkdirSync(bundle, { recursive: true });
  const [uid = 0, gid = 0] = image.User.split(':').map(Number);
  const none = { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] };
  const emulated = emulator === undefined ? [] : ['/emulator'];
  const shown =
    emulator === undefined ? options.mounts : [...options.mounts, [emulator, '/emulator'] as const];
  const spec = {
    ociVersion: '1.0.2',
    root: { path: root, readonly: true },
    process: {
      user: { uid, gid },
      args: [...emulated, ...command, ...options.args],
      env: image.Env,
      cwd: image.WorkingDir,
      capabilities: none,
      noNewPrivileges: true,
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
      ...shown.map(([source, destination]) => ({
        destination,
        source,
        type: 'bind',
        options: ['bind', 'ro'],
      })),
    ],
    linux: { namespaces: ['mount', 'pid', 'ipc', 'uts'].map((type) => ({ type })) },
  };
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(spec));
  const args = [
    '--root',
    join(dir, 'crun'),
    '--cgroup-manager=disabled',
    'run',
    '--bundle',
    bundle,
    idOf(name),
  ];
  // It is configured not to use cgroups, and still fails on some machines because of this directory's content.
  const unseen = 'mount -t tmpfs none /sys/fs/cgroup && exec crun "$@"';
  return spawn('unshare', ['--mount', 'sh', '-c', unseen, 'crun', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function idOf(name: string): string {
  return `fivesec-${process.pid}-${name}`;
}

/** The process that crun started as the first of its namespace, from crun's own record. */
export function containerPid(dir: string): number {
  const status = join(dir, 'crun', idOf(MAIN), 'status');
  return (JSON.parse(readFileSync(status, 'utf8')) as { pid: number }).pid;
}

/** Kills the main container if it still runs: it would outlive crun. */
export function endContainer(dir: string, crun: ChildProcess): void {
  if (crun.exitCode !== null) return;
  if (existsSync(join(dir, 'crun', idOf(MAIN), 'status'))) process.kill(containerPid(dir), 'SIGKILL');
  crun.kill('SIGKILL');
}
