/**
 * The door to buildah and crun: builds the Dockerfile without any image registry, on bases made here under the names that
 * it asks for, and runs the result as Kubernetes would: read-only, no capabilities, no root.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILD_BASE = 'docker.io/library/node:24-trixie-slim';
const RUN_BASE = 'gcr.io/distroless/nodejs24-debian13:nonroot';
const TOOLS = ['buildah', 'debootstrap', 'crun'];

/** Why no image can be built here, or `undefined`. */
export function imageToolsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'building an image here needs root';
  const missing = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0);
  return missing.length === 0 ? undefined : `install the Debian packages ${missing.join(', ')}`;
}

function run(command: string, args: readonly string[], cwd = ROOT): string {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** A place for images of its own, so that nothing of the machine's is seen or changed. */
export class ImageStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  buildah(...args: readonly string[]): string {
    const place = ['--root', join(this.#dir, 'store'), '--runroot', join(this.#dir, 'run')];
    return run('buildah', [...place, '--storage-driver', 'vfs', ...args]).trim();
  }

  /** An image `name` of everything below `tree`. */
  add(name: string, tree: string, env: Readonly<Record<string, string>>): void {
    const container = this.buildah('from', 'scratch');
    this.buildah('copy', '--quiet', container, tree, '/');
    const settings = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    this.buildah('config', ...settings, container);
    this.buildah('commit', '--quiet', '--rm', container, name);
  }

  /** The image of the Dockerfile. RUN steps get no isolation but a root of their own: no OCI runtime needs cgroups. */
  build(name: string, revision: string): void {
    const args = ['--isolation', 'chroot', '--network', 'host', '--pull-never', '--layers=false'];
    this.buildah('build', ...args, '--build-arg', `REVISION=${revision}`, '--tag', name, ROOT);
  }

  /** The image's configuration by the OCI image specification. */
  config(name: string): ImageConfig {
    const { OCIv1 } = JSON.parse(this.buildah('inspect', '--type', 'image', name)) as {
      OCIv1: { config: ImageConfig };
    };
    return OCIv1.config;
  }

  /** Where the image's files are, mounted. */
  mount(name: string): string {
    return this.buildah('mount', this.buildah('from', '--pull-never', name));
  }

  /** Takes everything away. */
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

/** Both bases, from a Debian root and the binary that npm's package of Node for this platform carries. */
export function makeBases(store: ImageStore, dir: string): void {
  const debian = join(dir, 'debian');
  run('debootstrap', ['--variant=minbase', 'bookworm', debian]);
  const node = nodeBinary(dir);
  store.add(RUN_BASE, runTree(dir, debian, node), {});
  cpSync(node, join(debian, 'usr/local/bin/node'));
  const npm = join(dirname(realpathSync(run('which', ['npm']).trim())), '..');
  cpSync(npm, join(debian, 'usr/local/lib/node_modules/npm'), { recursive: true });
  for (const tool of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${tool}-cli.js`, join(debian, 'usr/local/bin', tool));
  }
  store.add(BUILD_BASE, debian, { PATH: '/usr/local/bin:/usr/bin:/bin', ...registryEnv(debian) });
}

/** This machine's way to the package registry: its address, and the certificates that vouch for it. */
function registryEnv(tree: string): Record<string, string> {
  const registry = { npm_config_registry: run('npm', ['config', 'get', 'registry']).trim() };
  const bundle = process.env['NODE_EXTRA_CA_CERTS'];
  if (bundle === undefined || !existsSync(bundle)) return registry;
  cpSync(realpathSync(bundle), join(tree, 'usr/local/certificates.crt'));
  return { ...registry, NODE_EXTRA_CA_CERTS: '/usr/local/certificates.crt' };
}

function nodeBinary(dir: string): string {
  const place = join(dir, 'node');
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{"private":true}');
  run('npm', ['install', '--no-save', '--ignore-scripts', `node-linux-${process.arch}@24`], place);
  return join(place, `node_modules/node-linux-${process.arch}/bin/node`);
}

/** As bare as the distroless image: Node, the libraries that it loads, and the names of two users. */
function runTree(dir: string, debian: string, node: string): string {
  const tree = join(dir, 'distroless');
  for (const below of ['nodejs/bin', 'etc', 'tmp', 'proc', 'dev', 'sys']) {
    mkdirSync(join(tree, below), { recursive: true });
  }
  cpSync(node, join(tree, 'nodejs/bin/node'));
  writeFileSync(
    join(tree, 'etc/passwd'),
    'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
  );
  const libraries = [...run('ldd', [node]).matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
  for (const path of libraries) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    // The build machine's own may be newer than what Debian's stable root has; the image takes Debian's.
    const debians = join(debian, path);
    cpSync(existsSync(debians) ? realpathSync(debians) : realpathSync(path), join(tree, path));
  }
  return tree;
}

export interface ContainerOptions {
  /** Files of the host to show, read-only: from and to. */
  readonly mounts: readonly (readonly [string, string])[];
  readonly args: readonly string[];
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
  const bundle = join(dir, 'bundle');
  mkdirSync(bundle, { recursive: true });
  const [uid = 0, gid = 0] = image.User.split(':').map(Number);
  const none = { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] };
  const spec = {
    ociVersion: '1.0.2',
    root: { path: root, readonly: true },
    process: {
      user: { uid, gid },
      args: [...image.Entrypoint, ...options.args],
      env: image.Env,
      cwd: image.WorkingDir,
      capabilities: none,
      noNewPrivileges: true,
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
      ...options.mounts.map(([source, destination]) => ({
        destination,
        source,
        type: 'bind',
        options: ['bind', 'ro'],
      })),
    ],
    linux: { namespaces: ['mount', 'pid', 'ipc', 'uts'].map((type) => ({ type })) },
  };
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(spec));
  const id = `fivesec-${process.pid}`;
  const args = ['--root', join(dir, 'crun'), '--cgroup-manager=disabled', 'run', '--bundle', bundle, id];
  // It is told to leave cgroups alone, and still refuses some machines by the look of this directory.
  const unseen = 'mount -t tmpfs none /sys/fs/cgroup && exec crun "$@"';
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return spawn('unshare', ['--mount', 'sh', '-c', unseen, 'crun', ...args], { stdio: [...stdio] });
}

/** The process that crun started as the first of its namespace, by what crun wrote down. */
export function containerPid(dir: string): number {
  const status = join(dir, 'crun', `fivesec-${process.pid}`, 'status');
  return (JSON.parse(readFileSync(status, 'utf8')) as { pid: number }).pid;
}
