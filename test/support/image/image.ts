/**
 * The door to buildah and crun: builds the Dockerfile without any image registry, on the bases of image-bases.ts, and runs
 * the result as Kubernetes would: read-only, no capabilities, no root.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TOOLS = ['buildah', 'debootstrap', 'crun'];

/** Why no image can be built here, or `undefined`. */
export function imageToolsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'building an image here needs root';
  const missing = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0);
  return missing.length === 0 ? undefined : `install the Debian packages ${missing.join(', ')}`;
}

/** Runs a command to its end and gives its output; throws if it fails. */
export function run(command: string, args: readonly string[], cwd = ROOT): string {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** Architectures by their names in the OCI image specification. */
export type Architecture = 'amd64' | 'arm64';
export const NATIVE: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';

/** A separate store for images, so that a test neither sees nor changes those of the machine. */
export class ImageStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  buildah(...args: readonly string[]): string {
    const place = ['--root', join(this.#dir, 'store'), '--runroot', join(this.#dir, 'run')];
    return run('buildah', [...place, '--storage-driver', 'vfs', ...args]).trim();
  }

  /** Makes an image `name` of everything below `tree`, and replaces an image of that name. */
  add(
    name: string,
    tree: string,
    env: Readonly<Record<string, string>>,
    architecture: Architecture = NATIVE,
  ): void {
    const container = this.buildah('from', 'scratch');
    this.buildah('copy', '--quiet', container, tree, '/');
    const settings = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    this.buildah('config', '--arch', architecture, ...settings, container);
    this.buildah('commit', '--quiet', '--rm', container, name);
  }

  /** Labels the image with another architecture; its files do not change. */
  relabel(name: string, architecture: Architecture): void {
    const container = this.buildah('from', '--pull-never', name);
    this.buildah('config', '--arch', architecture, container);
    this.buildah('commit', '--quiet', '--rm', container, name);
  }

  /** Builds the image of the Dockerfile. RUN steps only get their own root directory (chroot), so that no OCI runtime and no cgroups are needed. */
  build(name: string, revision: string, architecture: Architecture = NATIVE): void {
    const linux = `linux/${architecture}`;
    // The buildah of Debian 12 takes one stage's platform for the next one's: here both have the same.
    const platform = ['--platform', linux, '--build-arg', `BUILDPLATFORM=${linux}`];
    const args = ['--isolation', 'chroot', '--network', 'host', '--pull-never', '--layers=false'];
    this.buildah('build', ...args, ...platform, '--build-arg', `REVISION=${revision}`, '--tag', name, ROOT);
  }

  /** The image's configuration by the OCI image specification. */
  config(name: string): ImageConfig {
    return this.#inspect(name).config;
  }

  architecture(name: string): string {
    return this.#inspect(name).architecture;
  }

  #inspect(name: string): { readonly architecture: string; readonly config: ImageConfig } {
    const { OCIv1 } = JSON.parse(this.buildah('inspect', '--type', 'image', name)) as {
      OCIv1: { architecture: string; config: ImageConfig };
    };
    return OCIv1;
  }

  /** The directory at which the image's files are mounted. */
  mount(name: string): string {
    return this.buildah('mount', this.buildah('from', '--pull-never', name));
  }

  /** Removes everything. */
  clear(): void {
    this.buildah('rm', '--all');
    this.buildah('rmi', '--all', '--force');
  }
}

export interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
}

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
  const { emulator, args: more, command = image.Entrypoint, name = MAIN } = options;
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
      args: [...emulated, ...command, ...more],
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
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return spawn('unshare', ['--mount', 'sh', '-c', unseen, 'crun', ...args], { stdio: [...stdio] });
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
