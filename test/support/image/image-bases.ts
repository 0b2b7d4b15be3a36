/** The base images of the Dockerfile, made here under the same names: no image registry is needed. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type ImageStore, run } from './image.ts';
import { PINNED_NODE } from './pinned-node.ts';

const BUILD_BASE = 'docker.io/library/node:24-trixie-slim';
const RUN_BASE = 'gcr.io/distroless/nodejs24-debian13:nonroot';
/** The program that runs arm64 programs without support by the kernel. */
export const EMULATOR = '/usr/bin/qemu-aarch64-static';

/** Both bases, from a Debian root and the executable of npm's package of Node for this platform. */
export function makeBases(store: ImageStore, dir: string): void {
  const debian = join(dir, 'debian');
  run('debootstrap', ['--variant=minbase', 'bookworm', debian]);
  const node = nodeBinary(dir, process.arch);
  const tree = runTree(join(dir, 'distroless'), node);
  addOwnLibraries(tree, debian, node);
  store.add(RUN_BASE, tree, {});
  cpSync(node, join(debian, 'usr/local/bin/node'));
  const npm = join(dirname(realpathSync(run('which', ['npm']).trim())), '..');
  cpSync(npm, join(debian, 'usr/local/lib/node_modules/npm'), { recursive: true });
  for (const tool of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${tool}-cli.js`, join(debian, 'usr/local/bin', tool));
  }
  store.add(BUILD_BASE, debian, { PATH: '/usr/local/bin:/usr/bin:/bin', ...registryEnv(debian) });
}

/** This machine's settings for the package registry: its address and its certificates. */
function registryEnv(tree: string): Record<string, string> {
  const registry = { npm_config_registry: run('npm', ['config', 'get', 'registry']).trim() };
  const bundle = process.env['NODE_EXTRA_CA_CERTS'];
  if (bundle === undefined || !existsSync(bundle)) return registry;
  cpSync(realpathSync(bundle), join(tree, 'usr/local/certificates.crt'));
  return { ...registry, NODE_EXTRA_CA_CERTS: '/usr/local/certificates.crt' };
}

/** The pinned Node.js for `arch`, from npm's package of it. */
function nodeBinary(dir: string, arch: string): string {
  const place = join(dir, `node-${arch}`);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{"private":true}');
  // With force: npm does not install a package for another architecture otherwise.
  run(
    'npm',
    ['install', '--no-save', '--ignore-scripts', '--force', `node-linux-${arch}@${PINNED_NODE}`],
    place,
  );
  return join(place, `node_modules/node-linux-${arch}/bin/node`);
}

/** As small as the distroless image: Node and the names of two users. The caller adds the libraries that Node loads. */
function runTree(tree: string, node: string): string {
  for (const below of ['nodejs/bin', 'etc', 'tmp', 'proc', 'dev', 'sys']) {
    mkdirSync(join(tree, below), { recursive: true });
  }
  cpSync(node, join(tree, 'nodejs/bin/node'));
  writeFileSync(
    join(tree, 'etc/passwd'),
    'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
  );
  return tree;
}

function addOwnLibraries(tree: string, debian: string, node: string): void {
  const libraries = [...run('ldd', [node]).matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
  for (const path of libraries) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    // The build machine's libraries may be newer than those of Debian's stable root. The image has Debian's.
    const debians = join(debian, path);
    cpSync(existsSync(debians) ? realpathSync(debians) : realpathSync(path), join(tree, path));
  }
}

/** Why an image for arm64 can't run here, or `undefined`. */
export function emulatorMissing(): string | undefined {
  return existsSync(EMULATOR) ? undefined : 'install the Debian package qemu-user-static';
}

/**
 * Replaces the base for running by one for arm64. The base for building stays that of this machine, as it
 * should (`$BUILDPLATFORM`). It is called arm64 because of a fault of buildah (see `ImageStore.build`).
 */
export function makeArm64Base(store: ImageStore, dir: string): void {
  const tree = runTree(join(dir, 'distroless-arm64'), nodeBinary(dir, 'arm64'));
  const place = join(dir, 'apt-arm64');
  mkdirSync(join(place, 'lists/partial'), { recursive: true });
  mkdirSync(join(place, 'cache/archives/partial'), { recursive: true });
  writeFileSync(join(place, 'status'), '');
  // apt as on an arm64 machine, with this machine's sources and without its state.
  const settings = [
    'APT::Architecture=arm64',
    'APT::Architectures=arm64',
    'APT::Sandbox::User=root',
    `Dir::State=${place}`,
    `Dir::State::status=${join(place, 'status')}`,
    `Dir::Cache=${join(place, 'cache')}`,
  ].flatMap((setting) => ['-o', setting]);
  run('apt-get', [...settings, '-qq', 'update'], place);
  run('apt-get', [...settings, '-qq', 'download', 'libc6', 'libgcc-s1', 'libstdc++6'], place);
  for (const file of readdirSync(place)) {
    if (file.endsWith('.deb')) run('dpkg-deb', ['--extract', join(place, file), tree]);
  }
  store.add(RUN_BASE, tree, {}, 'arm64');
  store.relabel(BUILD_BASE, 'arm64');
}
