/** The images of a cluster, as OCI archives. Each is built here once, because no image registry is used. */

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../lab/ground/command.ts';
import { compile } from '../../lab/probe/compile.ts';
import { ImageStore } from '../../support/image/image.ts';
import { makeBases } from '../../support/image/image-bases.ts';
import { at, only, render } from '../../support/kubernetes/helm.ts';
import { CACHE } from '../../support/machine/cache.ts';
import { APPLICATION_IMAGE, C_LIBRARIES } from './application.ts';
import { PAUSE_IMAGE } from './container-runtime.ts';
import { type PodProgram, podProgram } from './programs.ts';

export const COREDNS_IMAGE = 'localhost/coredns:cluster';
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The files that the Dockerfile reads (.dockerignore). */
const SOURCES = [
  'Dockerfile',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/build.mjs',
  'scripts/sbom.mjs',
  'scripts/steps.mjs',
  'src',
];

/** The archives of all images that a cluster with fivesec needs. The first time it takes minutes. */
export async function imageArchives(): Promise<readonly string[]> {
  return [
    await programArchive('pause', PAUSE_IMAGE),
    await programArchive('coredns', COREDNS_IMAGE),
    await applicationArchive(),
    await agentArchive(),
  ];
}

/** The image's name in the chart's pods. */
function agentImage(): string {
  return String(at(only(render(), 'DaemonSet'), 'spec.template.spec.containers.0.image'));
}

/** An image that contains only the program, which is its command. */
function programArchive(program: PodProgram, image: string): Promise<string> {
  const path = podProgram(program);
  return kept(program, [path], (store, place) => {
    const tree = join(place, 'tree');
    mkdirSync(tree);
    copyFileSync(path, join(tree, program));
    return imageOf(store, image, tree, ['--entrypoint', JSON.stringify([`/${program}`])]);
  });
}

/** An image with the program `lookup` for each C library. glibc's files are this machine's own. */
function applicationArchive(): Promise<string> {
  return kept('application', [join(ROOT, 'test/lab/probe/lookup.c')], async (store, place) => {
    const tree = join(place, 'tree');
    mkdirSync(join(tree, 'etc'), { recursive: true });
    writeFileSync(join(tree, 'etc/nsswitch.conf'), 'hosts: files dns\n');
    for (const library of C_LIBRARIES) await compile('lookup', library, tree);
    for (const file of await sharedLibraries(join(tree, 'lookup-glibc'))) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      copyFileSync(file, join(tree, file));
    }
    return imageOf(store, APPLICATION_IMAGE, tree);
  });
}

/** The files that the dynamic loader reads for `executable`, as ldd(1) prints them. */
async function sharedLibraries(executable: string): Promise<readonly string[]> {
  return [...(await run(['ldd', executable])).matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
}

/** Builds an image whose files are those of `tree`; gives its name. */
function imageOf(store: ImageStore, image: string, tree: string, config: readonly string[] = []): string {
  const container = store.buildah('from', 'scratch');
  store.buildah('copy', '--quiet', container, tree, '/');
  store.buildah('config', ...config, container);
  store.buildah('commit', '--quiet', '--rm', container, image);
  return image;
}

/** fivesec's own image, built from the Dockerfile. */
function agentArchive(): Promise<string> {
  const files = SOURCES.flatMap((name) => filesOf(join(ROOT, name)));
  return kept('fivesec', files, (store, place) => {
    makeBases(store, place);
    const image = agentImage();
    store.build(image, 'cluster');
    return image;
  });
}

/** The archive of the image that `make` builds; built again if one of `files` has changed. `make` gives the image's name. */
async function kept(
  name: string,
  files: readonly string[],
  make: (store: ImageStore, place: string) => string | Promise<string>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  const path = join(CACHE, 'images', `${name}-${hash.digest('hex').slice(0, 12)}.tar`);
  if (existsSync(path)) return path;
  mkdirSync(join(CACHE, 'images'), { recursive: true });
  const place = mkdtempSync(join(tmpdir(), 'fivesec-image-'));
  const store = new ImageStore(place);
  try {
    const draft = `${path}.${process.pid}`;
    const image = await make(store, place);
    store.buildah('push', '--quiet', image, `oci-archive:${draft}:${image}`);
    renameSync(draft, path);
    return path;
  } finally {
    store.clear();
    rmSync(place, { recursive: true, force: true });
  }
}

function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile());
}
